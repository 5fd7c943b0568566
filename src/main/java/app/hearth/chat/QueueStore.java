package app.hearth.chat;

import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Messages that wait for the running reply, in SQL: rows, so that a restart loses none.
public final class QueueStore {
    private static final int MOST = 20;

    private final Db db;

    public QueueStore(Db db) {
        this.db = db;
    }

    /// A waiting message as its owner sees it.
    public record Queued(String id, List<Part> parts, Optional<String> model) {}

    public List<Queued> list(String user, String chat) {
        return db.read(handle -> rows(handle, user, chat)).stream()
                .map(send -> new Queued(
                        send.id(), send.parts(), send.replies().getFirst().model()))
                .toList();
    }

    /// Those that wait, in order.
    public static List<Send> rows(Handle handle, String user, String chat) {
        return handle.createQuery("select body from queued where chat_id = :chat and user_id = :user order by created_at, id limit :most")
                .bind("chat", chat)
                .bind("user", user)
                .bind("most", MOST)
                .mapTo(String.class)
                .map(json -> Json.parse(json, Send.class))
                .list();
    }

    public Optional<Send> first(String user, String chat) {
        return db.read(handle -> rows(handle, user, chat)).stream().findFirst();
    }

    public void add(String user, String chat, Send send, long now) {
        db.write(handle -> {
            if (ChatStore.find(handle, user, chat).isEmpty()) {
                throw new HearthException(ErrorCode.NOT_FOUND);
            }
            var waiting = rows(handle, user, chat);
            if (waiting.stream().anyMatch(other -> other.id().equals(send.id()))) {
                return; // sent twice
            }
            if (waiting.size() >= MOST) {
                throw new HearthException(ErrorCode.TOO_MANY_REQUESTS);
            }
            var taken = handle.createQuery("select 1 from queued where id = :id")
                    .bind("id", send.id())
                    .mapTo(Integer.class)
                    .findOne();
            if (taken.isPresent() || MessageStore.exists(handle, send.id())) {
                throw new HearthException(ErrorCode.CONFLICT);
            }
            handle.createUpdate("insert into queued (id, chat_id, user_id, body, created_at) values (:id, :chat, :user, :body, :now)")
                    .bind("id", send.id())
                    .bind("chat", chat)
                    .bind("user", user)
                    .bind("body", Json.write(send))
                    .bind("now", now)
                    .execute();
            ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, chat, now);
        });
    }

    /// Replaces what a waiting message says; 404 when it waits no longer.
    public Send edit(String user, String chat, String id, List<Part> parts, long now) {
        return db.transaction(handle -> {
            var send = rows(handle, user, chat).stream()
                    .filter(row -> row.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
            var edited =
                    new Send(send.id(), send.parent(), parts, send.replies(), send.thinking(), send.params(), send.title(), send.folder());
            handle.createUpdate("update queued set body = :body where id = :id and chat_id = :chat and user_id = :user")
                    .bind("body", Json.write(edited))
                    .bind("id", id)
                    .bind("chat", chat)
                    .bind("user", user)
                    .execute();
            ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, chat, now);
            return edited;
        });
    }

    public void remove(String user, String chat, String id, long now) {
        db.write(handle -> {
            if (!remove(handle, user, chat, id)) {
                throw new HearthException(ErrorCode.NOT_FOUND);
            }
            ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, chat, now);
        });
    }

    /// Takes a waiting message out; false when somebody was quicker.
    public static boolean remove(Handle handle, String user, String chat, String id) {
        return handle.createUpdate("delete from queued where id = :id and chat_id = :chat and user_id = :user")
                        .bind("id", id)
                        .bind("chat", chat)
                        .bind("user", user)
                        .execute()
                > 0;
    }
}
