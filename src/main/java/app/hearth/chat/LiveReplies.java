package app.hearth.chat;

import java.util.Collection;
import java.util.Optional;

/// What the room `chat` needs to know of replies that are being made; the room `run` implements it.
public interface LiveReplies {
    /// What a reply that SQL calls running has said so far, or how it ended just now. Empty when it runs no longer or is not made in this
    /// process, be it that another one took it up again.
    ///
    /// @param stored as SQL had it a moment ago
    Optional<Snapshot> now(MessageRow stored);

    /// Stops runs whose messages are about to go or gone; waits at most a second for the ends of those made here.
    void stop(String user, Collection<String> replies);

    /// @param seq the last event that `row` holds
    record Snapshot(MessageRow row, long seq) {}
}
