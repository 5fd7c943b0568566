package app.hearth.chat;

/// The numbers of a reply; null where unknown.
///
/// @param firstTokenMs from the start to the first delta
/// @param tokensPerSecond completion tokens over the time since the first one
/// @param estimated whether the tokens were counted by us, since the upstream did not say
/// @param window the model's, in tokens
/// @param trimmed how many of the oldest messages were left out to fit it
/// @param finish why the model stopped: `stop`, `length`, … or the upstream's own word
public record Stats(
        Long firstTokenMs,
        Long totalMs,
        Long reasoningMs,
        Integer promptTokens,
        Integer completionTokens,
        Integer reasoningTokens,
        Integer cachedTokens,
        Double tokensPerSecond,
        Boolean estimated,
        Integer window,
        Integer trimmed,
        Integer attempts,
        String finish) {}
