package app.hearth.provider;

import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;

/// What an upstream wrote about its failure, in whatever form.
///
/// @param code its own word, lower case without separators (`data_inspection_failed` and `DataInspectionFailed` are one); may be empty
/// @param status a status that stands in the text of the error; 0 for none
/// @param message for people; empty when there is none
record UpstreamReport(String code, int status, String message) {
    private static final int MOST = 500;
    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>\\s*(.*?)\\s*</title>");

    /// Of a body that may be JSON, HTML or plain text.
    static UpstreamReport of(String body) {
        var text = body.strip();
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                return of(Json.MAPPER.readTree(text));
            } catch (JsonProcessingException e) {
                return new UpstreamReport("", 0, cut(text));
            }
        }
        if (text.startsWith("<")) {
            var title = TITLE.matcher(text);
            return new UpstreamReport("", 0, title.find() ? cut(title.group(1)) : "");
        }
        return new UpstreamReport("", 0, cut(text));
    }

    static UpstreamReport of(JsonNode body) {
        var node = body.isArray() && !body.isEmpty() ? body.get(0) : body; // Gemini wraps it in a list
        var error = node.hasNonNull("error") ? node.get("error") : node;
        if (error.isTextual()) {
            return new UpstreamReport(
                    normal(node.path("code").asText("")), node.path("status").asInt(0), cut(error.textValue()));
        }
        var code = error.path("code");
        var words = (code.isTextual() ? code.textValue() : "") + " "
                + error.path("type").asText("");
        var status = code.isInt() ? code.intValue() : error.path("status").asInt(0);
        return new UpstreamReport(normal(words), status, cut(message(error)));
    }

    private static String message(JsonNode error) {
        for (var field : new String[] {"message", "detail", "msg", "error_msg"}) {
            var value = error.path(field);
            if (value.isTextual()) {
                return value.textValue();
            }
            if (value.isContainerNode() && !value.isEmpty()) {
                return value.toString(); // FastAPI's list of what was wrong
            }
        }
        return "";
    }

    private static String normal(String code) {
        return code.toLowerCase(Locale.ROOT).replaceAll("[_.\\-]", "").strip();
    }

    private static String cut(String text) {
        var line = text.strip();
        return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
    }
}
