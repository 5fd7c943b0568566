package app.hearth.chat.exchange;

import app.hearth.platform.db.Db;
import java.util.List;

/// What an export needs to know before it reads the messages themselves: ids only, so that a whole house fits into memory.
public final class ExportStore {
    private final Db db;

    public ExportStore(Db db) {
        this.db = db;
    }

    /// @param parent empty text for a root
    record Node(String id, String parent) {}

    /// The user's chats, the last used first; those in the trash are not there.
    List<String> chats(String user) {
        return db.read(handle ->
                handle.createQuery("""
                    select id from chat where user_id = :user and deleted_at is null order by updated_at desc, id desc
                    """).bind("user", user).mapTo(String.class).list());
    }

    /// The chat's messages: parents before children, siblings in their order.
    List<Node> tree(String user, String chat) {
        return db.read(handle -> handle.createQuery("""
            select m.id, m.parent_id
              from message m join chat c on c.id = m.chat_id and c.user_id = :user and c.deleted_at is null
             where m.chat_id = :chat
             order by m.position, m.place, m.id
            """)
                .bind("user", user)
                .bind("chat", chat)
                .map((rs, context) -> new Node(rs.getString("id"), rs.getString("parent_id")))
                .list());
    }
}
