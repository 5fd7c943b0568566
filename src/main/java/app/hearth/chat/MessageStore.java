package app.hearth.chat;

import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Message trees in SQL. A branch is walked from its leaf upwards, so reading its end costs the same however long it is.
public final class MessageStore {
    private static final TypeReference<List<Part>> PARTS = new TypeReference<>() {};
    private static final String COLUMNS = """
        m.id, m.chat_id, m.parent_id, m.position, m.column_no, m.role, m.state, m.model, m.model_name, m.parts, m.stats, m.error,
        m.created_at, m.edited_at, coalesce(r.epoch, 0) as epoch, case when r.raw is null then 0 else 1 end as raw
        """;
    private static final String FROM = """
          from message m
          join chat c on c.id = m.chat_id and c.user_id = :user and c.deleted_at is null
          left join run r on r.id = m.id
        """;
    /// From `:leaf` up to the root, `:limit` messages. The cross join keeps SQLite from starting at the wrong end.
    private static final String WALK_UP = """
        with recursive walk (id, parent_id, n) as (
            select m.id, m.parent_id, 1 from message m join chat c on c.id = m.chat_id
             where m.id = :leaf and m.chat_id = :chat and c.user_id = :user and c.deleted_at is null
            union all
            select p.id, p.parent_id, w.n + 1 from walk w cross join message p
             where p.id = w.parent_id and p.chat_id = :chat and w.n < :limit)
        """;
    /// `:top` and everything that hangs below it.
    private static final String WALK_DOWN = """
        with recursive walk (id) as (
            select m.id from message m where m.id = :top and m.chat_id = :chat
            union all
            select b.id from walk w cross join message b where b.chat_id = :chat and b.parent_id = w.id)
        """;

    private final Db db;

    public MessageStore(Db db) {
        this.db = db;
    }

    public Optional<MessageRow> find(String user, String id) {
        return db.read(handle -> find(handle, user, id));
    }

    public static Optional<MessageRow> find(Handle handle, String user, String id) {
        return handle.createQuery("select " + COLUMNS + FROM + " where m.id = :id")
                .bind("user", user)
                .bind("id", id)
                .map((rs, context) -> row(rs))
                .findOne();
    }

    /// The same, though its chat may lie in the trash.
    public static Optional<MessageRow> findAnywhere(Handle handle, String user, String id) {
        return handle.createQuery("select " + COLUMNS + FROM.replace(" and c.deleted_at is null", "") + " where m.id = :id")
                .bind("user", user)
                .bind("id", id)
                .map((rs, context) -> row(rs))
                .findOne();
    }

    /// A message of this chat; 404 when there is none.
    public static MessageRow require(Handle handle, String user, String chat, String id) {
        return find(handle, user, id).filter(row -> row.chat().equals(chat)).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
    }

    /// Whether the id is in use, whoever's it is.
    public static boolean exists(Handle handle, String id) {
        return handle.createQuery("select 1 from message where id = :id")
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    public boolean existsAnywhere(String id) {
        return db.read(handle -> exists(handle, id));
    }

    /// The last `limit` messages of the branch that ends in `leaf`, oldest first.
    public List<MessageRow> branch(String user, String chat, String leaf, int limit) {
        return db.read(handle -> branch(handle, user, chat, leaf, limit));
    }

    static List<MessageRow> branch(Handle handle, String user, String chat, String leaf, int limit) {
        return handle.createQuery(WALK_UP + "select " + COLUMNS + """
              from walk w cross join message m left join run r on r.id = m.id
             where m.id = w.id
             order by m.position desc
            """)
                .bind("user", user)
                .bind("chat", chat)
                .bind("leaf", leaf)
                .bind("limit", limit)
                .map((rs, context) -> row(rs))
                .list()
                .reversed();
    }

    /// A child's place under its parent.
    public record Child(String id, String parent, int column, Message.Role role) {}

    /// The children of these messages (empty text: the chat's roots) in their order.
    public List<Child> children(String user, String chat, Collection<String> parents) {
        return db.read(handle -> children(handle, user, chat, parents));
    }

    public static List<Child> children(Handle handle, String user, String chat, Collection<String> parents) {
        if (parents.isEmpty()) {
            return List.of();
        }
        return handle.createQuery("""
            select m.id, m.parent_id, m.column_no, m.role
              from message m join chat c on c.id = m.chat_id and c.user_id = :user
             where m.chat_id = :chat and m.parent_id in (<parents>)
             order by m.parent_id, m.place
            """)
                .bind("user", user)
                .bind("chat", chat)
                .bindList("parents", List.copyOf(parents))
                .map((rs, context) -> new Child(
                        rs.getString("id"), rs.getString("parent_id"), rs.getInt("column_no"), Message.Role.of(rs.getString("role"))))
                .list();
    }

    public List<MessageRow> findAll(String user, String chat, Collection<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return db.read(handle -> handle.createQuery("select " + COLUMNS + FROM + " where m.chat_id = :chat and m.id in (<ids>)")
                .bind("user", user)
                .bind("chat", chat)
                .bindList("ids", List.copyOf(ids))
                .map((rs, context) -> row(rs))
                .list());
    }

    /// Adds a message as the last child of its parent. The caller holds the chat ([ChatStore#touch]).
    public static void add(Handle handle, MessageRow row) {
        handle.createUpdate("""
            insert into message (id, chat_id, parent_id, position, place, column_no, role, state, model, model_name, parts, stats, error,
                                 created_at, edited_at)
            values (:id, :chat, :parent, :position,
                    (select coalesce(max(b.place), -1) + 1 from message b where b.chat_id = :chat and b.parent_id = :parent),
                    :column, :role, :state, :model, :modelName, :parts, :stats, :error, :createdAt, :editedAt)
            """)
                .bind("id", row.id())
                .bind("chat", row.chat())
                .bind("parent", row.parent())
                .bind("position", row.position())
                .bind("column", row.column())
                .bind("role", row.role().id())
                .bind("state", row.state().id())
                .bind("model", row.model().orElse(null))
                .bind("modelName", row.modelName().orElse(null))
                .bind("parts", Json.write(row.parts()))
                .bind("stats", row.stats().map(Json::write).orElse(null))
                .bind("error", row.error().map(Json::write).orElse(null))
                .bind("createdAt", row.createdAt())
                .bind("editedAt", row.editedAt().orElse(null))
                .execute();
    }

    /// Replaces what a reply says and how it stands.
    public static void fill(Handle handle, MessageRow row) {
        handle.createUpdate("update message set state = :state, parts = :parts, stats = :stats, error = :error where id = :id")
                .bind("state", row.state().id())
                .bind("parts", Json.write(row.parts()))
                .bind("stats", row.stats().map(Json::write).orElse(null))
                .bind("error", row.error().map(Json::write).orElse(null))
                .bind("id", row.id())
                .execute();
    }

    /// Changes a message in place. 409 while it is being made.
    MessageRow edit(String user, String chat, String id, List<Part> parts, long now) {
        return db.transaction(handle -> {
            open(handle, user, chat);
            var row = require(handle, user, chat, id);
            if (row.isRunning()) {
                throw new HearthException(ErrorCode.RUN_ACTIVE);
            }
            handle.createUpdate("update message set parts = :parts, edited_at = :now where id = :id")
                    .bind("parts", Json.write(parts))
                    .bind("now", now)
                    .bind("id", id)
                    .execute();
            ChangeStore.add(handle, user, ChangeStore.Kind.MESSAGE, id, now);
            ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, chat, now);
            return require(handle, user, chat, id);
        });
    }

    /// The replies being made in the tree below `top`, itself included.
    List<String> runningBelow(String user, String chat, String top) {
        return db.read(handle -> {
            require(handle, user, chat, top);
            return runningBelow(handle, chat, top);
        });
    }

    private static List<String> runningBelow(Handle handle, String chat, String top) {
        return handle.createQuery(WALK_DOWN + "select r.id from walk w cross join run r where r.id = w.id and r.state = 'running'")
                .bind("chat", chat)
                .bind("top", top)
                .mapTo(String.class)
                .list();
    }

    /// @param leaf what is shown now
    /// @param running deleted replies that were still being made
    record Deleted(Optional<String> leaf, List<String> running) {}

    /// Deletes a message with all below it. Shown is then the branch shown before when it still stands, else the newest one through a
    /// sibling (of the same column first), else the parent.
    Deleted delete(String user, String chat, String top, long now) {
        return db.transaction(handle -> {
            open(handle, user, chat);
            var row = require(handle, user, chat, top);
            var leaf = ChatStore.find(handle, user, chat).flatMap(Chat::leaf).orElse("");
            var running = runningBelow(handle, chat, top);
            handle.createUpdate(
                            "insert into change (user_id, kind, object, at) " + WALK_DOWN + "select :user, 'message', id, :now from walk")
                    .bind("chat", chat)
                    .bind("top", top)
                    .bind("user", user)
                    .bind("now", now)
                    .execute();
            handle.createUpdate("delete from message where id in (" + WALK_DOWN + "select id from walk)")
                    .bind("chat", chat)
                    .bind("top", top)
                    .execute();
            var next = Optional.of(leaf).filter(id -> exists(handle, id)).or(() -> nextBest(handle, user, row));
            ChatStore.turnTo(handle, user, chat, next.orElse(null));
            ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, chat, now);
            return new Deleted(next, running);
        });
    }

    private static Optional<String> nextBest(Handle handle, String user, MessageRow gone) {
        var children =
                children(handle, user, gone.chat(), List.of(gone.parent())).reversed();
        return children.stream()
                .filter(child -> child.column() == gone.column())
                .findFirst()
                .or(() -> children.stream().findFirst())
                .map(child -> newestBelow(handle, gone.chat(), child.id()))
                .or(() -> Optional.of(gone.parent()).filter(id -> !id.isEmpty()));
    }

    /// Turns the chat to the branch through `message`, down to its newest end; returns that.
    String turnTo(String user, String chat, String message, long now) {
        return db.transaction(handle -> {
            open(handle, user, chat); // or the message could be deleted between the look and the turn
            require(handle, user, chat, message);
            var leaf = newestBelow(handle, chat, message);
            ChatStore.turnTo(handle, user, chat, leaf);
            ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, chat, now);
            return leaf;
        });
    }

    /// The message last added below `top`: nothing can hang below it. Replies side by side came at once, the first column counts.
    private static String newestBelow(Handle handle, String chat, String top) {
        return handle.createQuery(WALK_DOWN + """
            select m.id from walk w cross join message m
             where m.id = w.id
             order by m.created_at desc, m.position desc, m.column_no
             limit 1
            """)
                .bind("chat", chat)
                .bind("top", top)
                .mapTo(String.class)
                .one();
    }

    private static void open(Handle handle, String user, String chat) {
        if (ChatStore.find(handle, user, chat).isEmpty()) {
            throw new HearthException(ErrorCode.NOT_FOUND);
        }
        ChatStore.lock(handle, chat);
    }

    private static MessageRow row(ResultSet rs) throws SQLException {
        var editedAt = rs.getLong("edited_at");
        var edited = rs.wasNull() ? Optional.<Long>empty() : Optional.of(editedAt);
        return new MessageRow(
                rs.getString("id"),
                rs.getString("chat_id"),
                rs.getString("parent_id"),
                rs.getInt("position"),
                rs.getInt("column_no"),
                Message.Role.of(rs.getString("role")),
                Message.State.of(rs.getString("state")),
                Optional.ofNullable(rs.getString("model")),
                Optional.ofNullable(rs.getString("model_name")),
                parts(rs.getString("parts")),
                Optional.ofNullable(rs.getString("stats")).map(json -> Json.parse(json, Stats.class)),
                Optional.ofNullable(rs.getString("error")).map(json -> Json.parse(json, MessageRow.Failure.class)),
                rs.getLong("created_at"),
                edited,
                rs.getInt("epoch"),
                rs.getInt("raw") == 1);
    }

    private static List<Part> parts(String json) {
        try {
            return new ArrayList<>(Json.MAPPER.readValue(json, PARTS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
