package app.hearth.model;

import app.hearth.platform.error.HearthException;
import org.jspecify.annotations.Nullable;

/// What is asked of a model beside the messages. Null is unset: the next wider setting counts (chat, model, house), in the end the
/// upstream's own default.
///
/// @param keepAlive how long an Ollama keeps the model in memory after an answer, as it writes it: `30m`, or seconds; negative for ever
public record ChatParams(
        Double temperature,
        Double topP,
        Integer maxTokens,
        @Nullable String systemPrompt,
        @Nullable String keepAlive) {
    public ChatParams(Double temperature, Double topP, Integer maxTokens, @Nullable String systemPrompt) {
        this(temperature, topP, maxTokens, systemPrompt, null);
    }

    public static final ChatParams NONE = new ChatParams(null, null, null, null);

    public static final int LONGEST_SYSTEM_PROMPT = 100_000;
    private static final int MOST_TOKENS = 1_000_000;

    /// These where they are set, else those of `base`.
    public ChatParams over(ChatParams base) {
        return new ChatParams(
                temperature == null ? base.temperature : temperature,
                topP == null ? base.topP : topP,
                maxTokens == null ? base.maxTokens : maxTokens,
                systemPrompt == null ? base.systemPrompt : systemPrompt,
                keepAlive == null ? base.keepAlive : keepAlive);
    }

    /// The same, a blank system prompt as unset. Throws `INVALID_FIELD` with the first value that is out of range.
    public ChatParams checked() {
        if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
            throw HearthException.invalid("temperature", "from_0_to_2");
        }
        if (topP != null && !(topP >= 0 && topP <= 1)) {
            throw HearthException.invalid("topP", "from_0_to_1");
        }
        if (maxTokens != null && (maxTokens < 1 || maxTokens > MOST_TOKENS)) {
            throw HearthException.invalid("maxTokens", "from_1_to_1000000");
        }
        var prompt = Fields.text("systemPrompt", systemPrompt, LONGEST_SYSTEM_PROMPT);
        var keep = Fields.text("keepAlive", keepAlive, 30);
        if (!keep.matches("|-?\\d{1,9}|-?(\\d{1,9}(\\.\\d{1,3})?(ms|s|m|h))+")) {
            throw HearthException.invalid("keepAlive", "not_duration");
        }
        return new ChatParams(temperature, topP, maxTokens, prompt.isEmpty() ? null : prompt, keep.isEmpty() ? null : keep);
    }

    ChatParams withSystemPrompt(String other) {
        return new ChatParams(temperature, topP, maxTokens, other, keepAlive);
    }
}
