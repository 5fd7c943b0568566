package app.hearth.chat;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.text.CleanText;

/// How a chat wants its replies; null is unset.
public record Params(Double temperature, Double topP, Integer maxTokens, String systemPrompt) {
    public static final Params NONE = new Params(null, null, null, null);

    private static final int MOST_SYSTEM_PROMPT = 200_000;

    /// These, and where they are unset the others.
    public Params over(Params other) {
        return new Params(
                temperature != null ? temperature : other.temperature,
                topP != null ? topP : other.topP,
                maxTokens != null ? maxTokens : other.maxTokens,
                systemPrompt != null ? systemPrompt : other.systemPrompt);
    }

    /// Ready to be stored; 400 for values that no model takes.
    public Params checked() {
        if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
            throw HearthException.invalid("temperature", "wrong_type");
        }
        if (topP != null && !(topP >= 0 && topP <= 1)) {
            throw HearthException.invalid("topP", "wrong_type");
        }
        if (maxTokens != null && maxTokens < 1) {
            throw HearthException.invalid("maxTokens", "wrong_type");
        }
        if (systemPrompt != null && systemPrompt.length() > MOST_SYSTEM_PROMPT) {
            throw HearthException.invalid("systemPrompt", "too_long");
        }
        var prompt = systemPrompt == null || systemPrompt.isBlank() ? null : CleanText.of(systemPrompt);
        return new Params(temperature, topP, maxTokens, prompt);
    }
}
