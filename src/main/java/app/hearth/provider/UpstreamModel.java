package app.hearth.provider;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// What is known of an upstream's model.
///
/// @param chat whether people can chat with it (an embedding or speech model can be called, but not picked)
/// @param snapshot a dated copy of another model: callable, but kept out of the picker
/// @param tools empty when unknown
/// @param efforts the words that the model takes as effort, weakest first
/// @param window tokens of prompt and answer together
/// @param priceIn CNY per million prompt tokens
public record UpstreamModel(
        String id,
        String name,
        boolean chat,
        boolean snapshot,
        boolean vision,
        Optional<Boolean> tools,
        Thinks thinks,
        List<String> efforts,
        Optional<Budget> budget,
        OptionalInt window,
        OptionalInt maxOutput,
        Optional<BigDecimal> priceIn,
        Optional<BigDecimal> priceOut) {

    /// How a model thinks: never, when switched on, always, as hard as told, or nobody knows.
    public enum Thinks {
        NONE,
        SWITCH,
        ALWAYS,
        EFFORT,
        UNKNOWN;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Tokens that a thought may take.
    public record Budget(int min, int max) {}

    /// The same, with a window of so many tokens.
    public UpstreamModel withWindow(int tokens) {
        return new UpstreamModel(
                id, name, chat, snapshot, vision, tools, thinks, efforts, budget, OptionalInt.of(tokens), maxOutput, priceIn, priceOut);
    }

    /// A chat model of which nothing but the id is known.
    public static UpstreamModel unknown(String id) {
        return new UpstreamModel(
                id,
                id,
                true,
                false,
                false,
                Optional.empty(),
                Thinks.UNKNOWN,
                List.of(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
