package app.hearth.provider.stream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// What one line of an upstream's answer said, whatever its dialect. One is filled again and again, so that a token costs little.
public final class Chunk {
    /// A piece of a tool call as it came: `index` is -1 and the texts are null where the upstream gave none.
    public record ToolPiece(int index, String id, String name, String arguments) {}

    public static final int UNKNOWN = -1;

    public String text;
    public String reasoning;
    public final List<ToolPiece> tools = new ArrayList<>();
    public String finish;
    public int promptTokens;
    public int completionTokens;
    public int reasoningTokens;
    public int cachedTokens;
    public JsonNode error;
    /// Whether it was of a completion at all.
    public boolean isCompletion;
    /// Whether the upstream says that nothing more comes.
    public boolean isLast;

    public Chunk() {
        clear();
    }

    public void clear() {
        text = null;
        reasoning = null;
        tools.clear();
        finish = null;
        promptTokens = UNKNOWN;
        completionTokens = UNKNOWN;
        reasoningTokens = UNKNOWN;
        cachedTokens = UNKNOWN;
        error = null;
        isCompletion = false;
        isLast = false;
    }

    public boolean hasUsage() {
        return promptTokens >= 0 || completionTokens >= 0;
    }
}
