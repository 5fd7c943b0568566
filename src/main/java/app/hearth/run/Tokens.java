package app.hearth.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Guesses how many tokens a text is, and learns from what upstreams count. Tokenisers differ; for fitting a window a tenth is close
/// enough.
final class Tokens {
    private static final int LATIN = 28; // hundredths
    private static final int HAN = 70;
    private static final int OTHER = 50;
    /// Words around each message.
    static final int MESSAGE = 5;

    static final int PICTURE = 1_000;

    private static final double LEAST = 0.5;
    private static final double MOST = 2;
    private static final double NEW_WEIGHT = 0.3;
    /// Too short a prompt says little: the model's own template weighs in.
    private static final int LEARN_FROM = 200;

    private final Map<String, Double> factors = new ConcurrentHashMap<>();

    static int of(String text) {
        var tokens = 0L;
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c < 0x250) {
                tokens += LATIN;
            } else if (c >= 0x2E80 && c <= 0x9FFF
                    || c >= 0xAC00 && c <= 0xD7AF
                    || c >= 0xF900 && c <= 0xFAFF
                    || c >= 0xFF00 && c <= 0xFFEF) {
                tokens += HAN;
            } else {
                tokens += OTHER;
            }
        }
        return (int) ((tokens + 99) / 100);
    }

    /// What this model's tokeniser makes of a guess.
    int calibrated(String model, int guess) {
        return (int) Math.ceil(guess * factors.getOrDefault(model, 1.0));
    }

    /// Learns that a prompt guessed at `guess` was counted as `counted`.
    void learn(String model, int guess, int counted) {
        if (guess >= LEARN_FROM && counted > 0) {
            var seen = Math.clamp((double) counted / guess, LEAST, MOST);
            factors.merge(model, seen, (old, now) -> old * (1 - NEW_WEIGHT) + now * NEW_WEIGHT);
        }
    }
}
