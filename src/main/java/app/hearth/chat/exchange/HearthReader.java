package app.hearth.chat.exchange;

import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.Params;
import app.hearth.chat.Part;
import app.hearth.chat.Stats;
import app.hearth.chat.Thinking;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A chat as [JsonExport] writes it: the same tree, messages and parts, unknown tags included. A message whose parent does not stand before
/// it
/// becomes a first one.
final class HearthReader implements Kind.Reader {
    @Override
    public SourceChat read(ObjectNode chat) throws Unusable {
        var losses = new Losses();
        var messages = new LinkedHashMap<String, SourceMessage>();
        for (var node : chat.path("messages")) {
            var message = message(node, messages, losses);
            message.ifPresent(one -> messages.putIfAbsent(one.key(), one));
        }
        var key = Fields.key(chat, "id");
        var title = Fields.text(chat, "title");
        var list = List.copyOf(messages.values());
        var leaf = Fields.text(chat, "leaf");
        return new SourceChat(
                key.isEmpty() ? Fields.nameOf(chat, title, "createdAt", chat.path("messages")) : key,
                title,
                Fields.some(chat, "model"),
                params(chat.path("params")),
                as(chat.path("thinking"), Thinking.class).flatMap(HearthReader::checked),
                chat.path("pinned").asBoolean(),
                chat.path("archived").asBoolean(),
                Fields.millis(chat, "createdAt"),
                Fields.millis(chat, "updatedAt"),
                list,
                messages.containsKey(leaf) ? leaf : Branches.newest(list),
                files(chat.path("files")),
                losses);
    }

    private static Optional<SourceMessage> message(JsonNode node, Map<String, SourceMessage> before, Losses losses) {
        var key = Fields.key(node, "id");
        var role = Fields.text(node, "role");
        if (key.isEmpty() || !role.equals("user") && !role.equals("assistant")) {
            losses.count(Left.UNKNOWN_PARTS);
            return Optional.empty();
        }
        var parent = Optional.ofNullable(before.get(Fields.key(node, "parent")));
        return Optional.of(new SourceMessage(
                key,
                parent.map(SourceMessage::key).orElse(""),
                parent.map(above -> above.position() + 1).orElse(0),
                Math.min(Fields.count(node.path("column")).orElse(0), 99),
                Message.Role.of(role),
                state(Fields.text(node, "state")),
                Fields.some(node, "model"),
                Fields.some(node, "modelName"),
                parts(node.path("parts"), losses),
                as(node.path("stats"), Stats.class),
                as(node.path("error"), MessageRow.Failure.class).filter(failure -> failure.code() != null && failure.arguments() != null),
                Fields.millis(node, "createdAt"),
                Optional.of(Fields.millis(node, "editedAt")).filter(at -> at > 0)));
    }

    /// What was still being made when it was exported, or says nothing of its state, has ended since.
    private static Message.State state(String state) {
        return switch (state) {
            case "cancelled" -> Message.State.CANCELLED;
            case "failed" -> Message.State.FAILED;
            case "interrupted", "running" -> Message.State.INTERRUPTED;
            default -> Message.State.DONE;
        };
    }

    private static List<Part> parts(JsonNode nodes, Losses losses) {
        var parts = new ArrayList<Part>();
        for (var node : nodes) {
            var part = as(node, Part.class).filter(HearthReader::isWhole);
            part.ifPresentOrElse(parts::add, () -> losses.count(Left.UNKNOWN_PARTS));
        }
        return parts;
    }

    private static boolean isWhole(Part part) {
        if (part.type() == null || part.type().isBlank() || part.type().length() > 40) {
            return false;
        }
        return part.text() != null || !part.is(Part.TEXT) && !part.is(Part.REASONING);
    }

    private static Params params(JsonNode node) {
        return Fields.params(node.path("temperature"), node.path("topP"), node.path("maxTokens"), Fields.text(node, "systemPrompt"));
    }

    private static Optional<Thinking> checked(Thinking thinking) {
        try {
            return Optional.of(thinking.checked());
        } catch (HearthException e) {
            return Optional.empty();
        }
    }

    private static Map<String, SourceFile> files(JsonNode nodes) {
        var files = new HashMap<String, SourceFile>();
        for (var node : nodes) {
            Fields.some(node, "data")
                    .ifPresent(data -> files.put(Fields.text(node, "id"), new SourceFile(Fields.text(node, "name"), data, false)));
        }
        return files;
    }

    private static <T> Optional<T> as(JsonNode node, Class<T> type) {
        try {
            return node.isObject() ? Optional.of(Json.MAPPER.treeToValue(node, type)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
