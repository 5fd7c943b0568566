package app.hearth.chat;

import app.hearth.platform.id.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Copies a branch up to one of its messages into a chat of its own.
final class Forks {
    private final ForkStore store;
    private final LiveReplies live;

    Forks(ForkStore store, LiveReplies live) {
        this.store = store;
        this.live = live;
    }

    Chat fork(String user, String chat, String message, String id, long now) {
        var done = store.done(user, id);
        if (done.isPresent()) {
            return done.get();
        }
        var copies = copies(store.branch(user, chat, message), id);
        store.open(user, chat, id, now);
        store.copy(copies);
        return store.close(user, id, copies.getLast().id(), now);
    }

    private List<MessageRow> copies(List<MessageRow> branch, String chat) {
        var copies = new ArrayList<MessageRow>();
        var parent = "";
        for (var stored : branch) {
            var row = stored.isRunning() ? cut(stored) : stored;
            var copy = new MessageRow(
                    Ids.next(),
                    chat,
                    parent,
                    copies.size(),
                    0,
                    row.role(),
                    row.state(),
                    row.model(),
                    row.modelName(),
                    row.parts(),
                    row.stats(),
                    row.error(),
                    row.createdAt(),
                    row.editedAt(),
                    0,
                    false);
            copies.add(copy);
            parent = copy.id();
        }
        return copies;
    }

    /// A reply that is still being made is copied as far as it got, and can be continued in the copy.
    private MessageRow cut(MessageRow running) {
        var now = live.now(running).map(LiveReplies.Snapshot::row).orElse(running);
        return now.isRunning() ? now.with(Message.State.INTERRUPTED, now.parts(), now.stats(), Optional.empty(), false) : now;
    }
}
