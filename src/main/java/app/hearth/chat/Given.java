package app.hearth.chat;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// A field of a change that may be absent (it stays), null (it is taken away) or a text.
final class Given {
    /// @param node null when the field is absent
    static Optional<Optional<String>> text(String field, JsonNode node) {
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isNull() && !node.isTextual()) {
            throw HearthException.invalid(field, "wrong_type");
        }
        return Optional.of(Optional.ofNullable(node.textValue()));
    }

    static Optional<Optional<String>> id(String field, JsonNode node) {
        var given = text(field, node);
        given.flatMap(id -> id).ifPresent(id -> checkId(field, id));
        return given;
    }

    static void checkId(String field, String id) {
        if (!Ids.isId(id)) {
            throw HearthException.invalid(field, "not_id");
        }
    }

    private Given() {}
}
