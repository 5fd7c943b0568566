package app.hearth.provider;

/// What an upstream said, in order. Every completion that ends well gives exactly one [Finish], as its last delta;
/// one that is closed from outside just ends.
public sealed interface Delta {
    /// A piece of the answer; never empty.
    record Text(String text) implements Delta {}

    /// A piece of what the model thought before the answer; never empty.
    record Reasoning(String text) implements Delta {}

    /// A fragment of a tool call. Fragments of one call share the `index`; `id` and `name` stand in its first one and are empty in later
    /// ones, `arguments` are joined (JSON text; an empty whole means `{}`).
    record ToolCall(int index, String id, String name, String arguments) implements Delta {}

    /// Token counts of this completion so far; a later one replaces an earlier one. A count that the upstream did not give is null.
    record Usage(Integer promptTokens, Integer completionTokens, Integer reasoningTokens, Integer cachedTokens) implements Delta {}

    /// The end: `stop`, `length`, `tool_calls`, `content_filter`, or the upstream's own word.
    record Finish(String reason) implements Delta {}
}
