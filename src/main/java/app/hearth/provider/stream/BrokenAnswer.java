package app.hearth.provider.stream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;

/// An answer that began and did not end well, though its bytes arrived.
public final class BrokenAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        /// The upstream reported an error within the stream.
        ERROR,
        /// It is no completion.
        GARBAGE,
        /// It ended before it was complete.
        CUT
    }

    private final Kind kind;
    private final transient Optional<JsonNode> error;
    private final String raw;

    BrokenAnswer(Kind kind, Optional<JsonNode> error, String raw) {
        super(kind.toString()); // the line may repeat a key, and this goes into the log
        this.kind = kind;
        this.error = error;
        this.raw = raw;
    }

    public Kind kind() {
        return kind;
    }

    /// What the upstream reported; present for [Kind#ERROR].
    public Optional<JsonNode> error() {
        return error;
    }

    /// The line that broke it.
    public String raw() {
        return raw;
    }
}
