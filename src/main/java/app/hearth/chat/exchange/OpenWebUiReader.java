package app.hearth.chat.exchange;

import app.hearth.chat.Part;
import app.hearth.chat.Stats;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A chat of Open WebUI's export, versions 0.3 to 0.12: a row `{id, title, chat, created_at, updated_at (seconds), archived, pinned,
/// meta}`, or
/// its inner `chat` alone: `{title, models, params: {system, temperature …}, timestamp, history: {currentId, messages: {id: {id, parentId,
/// childrenIds, role, content, timestamp, model, modelName, modelIdx, done, output, files, usage, error}}}, messages}`. Very old chats have
/// only the list `messages`. Thoughts and tools stand in `content` as `<details>` ([DetailsBlocks]) or, newer, in `output`.
final class OpenWebUiReader implements Kind.Reader {
    @Override
    public SourceChat read(ObjectNode row) throws Unusable {
        if (row.path("meta").path("internal").asBoolean()) {
            throw new Unusable(Left.INTERNAL);
        }
        var chat = row.path("chat").isObject() ? row.path("chat") : row;
        var losses = new Losses();
        var files = new HashMap<String, SourceFile>();
        var nodes = nodes(chat, files, losses);
        var title = Fields.some(row, "title").orElse(Fields.text(chat, "title"));
        var params = chat.path("params");
        var key = Fields.some(row, "id").orElse(Fields.text(chat, "id"));
        return SourceChat.foreign(
                key.isEmpty() ? Fields.nameOf(chat, title, "timestamp", chat.path("history")) : key,
                title,
                Fields.params(params.path("temperature"), params.path("top_p"), params.path("max_tokens"), system(chat)),
                row.path("pinned").asBoolean(),
                row.path("archived").asBoolean(),
                Fields.millis(row, "created_at", "timestamp"),
                Fields.millis(row, "updated_at"),
                Branches.of(nodes, Fields.key(chat.path("history"), "currentId")),
                files,
                losses);
    }

    private static String system(JsonNode chat) {
        return Fields.some(chat.path("params"), "system").orElse(Fields.text(chat, "system"));
    }

    private static LinkedHashMap<String, Branches.Node> nodes(JsonNode chat, Map<String, SourceFile> files, Losses losses) {
        var nodes = new LinkedHashMap<String, Branches.Node>();
        var tree = chat.path("history").path("messages");
        if (tree.isObject() && !tree.isEmpty()) {
            for (var key : order(tree)) {
                nodes.put(key, node(key, Fields.key(tree.path(key), "parentId"), tree.path(key), files, losses));
            }
            return nodes;
        }
        var before = "";
        for (var message : chat.path("messages")) {
            var own = Fields.key(message, "id");
            var key = own.isEmpty() || nodes.containsKey(own) ? "message " + nodes.size() : own;
            nodes.put(key, node(key, before, message, files, losses));
            before = key;
        }
        return nodes;
    }

    private static List<String> order(JsonNode tree) {
        var rank = new HashMap<String, Integer>();
        for (var node : tree) {
            var place = 0;
            for (var child : node.path("childrenIds")) {
                rank.put(child.asText(), place++);
            }
        }
        var keys = new ArrayList<String>();
        tree.fieldNames().forEachRemaining(keys::add);
        keys.sort(Comparator.comparing(key -> rank.getOrDefault(key, Integer.MAX_VALUE)));
        return keys;
    }

    private static Branches.Node node(String key, String parent, JsonNode message, Map<String, SourceFile> files, Losses losses) {
        var role = message.path("role").asText();
        if (!role.matches("user|assistant")) {
            return Branches.Node.hidden(key, parent);
        }
        var isQuestion = role.equals("user");
        var parts = new ArrayList<Part>();
        if (isQuestion) {
            add(parts, Fields.text(message, "content"));
        } else {
            reply(parts, message, losses);
        }
        for (var file : message.path("files")) {
            file(parts, key, file, files, losses);
        }
        return new Branches.Node(
                key,
                parent,
                isQuestion ? Branches.Voice.USER : Branches.Voice.ASSISTANT,
                parts,
                isQuestion ? Optional.empty() : Fields.some(message, "modelName", "model"),
                isQuestion || !message.has("done") || message.path("done").asBoolean(),
                isQuestion ? Optional.empty() : stats(message.path("usage")),
                Fields.millis(message, "timestamp"),
                isQuestion ? 0 : Math.min(Fields.count(message.path("modelIdx")).orElse(0), 99));
    }

    private static void reply(List<Part> parts, JsonNode message, Losses losses) {
        var said = DetailsBlocks.parts(Fields.text(message, "content"), losses);
        if (said.stream().noneMatch(part -> part.is(Part.REASONING))) {
            for (var item : message.path("output")) {
                if (item.path("type").asText().equals("reasoning")) {
                    var text = new StringBuilder();
                    item.path("content").forEach(piece -> text.append(Fields.text(piece, "text")));
                    if (!text.toString().isBlank()) {
                        parts.add(Part.reasoning(text.toString(), seconds(item.path("duration"))));
                    }
                }
            }
        }
        parts.addAll(said);
        if (said.stream().noneMatch(part -> part.is(Part.TEXT))) {
            var error = message.path("error");
            add(parts, error.isTextual() ? error.asText() : Fields.text(error, "content"));
        }
    }

    private static Long seconds(JsonNode duration) {
        return duration.isNumber() && duration.asDouble() >= 0 && duration.asDouble() < 1e6 ? Math.round(duration.asDouble() * 1000) : null;
    }

    /// Pictures may be whole as a `data:` address, documents as the text that was read out of them; of others only the name is there.
    private static void file(List<Part> parts, String message, JsonNode file, Map<String, SourceFile> files, Losses losses) {
        var type = file.path("type").asText();
        if (type.equals("collection")) {
            losses.count(Left.UNKNOWN_PARTS);
            return;
        }
        var isImage = type.equals("image") || Fields.text(file, "content_type").startsWith("image/");
        var name = Fields.some(file, "name").orElse(isImage ? "image" : "file");
        var text = Fields.some(file.path("file").path("data"), "content").map(content -> new SourceFile(name, content, true));
        var whole = isImage ? SourceFile.ofDataUrl(name, Fields.text(file, "url")) : text;
        var key = whole.isPresent() ? message + " " + files.size() : "";
        whole.ifPresent(content -> files.put(key, content));
        parts.add(SourceFile.part(isImage ? Part.IMAGE : Part.FILE, key, name));
    }

    private static Optional<Stats> stats(JsonNode usage) {
        var prompt = Fields.count(usage.path("prompt_tokens")).or(() -> Fields.count(usage.path("prompt_eval_count")));
        var completion = Fields.count(usage.path("completion_tokens")).or(() -> Fields.count(usage.path("eval_count")));
        if (prompt.isEmpty() && completion.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Stats(null, null, null, prompt.orElse(null), completion.orElse(null), null, null, null, null, null, null, null, null));
    }

    private static void add(List<Part> parts, String text) {
        if (!text.isBlank()) {
            parts.add(Part.text(text));
        }
    }
}
