package app.hearth.chat.exchange;

import app.hearth.chat.Params;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/// Lenient looks at what stands in a file: the wrong type is as good as absent.
final class Fields {
    /// Times before and after these are mistakes.
    private static final long YEAR_1990 = 631_152_000_000L;

    private static final long YEAR_2200 = 7_258_118_400_000L;

    static String text(JsonNode node, String... names) {
        for (var name : names) {
            var value = node.path(name);
            if (value.isTextual() && !value.asText().isEmpty()) {
                return value.asText();
            }
        }
        return "";
    }

    static Optional<String> some(JsonNode node, String... names) {
        return Optional.of(text(node, names)).filter(text -> !text.isEmpty());
    }

    /// An id may be a number.
    static String key(JsonNode node, String... names) {
        for (var name : names) {
            var value = node.path(name);
            if (value.isTextual() && !value.asText().isEmpty() || value.isIntegralNumber()) {
                return value.asText();
            }
        }
        return "";
    }

    /// Epoch milliseconds of seconds, milliseconds, micro- or nanoseconds, or of an ISO text; 0 for anything else.
    static long millis(JsonNode value) {
        double number = 0;
        if (value.isNumber()) {
            number = value.asDouble();
        } else if (value.isTextual()) {
            try {
                var text = value.asText();
                number = text.matches("[0-9]{1,19}(\\.[0-9]+)?")
                        ? Double.parseDouble(text)
                        : (text.endsWith("Z")
                                        ? Instant.parse(text)
                                        : OffsetDateTime.parse(text).toInstant())
                                .toEpochMilli();
            } catch (DateTimeException e) {
                return 0;
            }
        }
        var millis = number < 1e11 ? number * 1e3 : number < 1e14 ? number : number < 1e17 ? number / 1e3 : number / 1e6;
        return millis >= YEAR_1990 && millis <= YEAR_2200 ? Math.round(millis) : 0;
    }

    /// The first of these fields that holds a time.
    static long millis(JsonNode node, String... names) {
        for (var name : names) {
            var millis = millis(node.path(name));
            if (millis > 0) {
                return millis;
            }
        }
        return 0;
    }

    static Optional<Integer> count(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt() && value.asInt() >= 0 ? Optional.of(value.asInt()) : Optional.empty();
    }

    /// Those of the parameters that we would take from a person.
    static Params params(JsonNode temperature, JsonNode topP, JsonNode maxTokens, String systemPrompt) {
        var heat = temperature.isNumber() && temperature.asDouble() >= 0 && temperature.asDouble() <= 2 ? temperature.asDouble() : null;
        var share = topP.isNumber() && topP.asDouble() >= 0 && topP.asDouble() <= 1 ? topP.asDouble() : null;
        var most = count(maxTokens).filter(count -> count > 0).orElse(null);
        var system = systemPrompt.length() > 200_000 || systemPrompt.isBlank() ? null : systemPrompt;
        return new Params(heat, share, most, system);
    }

    /// A chat without an id of its own is known by its title, its time and its first words.
    static String nameOf(JsonNode chat, String title, String time, JsonNode firstWords) {
        var first = firstWords.toString();
        var all = title + "\n" + chat.path(time) + "\n" + first.substring(0, Math.min(500, first.length()));
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private Fields() {}
}
