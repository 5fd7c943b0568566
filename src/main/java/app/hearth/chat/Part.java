package app.hearth.chat;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import app.hearth.platform.text.CleanText;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/// A piece of a message, told apart by its tag: `text`, `reasoning`, `image`, `file`. Fields are null where the tag has none of them; tags
/// and fields that this version does not know survive a round trip.
///
/// @param ms how long the reasoning took
/// @param file id of the stored file
/// @param size bytes
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Part(
        String type,
        String text,
        Long ms,
        String file,
        String name,
        Integer width,
        Integer height,
        Long size,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    public static final String TEXT = "text";
    public static final String REASONING = "reasoning";
    public static final String IMAGE = "image";
    public static final String FILE = "file";

    private static final int MOST_PARTS = 100;

    public Part {
        more = more == null ? Map.of() : Map.copyOf(more);
    }

    public static Part text(String text) {
        return new Part(TEXT, text, null, null, null, null, null, null, Map.of());
    }

    public static Part reasoning(String text, Long ms) {
        return new Part(REASONING, text, ms, null, null, null, null, null, Map.of());
    }

    public boolean is(String tag) {
        return tag.equals(type);
    }

    /// All `text` parts, joined.
    public static String text(List<Part> parts) {
        var all = new StringBuilder();
        for (var part : parts) {
            if (part.is(TEXT) && part.text != null) {
                all.append(part.text);
            }
        }
        return all.toString();
    }

    /// The parts as they may be stored. 400 when they say nothing or lack what their tag needs.
    public static List<Part> checked(List<Part> given) {
        if (given == null || given.isEmpty()) {
            throw HearthException.invalid("parts", "required");
        }
        if (given.size() > MOST_PARTS) {
            throw HearthException.invalid("parts", "too_long");
        }
        var parts = given.stream().map(Part::checked).toList();
        if (parts.stream().allMatch(part -> part.is(TEXT) && part.text.isBlank())) {
            throw HearthException.invalid("parts", "required");
        }
        return parts;
    }

    private static Part checked(Part part) {
        if (part == null || part.type == null || part.type.isBlank() || part.type.length() > 40) {
            throw HearthException.invalid("parts.type", "required");
        }
        if ((part.is(TEXT) || part.is(REASONING)) && part.text == null) {
            throw HearthException.invalid("parts.text", "required");
        }
        if ((part.is(IMAGE) || part.is(FILE)) && !Ids.isId(part.file)) {
            throw HearthException.invalid("parts.file", "not_id");
        }
        return new Part(
                part.type,
                CleanText.of(part.text),
                part.ms,
                part.file,
                CleanText.of(part.name),
                part.width,
                part.height,
                part.size,
                part.more);
    }
}
