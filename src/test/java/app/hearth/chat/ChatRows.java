package app.hearth.chat;

import app.hearth.platform.db.Db;
import app.hearth.platform.http.Principal;
import app.hearth.platform.id.Ids;
import app.hearth.platform.json.Json;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Writes chats and messages as SQL rows, each with the change row that belongs to it.
final class ChatRows {
    private final Db db;
    private final Clock clock;

    ChatRows(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    static String text(String text) {
        return Json.write(List.of(Map.of("type", "text", "text", text)));
    }

    Principal account() {
        var id = Ids.next();
        db.write(handle -> handle.createUpdate("""
            insert into account (id, email, name, role, password, created_at, active_at) values (:id, :id, 'A', 'user', 'x', 0, 0)
            """).bind("id", id).execute());
        return Principal.ofSession(id, Principal.Role.USER, Ids.next());
    }

    String chat(Principal who, String title) {
        var id = Ids.next();
        db.write(handle -> {
            handle.createUpdate("""
                insert into chat (id, user_id, title, created_at, updated_at) values (:id, :user, :title, :now, :now)
                """)
                    .bind("id", id)
                    .bind("user", who.user())
                    .bind("title", title)
                    .bind("now", clock.millis())
                    .execute();
            change(handle, who.user(), "chat", id);
        });
        return id;
    }

    String message(String chat, String role, String text) {
        return messageOf(chat, role, text(text));
    }

    String messageOf(String chat, String role, String parts) {
        return add(chat, role, parts, true);
    }

    /// A message whose change row comes later.
    String silent(String chat, String text) {
        return add(chat, "user", text(text), false);
    }

    private String add(String chat, String role, String parts, boolean told) {
        var id = Ids.next();
        db.write(handle -> {
            handle.createUpdate("""
                insert into message (id, chat_id, position, place, role, state, parts, created_at)
                values (:id, :chat, 0, 0, :role, 'done', :parts, :now)
                """)
                    .bind("id", id)
                    .bind("chat", chat)
                    .bind("role", role)
                    .bind("parts", parts)
                    .bind("now", clock.millis())
                    .execute();
            if (told) {
                change(handle, owner(handle, chat), "message", id);
            }
        });
        return id;
    }

    void edit(String message, String text) {
        db.write(handle -> {
            handle.createUpdate("update message set parts = :parts where id = :id")
                    .bind("parts", text(text))
                    .bind("id", message)
                    .execute();
            change(handle, ownerOfMessage(handle, message), "message", message);
        });
    }

    void delete(String message) {
        db.write(handle -> {
            change(handle, ownerOfMessage(handle, message), "message", message);
            handle.createUpdate("delete from message where id = :id")
                    .bind("id", message)
                    .execute();
        });
    }

    void rename(String chat, String title) {
        db.write(handle -> {
            handle.createUpdate("update chat set title = :title where id = :id")
                    .bind("title", title)
                    .bind("id", chat)
                    .execute();
            change(handle, owner(handle, chat), "chat", chat);
        });
    }

    void trash(String chat) {
        set(chat, "update chat set deleted_at = 1 where id = :id");
    }

    void restore(String chat) {
        set(chat, "update chat set deleted_at = null where id = :id");
    }

    private void set(String chat, String sql) {
        db.write(handle -> {
            handle.createUpdate(sql).bind("id", chat).execute();
            change(handle, owner(handle, chat), "chat", chat);
        });
    }

    void trashAll(Principal who) {
        db.write(handle -> {
            handle.createUpdate("update chat set deleted_at = 1 where user_id = :user")
                    .bind("user", who.user())
                    .execute();
            change(handle, who.user(), "chats", "");
        });
    }

    void write(String sql, String id, String kind, String object, Principal who) {
        db.write(handle -> {
            handle.createUpdate(sql).bind("id", id).execute();
            change(handle, who.user(), kind, object);
        });
    }

    void change(Principal who, String kind, String object) {
        db.write(handle -> change(handle, who.user(), kind, object));
    }

    /// Takes a change number as a transaction does that has not ended yet.
    long reserve() {
        if (db.engine() == Db.Engine.SQLITE) {
            return 0; // there, numbers are given in the order of the commits
        }
        return db.transaction(handle -> handle.createQuery("select nextval(pg_get_serial_sequence('change', 'n'))")
                .mapTo(Long.class)
                .one());
    }

    /// That transaction ends.
    void fill(long n, Principal who, String kind, String object) {
        db.write(handle -> handle.createUpdate("""
            insert into change (n, user_id, kind, object, at) overriding system value values (:n, :user, :kind, :object, :now)
            """)
                .bind("n", n)
                .bind("user", who.user())
                .bind("kind", kind)
                .bind("object", object)
                .bind("now", clock.millis())
                .execute());
    }

    private void change(Handle handle, String user, String kind, String object) {
        handle.createUpdate("insert into change (user_id, kind, object, at) values (:user, :kind, :object, :now)")
                .bind("user", user)
                .bind("kind", kind)
                .bind("object", object)
                .bind("now", clock.millis())
                .execute();
    }

    private static String owner(Handle handle, String chat) {
        return handle.createQuery("select user_id from chat where id = :id")
                .bind("id", chat)
                .mapTo(String.class)
                .one();
    }

    private static String ownerOfMessage(Handle handle, String message) {
        return handle.createQuery("select c.user_id from message m join chat c on c.id = m.chat_id where m.id = :id")
                .bind("id", message)
                .mapTo(String.class)
                .one();
    }
}
