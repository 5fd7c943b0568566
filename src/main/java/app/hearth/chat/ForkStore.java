package app.hearth.chat;

import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.util.List;
import java.util.Optional;

/// A new chat from the branch of another, in SQL. A long branch is copied in slices, so that no transaction holds the others up; the new
/// chat lies in the trash until it is whole.
public final class ForkStore {
    private static final int SLICE = 200;

    private final Db db;

    public ForkStore(Db db) {
        this.db = db;
    }

    /// The fork as an earlier call of the same owner made it. 409 when the id is taken by anything else.
    Optional<Chat> done(String user, String id) {
        return db.read(handle -> {
            var taken = handle.createQuery("select 1 from chat where id = :id")
                    .bind("id", id)
                    .mapTo(Integer.class)
                    .findOne();
            var own = ChatStore.find(handle, user, id);
            if (taken.isPresent() && own.isEmpty()) {
                throw new HearthException(ErrorCode.CONFLICT);
            }
            return own;
        });
    }

    void open(String user, String from, String id, long now) {
        db.write(handle -> {
            var chat = ChatStore.find(handle, user, from).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
            ChatStore.add(handle, user, id, chat.title(), true, chat.params(), chat.thinking(), now);
            ChatStore.setFolder(handle, user, id, chat.folder());
            chat.model().ifPresent(model -> ChatStore.setModel(handle, user, id, model));
            handle.createUpdate("update chat set deleted_at = :now where id = :id")
                    .bind("now", now)
                    .bind("id", id)
                    .execute();
        });
    }

    void copy(List<MessageRow> rows) {
        for (int from = 0; from < rows.size(); from += SLICE) {
            var slice = rows.subList(from, Math.min(rows.size(), from + SLICE));
            db.write(handle -> slice.forEach(row -> MessageStore.add(handle, row)));
        }
    }

    Chat close(String user, String id, String leaf, long now) {
        return db.transaction(handle -> {
            handle.createUpdate("update chat set deleted_at = null where id = :id and user_id = :user")
                    .bind("id", id)
                    .bind("user", user)
                    .execute();
            ChatStore.turnTo(handle, user, id, leaf);
            ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, id, now);
            return ChatStore.find(handle, user, id).orElseThrow();
        });
    }

    List<MessageRow> branch(String user, String chat, String leaf) {
        return db.read(handle -> {
            MessageStore.require(handle, user, chat, leaf);
            return MessageStore.branch(handle, user, chat, leaf, Integer.MAX_VALUE);
        });
    }
}
