package app.hearth.model;

import app.hearth.platform.error.HearthException;
import org.jspecify.annotations.Nullable;

/// What is asked of a model beside the messages. Null is unset: the next wider setting counts (chat, model, house), in the end the
/// upstream's own default.
public record ChatParams(
        Double temperature,
        Double topP,
        Integer maxTokens,
        @Nullable String systemPrompt) {
    public static final ChatParams NONE = new ChatParams(null, null, null, null);

    public static final int LONGEST_SYSTEM_PROMPT = 100_000;
    private static final int MOST_TOKENS = 1_000_000;

    /// These where they are set, else those of `base`.
    public ChatParams over(ChatParams base) {
        return new ChatParams(
                temperature == null ? base.temperature : temperature,
                topP == null ? base.topP : topP,
                maxTokens == null ? base.maxTokens : maxTokens,
                systemPrompt == null ? base.systemPrompt : systemPrompt);
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
        return new ChatParams(temperature, topP, maxTokens, prompt.isEmpty() ? null : prompt);
    }

    ChatParams withSystemPrompt(String other) {
        return new ChatParams(temperature, topP, maxTokens, other);
    }
}
