package app.hearth.provider.stream;

import app.hearth.provider.Delta;
import java.util.Objects;
import java.util.function.Consumer;

/// Makes deltas of chunks. Not thread-safe; one a completion.
public final class Normaliser {
    private final Consumer<Delta> out;
    private final CleanText cleanText = new CleanText();
    private final CleanText cleanReasoning = new CleanText();
    private final ThinkTags tags;
    private final ToolCalls tools;
    private boolean tagsOff;
    private String finish;
    private Delta.Usage usage;

    /// @param opened whether the answer begins within a thought whose opening tag stood in the prompt
    public Normaliser(boolean opened, Consumer<Delta> out) {
        this.out = out;
        this.tags = new ThinkTags(opened, text -> out.accept(new Delta.Text(text)), text -> out.accept(new Delta.Reasoning(text)));
        this.tools = new ToolCalls(out);
    }

    public void accept(Chunk chunk) {
        if (chunk.reasoning != null && !chunk.reasoning.isEmpty()) {
            tagsOff();
            giveReasoning(cleanReasoning.piece(chunk.reasoning));
        }
        if (chunk.text != null && !chunk.text.isEmpty()) {
            var text = cleanText.piece(chunk.text);
            if (!text.isEmpty()) {
                tags.accept(text);
            }
        }
        if (!chunk.tools.isEmpty()) {
            tags.end();
            chunk.tools.forEach(tools::accept);
        }
        if (chunk.hasUsage()) {
            count(chunk);
        }
        if (chunk.finish != null && !chunk.finish.isEmpty()) {
            finish = CleanText.whole(chunk.finish);
        }
    }

    /// Whether the upstream said why it stopped.
    public boolean hasFinish() {
        return finish != null;
    }

    public boolean hasUsage() {
        return usage != null;
    }

    /// Gives what was held back, but no [Delta.Finish]: the stream broke.
    public void flush() {
        var half = cleanText.end();
        if (!half.isEmpty()) {
            tags.accept(half);
        }
        tags.end();
        giveReasoning(cleanReasoning.end());
        tools.end();
    }

    /// The good end.
    public void finish() {
        flush();
        out.accept(new Delta.Finish(word()));
    }

    private void tagsOff() {
        if (!tagsOff) {
            tagsOff = true;
            tags.off();
        }
    }

    private void giveReasoning(String text) {
        if (!text.isEmpty()) {
            out.accept(new Delta.Reasoning(text));
        }
    }

    private void count(Chunk chunk) {
        var now = new Delta.Usage(
                known(chunk.promptTokens), known(chunk.completionTokens), known(chunk.reasoningTokens), known(chunk.cachedTokens));
        if (!Objects.equals(now, usage)) {
            usage = now;
            out.accept(now);
        }
    }

    private static Integer known(int count) {
        return count < 0 ? null : count;
    }

    private String word() {
        if (finish == null) {
            return tools.isEmpty() ? "stop" : "tool_calls";
        }
        return switch (finish) {
            case "stop", "eos", "eos_token", "stop_sequence", "end_turn", "STOP", "load", "unload" ->
                tools.isEmpty() ? "stop" : "tool_calls";
            case "function_call", "tool_use" -> "tool_calls";
            case "max_tokens", "MAX_TOKENS", "model_length" -> "length";
            case "sensitive", "SAFETY", "content_filtered" -> "content_filter";
            default -> finish;
        };
    }
}
