package app.hearth.compat.openai;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A JSON object's members as they stand in the bytes, so that one can be changed and all others handed on untouched, whatever they hold.
final class Members {
    private record Member(String name, int from, int valueFrom, int to) {}

    private final byte[] json;
    private final List<Member> members;

    private Members(byte[] json, List<Member> members) {
        this.json = json;
        this.members = members;
    }

    /// Throws [ErrorCode#BAD_JSON], and [ErrorCode#INVALID_FIELD] for what is no object.
    static Members of(byte[] json) {
        try (var parser = Json.MAPPER.getFactory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw HearthException.invalid("body", "wrong_type");
            }
            if (parser.currentTokenLocation().getByteOffset() < 0) { // UTF-16 or UTF-32, which the parser reads too
                throw new JsonParseException(parser, "not UTF-8");
            }
            var members = new ArrayList<Member>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var from = (int) parser.currentTokenLocation().getByteOffset();
                parser.nextToken();
                var valueFrom = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                members.add(new Member(
                        name, from, valueFrom, (int) parser.currentLocation().getByteOffset()));
            }
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more after the object");
            }
            return new Members(json, members);
        } catch (JsonParseException e) {
            var at = e.getLocation();
            throw new HearthException(ErrorCode.BAD_JSON, Map.of("reason", at.getLineNr() + ":" + at.getColumnNr()), e);
        } catch (IOException e) {
            throw new HearthException(ErrorCode.BAD_REQUEST, Map.of(), e);
        }
    }

    /// A text member; empty when it is absent or no text.
    Optional<String> text(String name) {
        for (var member : members) {
            if (member.name.equals(name) && json[member.valueFrom] == '"') {
                return Optional.of(Json.parse(new String(json, member.valueFrom, member.to - member.valueFrom, StandardCharsets.UTF_8))
                        .asText());
            }
        }
        return Optional.empty();
    }

    boolean isTrue(String name) {
        return members.stream().anyMatch(member -> member.name.equals(name) && json[member.valueFrom] == 't');
    }

    /// The object with `name` set to a text and the members `without` left out; the others byte for byte as they came.
    byte[] with(String name, String value, Set<String> without) {
        var out = new ByteArrayOutputStream(json.length + 64);
        var separator = '{';
        for (var member : members) {
            if (without.contains(member.name)) {
                continue;
            }
            out.write(separator);
            separator = ',';
            if (member.name.equals(name)) {
                out.write(json, member.from, member.valueFrom - member.from);
                out.writeBytes(Json.write(value).getBytes(StandardCharsets.UTF_8));
            } else {
                out.write(json, member.from, member.to - member.from);
            }
        }
        if (separator == '{') {
            out.write('{');
        }
        out.write('}');
        return out.toByteArray();
    }
}
