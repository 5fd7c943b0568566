package app.hearth.chat;

import java.util.Collection;
import java.util.Optional;

/// What the room `chat` needs to know of replies that are being made; the room `run` implements it.
public interface LiveReplies {
    /// What a reply has said so far, or how it ended just now. Empty when it is not made in this process.
    Optional<Snapshot> now(String reply);

    /// Stops runs whose messages are about to go; waits at most a second for their ends.
    void stop(Collection<String> replies);

    /// @param seq the last event that `row` holds
    record Snapshot(MessageRow row, long seq) {}
}
