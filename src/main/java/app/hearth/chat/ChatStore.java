package app.hearth.chat;

import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Chats in SQL. The owner stands in every query; another user's chat does not exist.
public final class ChatStore {
    private static final Duration TRASH = Duration.ofDays(30);
    private static final int SLICE = 500;
    private static final String COLUMNS = """
        c.id, c.title, c.model, c.params, c.thinking, c.pinned, c.archived, c.leaf, c.folder_id, c.created_at, c.updated_at,
               exists (select 1 from chat_tag t where t.chat_id = c.id) as tagged
        """;
    private static final String ROW = """
        select c.id, c.title, c.pinned, c.archived, c.model, c.folder_id, c.created_at, c.updated_at, c.read_at,
               (select count(*) from run r where r.chat_id = c.id and r.state = 'running') as running
          from chat c
        """;

    private final Db db;

    public ChatStore(Db db) {
        this.db = db;
    }

    /// A chat in a list.
    ///
    /// @param unread whether a reply ended since its owner last looked
    public record Row(
            String id,
            String title,
            boolean pinned,
            boolean archived,
            Optional<String> model,
            Optional<String> folder,
            boolean running,
            boolean unread,
            long createdAt,
            long updatedAt) {}

    /// A place in the list: what comes before it in time.
    record Cursor(long updatedAt, String id) {
        static final Cursor START = new Cursor(Long.MAX_VALUE, "");
    }

    public Optional<Chat> find(String user, String id) {
        return db.read(handle -> find(handle, user, id));
    }

    public static Optional<Chat> find(Handle handle, String user, String id) {
        return handle.createQuery("select " + COLUMNS + " from chat c where c.id = :id and c.user_id = :user and c.deleted_at is null")
                .bind("id", id)
                .bind("user", user)
                .map((rs, context) -> chat(rs, rs.getBoolean("tagged") ? TagStore.of(handle, user, id) : List.of()))
                .findOne();
    }

    /// Which of a user's chats a list holds.
    ///
    /// @param where the condition, of fixed words
    private record Shelf(String where, Optional<String> folder) {}

    /// Neither pinned nor in a folder: those have their own places.
    List<Row> list(String user, Cursor before, int limit) {
        return list(user, new Shelf("c.archived = 0 and c.pinned = 0 and c.folder_id is null", Optional.empty()), before, limit);
    }

    /// Wherever they stand.
    List<Row> archived(String user, Cursor before, int limit) {
        return list(user, new Shelf("c.archived = 1", Optional.empty()), before, limit);
    }

    /// All that stand in a folder itself, the pinned ones too. 404 for a folder that is not there.
    List<Row> inFolder(String user, String folder, boolean archived, Cursor before, int limit) {
        db.read(handle -> {
            FolderStore.require(handle, user, folder);
            return true;
        });
        return list(user, new Shelf("c.folder_id = :folder and c.archived = " + flag(archived), Optional.of(folder)), before, limit);
    }

    private List<Row> list(String user, Shelf shelf, Cursor before, int limit) {
        return db.read(handle -> handle.createQuery(ROW + " where c.user_id = :user and " + shelf.where + """
               and c.deleted_at is null
               and (c.updated_at < :at or (c.updated_at = :at and c.id < :id))
             order by c.updated_at desc, c.id desc
             limit :limit
            """)
                .bind("user", user)
                .bind("folder", shelf.folder.orElse(""))
                .bind("at", before.updatedAt)
                .bind("id", before.id)
                .bind("limit", limit)
                .map((rs, context) -> row(rs))
                .list());
    }

    List<Row> pinned(String user) {
        return db.read(handle -> handle.createQuery(ROW + """
             where c.user_id = :user and c.archived = 0 and c.pinned = 1 and c.deleted_at is null
             order by c.updated_at desc, c.id desc
             limit 200
            """)
                .bind("user", user)
                .map((rs, context) -> row(rs))
                .list());
    }

    /// What may be changed by hand; empty fields stay. A title given by hand is never replaced by a made one.
    ///
    /// @param folder an inner empty one takes it out of its folder
    /// @param tags all that it is to have, by their keys
    record Patch(
            Optional<String> title,
            Optional<Boolean> pinned,
            Optional<Boolean> archived,
            Optional<String> model,
            Optional<Params> params,
            Optional<Thinking> thinking,
            Optional<Optional<String>> folder,
            Optional<Map<String, String>> tags) {}

    /// 404 for a folder that is not there.
    Optional<Chat> update(String user, String id, Patch patch, long now) {
        return db.transaction(handle -> {
            var count = handle.createUpdate("""
                update chat
                   set title = coalesce(:title, title), titled = case when :named = 1 then 1 else titled end,
                       pinned = coalesce(:pinned, pinned), archived = coalesce(:archived, archived),
                       model = coalesce(:model, model), params = coalesce(:params, params),
                       thinking = coalesce(:thinking, thinking)
                 where id = :id and user_id = :user and deleted_at is null
                """)
                    .bind("named", patch.title.isPresent() ? 1 : 0)
                    .bind("title", patch.title.orElse(null))
                    .bind("pinned", patch.pinned.map(ChatStore::flag).orElse(null))
                    .bind("archived", patch.archived.map(ChatStore::flag).orElse(null))
                    .bind("model", patch.model.orElse(null))
                    .bind("params", patch.params.map(Json::write).orElse(null))
                    .bind("thinking", patch.thinking.map(Json::write).orElse(null))
                    .bind("id", id)
                    .bind("user", user)
                    .execute();
            if (count > 0) {
                patch.folder.ifPresent(folder -> setFolder(handle, user, id, folder));
                patch.tags.ifPresent(tags -> TagStore.set(handle, user, id, tags));
                ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, id, now);
            }
            return find(handle, user, id);
        });
    }

    boolean trash(String user, String id, long now) {
        return marked(user, id, "deleted_at = :now", "deleted_at is null", now);
    }

    boolean restore(String user, String id, long now) {
        return marked(user, id, "deleted_at = null", "deleted_at is not null", now)
                || find(user, id).isPresent();
    }

    private boolean marked(String user, String id, String set, String where, long now) {
        return db.transaction(handle -> {
            var count = handle.createUpdate("update chat set " + set + " where id = :id and user_id = :user and " + where)
                    .bind("now", now)
                    .bind("id", id)
                    .bind("user", user)
                    .execute();
            if (count > 0) {
                ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, id, now);
            }
            return count > 0;
        });
    }

    /// Puts all chats into the trash; returns how many. `now` tells them apart from others there ([#restoreAll]).
    int trashAll(String user, long now) {
        return markedAll(user, "deleted_at = :mark", "deleted_at is null", now, now);
    }

    /// Brings back what [#trashAll] put into the trash at `at`; returns how many.
    int restoreAll(String user, long at, long now) {
        return markedAll(user, "deleted_at = null", "deleted_at = :mark", at, now);
    }

    /// A few hundred a transaction, so that nobody waits long behind somebody with very many.
    private int markedAll(String user, String set, String where, long mark, long now) {
        var all = 0;
        for (int count = SLICE; count == SLICE; all += count) {
            count = db.<Integer>transaction(handle -> {
                var marked = handle.createUpdate("update chat set " + set + " where id in (select id from chat where user_id = :user and "
                                + where + " limit " + SLICE + ")")
                        .bind("mark", mark)
                        .bind("user", user)
                        .execute();
                if (marked > 0) {
                    ChangeStore.add(handle, user, ChangeStore.Kind.CHATS, "", now);
                }
                return marked;
            });
        }
        return all;
    }

    /// Notes that its owner looked; false when there is no such chat.
    boolean read(String user, String id, long now) {
        return db.transaction(handle -> {
            var count = handle.createUpdate("""
                update chat set read_at = case when :now > updated_at then :now else updated_at end
                 where id = :id and user_id = :user and deleted_at is null and read_at < updated_at
                """)
                    .bind("now", now)
                    .bind("id", id)
                    .bind("user", user)
                    .execute();
            if (count > 0) {
                ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, id, now);
            }
            return count > 0 || find(handle, user, id).isPresent();
        });
    }

    /// The runs that are being made in a chat, or in all of the user's.
    public List<String> running(String user, Optional<String> chat) {
        return db.read(handle -> handle.createQuery(
                        "select id from run where user_id = :user and state = 'running'" + (chat.isPresent() ? " and chat_id = :chat" : ""))
                .bind("user", user)
                .bind("chat", chat.orElse(""))
                .mapTo(String.class)
                .list());
    }

    /// Empties the trash of what lay there for 30 days, a few chats at a time: true when more may be left.
    public boolean purge(long now) {
        return db.<Integer>transaction(
                        handle -> handle.createUpdate("delete from chat where id in (select id from chat where deleted_at < :old limit 5)")
                                .bind("old", now - TRASH.toMillis())
                                .execute())
                == 5;
    }

    // ---- parts of other rooms' transactions

    /// Opens the chat for a write of its owner: locks its row (where the engine has row locks) and marks it as just used and read. False
    /// when there is no such chat; 404 when it is another's or lies in the trash.
    public static boolean touch(Handle handle, String user, String id, long now) {
        if (touched(handle, user, id, now)) {
            return true;
        }
        var taken = handle.createQuery("select 1 from chat where id = :id")
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne();
        if (taken.isEmpty()) {
            return false;
        }
        if (!touched(handle, user, id, now)) { // asked again: the same send may have made it between the two looks
            throw new HearthException(ErrorCode.NOT_FOUND);
        }
        return true;
    }

    private static boolean touched(Handle handle, String user, String id, long now) {
        return handle.createUpdate("""
            update chat set updated_at = :now, read_at = :now where id = :id and user_id = :user and deleted_at is null
            """)
                        .bind("now", now)
                        .bind("id", id)
                        .bind("user", user)
                        .execute()
                > 0;
    }

    /// Takes the chat's row lock, where the engine has such.
    public static void lock(Handle handle, String id) {
        handle.createUpdate("update chat set read_at = read_at where id = :id")
                .bind("id", id)
                .execute();
    }

    /// Adds an empty chat.
    ///
    /// @param titled whether the title is the owner's own
    public static void add(
            Handle handle, String user, String id, String title, boolean titled, Params params, Optional<Thinking> thinking, long now) {
        handle.createUpdate("""
            insert into chat (id, user_id, title, titled, params, thinking, read_at, created_at, updated_at)
            values (:id, :user, :title, :titled, :params, :thinking, :now, :now, :now)
            """)
                .bind("id", id)
                .bind("user", user)
                .bind("title", title)
                .bind("titled", titled ? 1 : 0)
                .bind("params", Json.write(params))
                .bind("thinking", thinking.map(Json::write).orElse(null))
                .bind("now", now)
                .execute();
    }

    /// Shows the branch that ends in `leaf`; a null leaf shows nothing.
    public static void turnTo(Handle handle, String user, String id, String leaf) {
        handle.createUpdate("update chat set leaf = :leaf where id = :id and user_id = :user")
                .bind("leaf", leaf)
                .bind("id", id)
                .bind("user", user)
                .execute();
    }

    public static void setModel(Handle handle, String user, String id, String model) {
        handle.createUpdate("update chat set model = :model where id = :id and user_id = :user")
                .bind("model", model)
                .bind("id", id)
                .bind("user", user)
                .execute();
    }

    /// Puts the chat into a folder, or out of its own. 404 for one that is not there.
    public static void setFolder(Handle handle, String user, String id, Optional<String> folder) {
        folder.ifPresent(there -> FolderStore.require(handle, user, there));
        handle.createUpdate("update chat set folder_id = :folder, folder_before = null where id = :id and user_id = :user")
                .bind("folder", folder.orElse(null))
                .bind("id", id)
                .bind("user", user)
                .execute();
    }

    /// Notes that a reply has ended: the chat moves up in the list.
    ///
    /// @param unread whether it counts as unread by that; a reply that its owner stopped is no news to them
    public static void ended(Handle handle, String user, String id, boolean unread, long now) {
        handle.createUpdate("""
            update chat
               set updated_at = case when updated_at < :now then :now else updated_at + 1 end,
                   read_at = case when :unread = 1 or read_at < updated_at then read_at
                                  when updated_at < :now then :now else updated_at + 1 end
             where id = :id and user_id = :user
            """)
                .bind("now", now)
                .bind("unread", flag(unread))
                .bind("id", id)
                .bind("user", user)
                .execute();
    }

    /// Gives a chat its made title, unless its owner was quicker.
    public void entitle(String user, String id, Optional<String> title, long now) {
        db.write(handle -> {
            var count = handle.createUpdate(
                            "update chat set title = coalesce(:title, title), titled = 1 where id = :id and user_id = :user and titled = 0")
                    .bind("title", title.orElse(null))
                    .bind("id", id)
                    .bind("user", user)
                    .execute();
            if (count > 0) {
                ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, id, now);
            }
        });
    }

    public boolean isTitled(String user, String id) {
        return db.read(handle -> handle.createQuery("select titled from chat where id = :id and user_id = :user")
                .bind("id", id)
                .bind("user", user)
                .mapTo(Integer.class)
                .findOne()
                .filter(titled -> titled == 0)
                .isEmpty());
    }

    private static Integer flag(boolean value) {
        return value ? 1 : 0;
    }

    private static Chat chat(ResultSet rs, List<String> tags) throws SQLException {
        return new Chat(
                rs.getString("id"),
                rs.getString("title"),
                Optional.ofNullable(rs.getString("model")),
                Json.parse(rs.getString("params"), Params.class),
                Optional.ofNullable(rs.getString("thinking")).map(json -> Json.parse(json, Thinking.class)),
                rs.getInt("pinned") == 1,
                rs.getInt("archived") == 1,
                Optional.ofNullable(rs.getString("leaf")),
                Optional.ofNullable(rs.getString("folder_id")),
                tags,
                rs.getLong("created_at"),
                rs.getLong("updated_at"));
    }

    private static Row row(ResultSet rs) throws SQLException {
        return new Row(
                rs.getString("id"),
                rs.getString("title"),
                rs.getInt("pinned") == 1,
                rs.getInt("archived") == 1,
                Optional.ofNullable(rs.getString("model")),
                Optional.ofNullable(rs.getString("folder_id")),
                rs.getInt("running") > 0,
                rs.getLong("updated_at") > rs.getLong("read_at"),
                rs.getLong("created_at"),
                rs.getLong("updated_at"));
    }
}
