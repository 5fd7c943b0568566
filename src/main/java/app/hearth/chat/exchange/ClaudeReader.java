package app.hearth.chat.exchange;

import app.hearth.chat.Params;
import app.hearth.chat.Part;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A conversation of Claude's `conversations.json`: `{uuid, name, created_at, updated_at (ISO), chat_messages: [{uuid, sender: human |
/// assistant, text, content: [{type: text, text} | {type: thinking, thinking} | {type: tool_use} | {type: tool_result}], created_at,
/// attachments: [{file_name, extracted_content}], files: [{file_name}], parent_message_uuid}]}`. Without parents the messages follow one
/// another; `text` repeats the blocks and counts where there are none.
final class ClaudeReader implements Kind.Reader {
    @Override
    public SourceChat read(ObjectNode chat) throws Unusable {
        var losses = new Losses();
        var files = new HashMap<String, SourceFile>();
        var nodes = new LinkedHashMap<String, Branches.Node>();
        var before = "";
        for (var message : chat.path("chat_messages")) {
            var own = Fields.key(message, "uuid");
            var key = own.isEmpty() ? "message " + nodes.size() : own;
            var parent = Fields.some(message, "parent_message_uuid").orElse(before);
            nodes.putIfAbsent(key, node(key, parent, message, files, losses));
            before = key;
        }
        var title = Fields.text(chat, "name", "title");
        var key = Fields.key(chat, "uuid", "id");
        return SourceChat.foreign(
                key.isEmpty() ? Fields.nameOf(chat, title, "created_at", chat.path("chat_messages")) : key,
                title,
                Params.NONE,
                chat.path("is_starred").asBoolean(),
                false,
                Fields.millis(chat, "created_at"),
                Fields.millis(chat, "updated_at"),
                Branches.of(nodes, Fields.key(chat, "current_leaf_message_uuid")),
                files,
                losses);
    }

    private static Branches.Node node(String key, String parent, JsonNode message, Map<String, SourceFile> files, Losses losses) {
        var isQuestion = message.path("sender").asText().matches("human|user");
        var parts = new ArrayList<Part>();
        for (var block : message.path("content")) {
            block(parts, block, losses);
        }
        if (parts.isEmpty() && !Fields.text(message, "text").isBlank()) {
            parts.add(Part.text(Fields.text(message, "text")));
        }
        for (var attachment : message.path("attachments")) {
            attachment(parts, key, attachment, files);
        }
        for (var file : message.path("files")) {
            Fields.some(file, "file_name", "name").ifPresent(name -> parts.add(SourceFile.part(Part.FILE, "", name)));
        }
        return new Branches.Node(
                key,
                parent,
                isQuestion ? Branches.Voice.USER : Branches.Voice.ASSISTANT,
                parts,
                isQuestion ? Optional.empty() : Fields.some(message, "model"),
                true,
                Optional.empty(),
                Fields.millis(message, "created_at"),
                0);
    }

    private static void block(ArrayList<Part> parts, JsonNode block, Losses losses) {
        var text = Fields.text(block, "text", "thinking");
        switch (block.path("type").asText()) {
            case "text" -> {
                if (!text.isBlank()) {
                    parts.add(Part.text(text));
                }
            }
            case "thinking" -> {
                if (!text.isBlank()) {
                    parts.add(Part.reasoning(text, null));
                }
            }
            case "tool_use", "tool_result" -> losses.count(Left.TOOL_RESULTS);
            case "token_budget", "redacted_thinking" -> {} // no words
            default -> losses.count(Left.UNKNOWN_PARTS);
        }
    }

    /// What was read out of a file stands in the export and becomes a text file; the file itself does not.
    private static void attachment(ArrayList<Part> parts, String message, JsonNode attachment, Map<String, SourceFile> files) {
        var name = Fields.some(attachment, "file_name").orElse("attachment.txt");
        var text = Optional.of(Fields.text(attachment, "extracted_content")).filter(content -> !content.isBlank());
        var key = text.isPresent() ? message + " " + files.size() : "";
        text.ifPresent(content -> files.put(key, new SourceFile(name, content, true)));
        parts.add(SourceFile.part(Part.FILE, key, name));
    }
}
