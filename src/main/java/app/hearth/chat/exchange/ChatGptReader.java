package app.hearth.chat.exchange;

import app.hearth.chat.Params;
import app.hearth.chat.Part;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// A conversation of ChatGPT's `conversations.json`, as its exports of 2023 to 2026 have it:
///
/// `{title, create_time, update_time (seconds), mapping: {id: {id, message, parent, children}}, current_node, conversation_id or id,
/// is_archived, is_starred}`; a `message` is `{author: {role: system|user|assistant|tool}, create_time, content: {content_type, …},
/// end_turn, metadata: {model_slug, is_visually_hidden_from_conversation, attachments: [{name}]}}`. Content types: `text` and
/// `multimodal_text` with `parts` (texts, or objects such as an image's `asset_pointer`, whose bytes are not in the JSON), `code` and
/// `execution_output` with `text`, `thoughts` with `thoughts: [{summary, content}]`, `reasoning_recap`, and what tools looked up.
final class ChatGptReader implements Kind.Reader {
    @Override
    public SourceChat read(ObjectNode chat) throws Unusable {
        var losses = new Losses();
        var nodes = new LinkedHashMap<String, Branches.Node>();
        for (var key : order(chat.path("mapping"))) {
            nodes.put(key, node(key, chat.path("mapping").path(key), losses));
        }
        var title = Fields.text(chat, "title");
        var key = Fields.key(chat, "conversation_id", "id");
        return SourceChat.foreign(
                key.isEmpty() ? Fields.nameOf(chat, title, "create_time", chat.path("mapping")) : key,
                title,
                Params.NONE,
                chat.path("is_starred").asBoolean(),
                chat.path("is_archived").asBoolean(),
                Fields.millis(chat, "create_time"),
                Fields.millis(chat, "update_time"),
                Branches.of(nodes, Fields.key(chat, "current_node")),
                new HashMap<>(),
                losses);
    }

    /// The keys of a mapping so that siblings stand as their parent's `children` has them; those that none names come in the file's order.
    static List<String> order(JsonNode mapping) {
        var rank = new HashMap<String, Integer>();
        for (var node : mapping) {
            var place = 0;
            for (var child : node.path("children")) {
                rank.put(child.asText(), place++);
            }
        }
        var keys = new ArrayList<String>();
        mapping.fieldNames().forEachRemaining(keys::add);
        keys.sort(Comparator.comparing(key -> rank.getOrDefault(key, Integer.MAX_VALUE)));
        return keys;
    }

    private static Branches.Node node(String key, JsonNode node, Losses losses) {
        var message = node.path("message");
        var parent = Fields.key(node, "parent");
        var role = message.path("author").path("role").asText();
        var isHidden = message.path("metadata")
                        .path("is_visually_hidden_from_conversation")
                        .asBoolean()
                || !role.matches("user|assistant|tool");
        if (isHidden) {
            return Branches.Node.hidden(key, parent);
        }
        var parts = new ArrayList<Part>();
        content(parts, message.path("content"), role, losses);
        attachments(parts, message.path("metadata").path("attachments"), losses);
        var isContext = message.path("content").path("content_type").asText().endsWith("_editable_context");
        if (parts.isEmpty() && (isContext || role.equals("tool"))) {
            return Branches.Node.hidden(key, parent);
        }
        return new Branches.Node(
                key,
                parent,
                role.equals("user") ? Branches.Voice.USER : Branches.Voice.ASSISTANT,
                parts,
                role.equals("assistant") ? Fields.some(message.path("metadata"), "model_slug") : Optional.empty(),
                !message.path("status").asText().equals("in_progress"),
                Optional.empty(),
                Fields.millis(message, "create_time"),
                0);
    }

    private static void content(List<Part> parts, JsonNode content, String role, Losses losses) {
        var type = content.path("content_type").asText();
        var text = Fields.text(content, "text", "result");
        switch (type) {
            case "text", "multimodal_text" -> {
                if (role.equals("tool")) {
                    losses.count(Left.TOOL_RESULTS);
                } else {
                    content.path("parts").forEach(part -> part(parts, part, losses));
                }
            }
            case "code", "execution_output" -> add(parts, fenced(text, type.equals("code") ? Fields.text(content, "language") : ""));
            case "thoughts" -> {
                for (var thought : content.path("thoughts")) {
                    var all = (Fields.text(thought, "summary") + "\n\n" + Fields.text(thought, "content")).strip();
                    if (!all.isEmpty()) {
                        parts.add(Part.reasoning(all, null));
                    }
                }
            }
            case "reasoning_recap", "model_editable_context", "user_editable_context" -> {} // says how long it thought; not words of a chat
            case "system_error" -> add(parts, text);
            default -> losses.count(role.equals("tool") || type.startsWith("tether") ? Left.TOOL_RESULTS : Left.UNKNOWN_PARTS);
        }
    }

    private static void part(List<Part> parts, JsonNode part, Losses losses) {
        if (part.isTextual()) {
            add(parts, part.asText());
            return;
        }
        switch (part.path("content_type").asText()) {
            case "audio_transcription" -> add(parts, Fields.text(part, "text"));
            case "image_asset_pointer" -> parts.add(SourceFile.part(Part.IMAGE, "", imageName(part)));
            default -> losses.count(Left.UNKNOWN_PARTS);
        }
    }

    private static String imageName(JsonNode part) {
        var pointer = Fields.text(part, "asset_pointer").replaceAll("^.*/", "");
        return pointer.isEmpty() ? "image" : pointer;
    }

    private static void attachments(List<Part> parts, JsonNode attachments, Losses losses) {
        for (var file : attachments) {
            var name = Fields.text(file, "name");
            var isPicture = Fields.text(file, "mime_type", "mimeType").startsWith("image/");
            if (!name.isEmpty() && !(isPicture && parts.stream().anyMatch(part -> part.is(Part.IMAGE)))) {
                parts.add(SourceFile.part(Part.FILE, "", name));
            }
        }
    }

    private static void add(List<Part> parts, String text) {
        if (!text.isBlank()) {
            parts.add(Part.text(text));
        }
    }

    /// A fence longer than any in the text.
    static String fenced(String text, String language) {
        if (text.isBlank()) {
            return "";
        }
        var fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        var named = language.matches("[a-zA-Z0-9+#_-]{1,30}") && !language.equals("unknown") ? language : "";
        return fence + named + "\n" + text.stripTrailing() + "\n" + fence;
    }
}
