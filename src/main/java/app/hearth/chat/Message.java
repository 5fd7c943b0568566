package app.hearth.chat;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A message as its owner sees it.
///
/// @param parent empty for the first of a chat
/// @param siblings the ids of the same parent and column in their order, this one included
/// @param column where a reply stands beside others, from 0
/// @param epoch with `seq`: up to where in the run's events `parts` is complete; 0 and 0 for a message that no run made
public record Message(
        String id,
        String chat,
        Optional<String> parent,
        Role role,
        State state,
        Optional<String> model,
        Optional<String> modelName,
        List<Part> parts,
        Optional<Stats> stats,
        Optional<Trouble> error,
        long createdAt,
        Optional<Long> editedAt,
        int column,
        List<String> siblings,
        int epoch,
        long seq) {

    public enum Role {
        USER,
        ASSISTANT;

        @JsonValue
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Role of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }
    }

    public enum State {
        DONE,
        RUNNING,
        CANCELLED,
        INTERRUPTED,
        FAILED;

        @JsonValue
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }
    }

    /// What went wrong, worded in the caller's language.
    ///
    /// @param raw whether the upstream's own answer is kept and can be looked at
    public record Trouble(String code, String detail, boolean raw) {}
}
