package app.hearth.provider;

import java.util.OptionalInt;

/// What the person asked of a model that can think. The gateway sends only what the model understands.
public sealed interface Thinking {
    /// Nothing was asked: the model's own default.
    record Unset() implements Thinking {}

    record Off() implements Thinking {}

    /// @param budget most tokens to think for, where the model takes such a limit
    record On(OptionalInt budget) implements Thinking {}

    /// @param level one of the model's own words, such as `low` or `high`
    record Effort(String level) implements Thinking {}

    Thinking UNSET = new Unset();
    Thinking OFF = new Off();
    Thinking ON = new On(OptionalInt.empty());
}
