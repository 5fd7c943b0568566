package app.hearth.provider.openai;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Takes out of a request what the upstream's refusal names, when it was only ours: servers differ in the fields that they know, and no
/// table lists them all. What the caller gave as extra is never touched.
final class Mending {
    private static final List<String> DISPENSABLE = List.of(
            "stream_options",
            "chat_template_kwargs",
            "enable_thinking",
            "thinking_budget",
            "reasoning_effort",
            "temperature",
            "top_p",
            "reasoning",
            "thinking");
    private static final Pattern RANGE = Pattern.compile("max_(completion_)?tokens should be \\[1, ?(\\d{1,9})]");

    static Optional<ObjectNode> of(ObjectNode body, ObjectNode extra, HearthException refusal) {
        if (refusal.code() != ErrorCode.PROVIDER_REFUSED) {
            return Optional.empty();
        }
        var message = refusal.arguments().getOrDefault("message", "");
        var mended = body.deepCopy();
        return limit(mended, extra, message) || without(mended, extra, message) ? Optional.of(mended) : Optional.empty();
    }

    private static boolean limit(ObjectNode body, ObjectNode extra, String message) {
        if (!body.has("max_tokens") || extra.has("max_tokens")) {
            return false;
        }
        var range = RANGE.matcher(message); // Bailian names its range
        if (range.find()) {
            body.put("max_tokens", Integer.parseInt(range.group(2)));
            return true;
        }
        if (message.contains("max_completion_tokens")) {
            body.set("max_completion_tokens", body.remove("max_tokens"));
            return true;
        }
        return false;
    }

    private static boolean without(ObjectNode body, ObjectNode extra, String message) {
        for (var field : DISPENSABLE) {
            if (body.has(field)
                    && !extra.has(field)
                    && Pattern.compile("\\b" + field + "\\b").matcher(message).find()) {
                body.remove(field);
                return true;
            }
        }
        return false;
    }

    private Mending() {}
}
