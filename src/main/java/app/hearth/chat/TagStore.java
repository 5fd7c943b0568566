package app.hearth.chat;

import app.hearth.platform.db.Db;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Tags of chats in SQL, each chat's with their owner.
public final class TagStore {
    private static final int MOST_LISTED = 1_000;

    private final Db db;

    public TagStore(Db db) {
        this.db = db;
    }

    /// @param name as it was written, of several ways the first by the alphabet
    /// @param chats how many have it, the archived ones too
    record UsedTag(String name, int chats) {}

    /// Most used first.
    List<UsedTag> all(String user) {
        return db.read(handle -> handle.createQuery("""
            select min(t.name) as name, count(*) as chats
              from chat_tag t join chat c on c.id = t.chat_id
             where t.user_id = :user and c.user_id = :user and c.deleted_at is null
             group by t.key
             order by chats desc, t.key
             limit :most
            """)
                .bind("user", user)
                .bind("most", MOST_LISTED)
                .map((rs, context) -> new UsedTag(rs.getString("name"), rs.getInt("chats")))
                .list());
    }

    // ---- parts of transactions that have made sure of the owner

    static List<String> of(Handle handle, String user, String chat) {
        return handle.createQuery("select name from chat_tag where chat_id = :chat and user_id = :user order by key")
                .bind("chat", chat)
                .bind("user", user)
                .mapTo(String.class)
                .list();
    }

    /// The chat has these and no others.
    static void set(Handle handle, String user, String chat, Map<String, String> tags) {
        handle.createUpdate("delete from chat_tag where chat_id = :chat and user_id = :user")
                .bind("chat", chat)
                .bind("user", user)
                .execute();
        add(handle, user, chat, tags);
    }

    /// Each way of writing stays as it was; 409 when these are too many.
    static void add(Handle handle, String user, String chat, Map<String, String> tags) {
        tags.forEach((key, name) -> handle.createUpdate("""
            insert into chat_tag (chat_id, user_id, key, name) values (:chat, :user, :key, :name)
            on conflict (chat_id, key) do nothing
            """)
                .bind("chat", chat)
                .bind("user", user)
                .bind("key", key)
                .bind("name", name)
                .execute());
        Tags.checkCount(handle.createQuery("select count(*) from chat_tag where chat_id = :chat and user_id = :user")
                .bind("chat", chat)
                .bind("user", user)
                .mapTo(Integer.class)
                .one());
    }
}
