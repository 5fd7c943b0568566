package app.hearth.chat.exchange;

import app.hearth.chat.Params;
import app.hearth.chat.Part;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Optional;

/// A conversation of DeepSeek's `conversations.json`: a mapping as ChatGPT's with `{id, title, inserted_at, updated_at (ISO)}` around it
/// and
/// messages `{files: [{file_name}], model, inserted_at, fragments: [{type: REQUEST | THINK | RESPONSE | SEARCH …, content}]}`. The node
/// `root`
/// holds none.
final class DeepSeekReader implements Kind.Reader {
    /// Whether a chat with a mapping is DeepSeek's.
    static boolean isOne(JsonNode chat) {
        for (var node : chat.path("mapping")) {
            if (node.path("message").isObject()) {
                return node.path("message").path("fragments").isArray();
            }
        }
        return chat.has("inserted_at");
    }

    @Override
    public SourceChat read(ObjectNode chat) throws Unusable {
        var losses = new Losses();
        var nodes = new LinkedHashMap<String, Branches.Node>();
        for (var key : ChatGptReader.order(chat.path("mapping"))) {
            nodes.put(key, node(key, chat.path("mapping").path(key), losses));
        }
        var title = Fields.text(chat, "title");
        var key = Fields.key(chat, "id");
        return SourceChat.foreign(
                key.isEmpty() ? Fields.nameOf(chat, title, "inserted_at", chat.path("mapping")) : key,
                title,
                Params.NONE,
                false,
                false,
                Fields.millis(chat, "inserted_at"),
                Fields.millis(chat, "updated_at"),
                Branches.of(nodes, Fields.key(chat, "current_node", "current_message_id")),
                new HashMap<>(),
                losses);
    }

    private static Branches.Node node(String key, JsonNode node, Losses losses) {
        var message = node.path("message");
        var parent = Fields.key(node, "parent");
        if (!message.isObject()) {
            return Branches.Node.hidden(key, parent);
        }
        var parts = new ArrayList<Part>();
        var isQuestion = false;
        for (var fragment : message.path("fragments")) {
            var text = Fields.text(fragment, "content");
            switch (fragment.path("type").asText()) {
                case "REQUEST" -> {
                    isQuestion = true;
                    parts.add(Part.text(text));
                }
                case "RESPONSE" -> parts.add(Part.text(text));
                case "THINK" -> parts.add(Part.reasoning(text, null));
                case "SEARCH", "READ_LINK", "TOOL_SEARCH", "TOOL_OPEN" -> losses.count(Left.TOOL_RESULTS);
                default -> losses.count(Left.UNKNOWN_PARTS);
            }
        }
        for (var file : message.path("files")) {
            Fields.some(file, "file_name", "name").ifPresent(name -> parts.add(SourceFile.part(Part.FILE, "", name)));
        }
        parts.removeIf(part -> part.text() != null && part.text().isBlank());
        return new Branches.Node(
                key,
                parent,
                isQuestion ? Branches.Voice.USER : Branches.Voice.ASSISTANT,
                parts,
                isQuestion ? Optional.empty() : Fields.some(message, "model"),
                true,
                Optional.empty(),
                Fields.millis(message, "inserted_at"),
                0);
    }
}
