package app.hearth.chat;

import app.hearth.platform.db.Db;
import app.hearth.platform.http.Principal;
import app.hearth.platform.id.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.Query;

/// What the search reads from SQL: changes and what they are about, for the feed and so for no principal; and, for the principal who asks,
/// which of the found things are theirs.
public final class ChatSearchStore {
    /// PostgreSQL gives a change its number before the change can be seen; this long after, all smaller numbers are there or never will be.
    private static final long UNSETTLED_MILLIS = 10_000;

    private static final int SLICE = 50;
    /// Characters of messages read at once.
    private static final long AT_ONCE = 2_000_000;

    private final Db db;

    public ChatSearchStore(Db db) {
        this.db = db;
    }

    /// @param settled no further change with this number or a smaller one will appear
    record Change(long n, Optional<String> user, String kind, String object, boolean settled) {}

    /// @param least,most 0 when there is no change
    record Bounds(long least, long most) {}

    /// @param live whether it is to be found: not in the trash
    record Chat(String id, String user, String title, long at, boolean live) {}

    /// @param parts as stored
    record Message(String id, String chat, String user, String parts, long at, boolean live) {}

    /// Something found that is the caller's: a message, or a chat itself where `message` is empty.
    record Found(String chat, String title, boolean archived, long at, Optional<String> message) {}

    /// @param parts as stored
    record Said(String id, String parts, long at) {}

    /// Which database this is; made when it is asked for the first time. An index that was fed from another one is of no use.
    String database(long now) {
        return db.transaction(handle -> {
            handle.createUpdate("insert into setting (name, value, updated_at) values (:name, :value, :now) on conflict (name) do nothing")
                    .bind("name", "search.database")
                    .bind("value", Ids.next())
                    .bind("now", now)
                    .execute();
            return handle.createQuery("select value from setting where name = :name")
                    .bind("name", "search.database")
                    .mapTo(String.class)
                    .one();
        });
    }

    Bounds bounds() {
        return db.read(handle -> handle.createQuery("select coalesce(min(n), 0) as least, coalesce(max(n), 0) as most from change")
                .map((rs, context) -> new Bounds(rs.getLong("least"), rs.getLong("most")))
                .one());
    }

    /// The greatest number up to which every change that will ever be there can be seen.
    long settled(long now) {
        return db.read(handle -> handle.createQuery("""
            select coalesce(max(n), 0) from change
             where n < coalesce((select min(n) from change where at > :young), 9223372036854775807)
            """)
                .bind("young", young(now))
                .mapTo(Long.class)
                .one());
    }

    private long young(long now) {
        return db.engine() == Db.Engine.POSTGRESQL ? now - UNSETTLED_MILLIS : Long.MAX_VALUE;
    }

    /// Changes after `after`, oldest first.
    List<Change> changes(long after, int limit, long now) {
        var young = young(now);
        return db.read(handle -> {
            var settled = new boolean[] {true};
            return handle.createQuery("select n, user_id, kind, object, at from change where n > :after order by n limit :limit")
                    .bind("after", after)
                    .bind("limit", limit)
                    .map((rs, context) -> {
                        settled[0] &= rs.getLong("at") <= young;
                        return new Change(
                                rs.getLong("n"),
                                Optional.ofNullable(rs.getString("user_id")),
                                rs.getString("kind"),
                                rs.getString("object"),
                                settled[0]);
                    })
                    .list();
        });
    }

    /// Changes after `after`, behind others that are not settled, and so none of them either.
    List<Change> unsettled(long after, int limit) {
        return db.read(handle -> handle.createQuery("select n, user_id, kind, object from change where n > :after order by n limit :limit")
                .bind("after", after)
                .bind("limit", limit)
                .map((rs, context) -> new Change(
                        rs.getLong("n"), Optional.ofNullable(rs.getString("user_id")), rs.getString("kind"), rs.getString("object"), false))
                .list());
    }

    List<Chat> chats(Collection<String> ids) {
        return sliced(ids, "select id, user_id, title, updated_at, deleted_at from chat where id in (<ids>)", ChatSearchStore::chat);
    }

    /// Above every id, in any collation: they are made of digits, a to f and hyphens.
    static final String TOP = "g";

    /// Chats in falling order of their ids, from below `before`.
    List<Chat> allChats(String before, int limit) {
        return db.read(handle -> handle.createQuery("""
            select id, user_id, title, updated_at, deleted_at
              from chat
             where id < :before
             order by id desc
             limit :limit
            """)
                .bind("before", before)
                .bind("limit", limit)
                .map((rs, context) -> chat(rs))
                .list());
    }

    /// One user's chats in rising order of their ids.
    List<Chat> chatsOf(String user, String after, int limit) {
        return db.read(handle -> handle.createQuery("""
            select id, user_id, title, updated_at, deleted_at
              from chat
             where user_id = :user and id > :after
             order by id
             limit :limit
            """)
                .bind("user", user)
                .bind("after", after)
                .bind("limit", limit)
                .map((rs, context) -> chat(rs))
                .list());
    }

    private static Chat chat(ResultSet rs) throws SQLException {
        return new Chat(rs.getString("id"), rs.getString("user_id"), rs.getString("title"), rs.getLong("updated_at"), live(rs));
    }

    private static boolean live(ResultSet rs) throws SQLException {
        return rs.getObject("deleted_at") == null;
    }

    /// The cross joins keep SQLite from starting with all chats: 200 hits took 350 ms to authorise that way.
    private static final String MESSAGES = """
        select m.id, m.chat_id, c.user_id, m.parts, m.created_at, c.deleted_at
          from message m cross join chat c
         where c.id = m.chat_id and m.role in ('user', 'assistant')
        """;

    /// The first of these messages in rising order of their ids, as many as are not too long together; empty when there is none.
    List<Message> messages(List<String> ids) {
        return db.read(handle -> some(handle.createQuery(MESSAGES + " and m.id in (<ids>) order by m.id")
                .bindList("ids", ids)));
    }

    /// Messages in falling order of their ids, from below `before`, as many as are not too long together; empty at the end.
    List<Message> allMessages(String before, int limit) {
        return db.read(handle -> some(handle.createQuery(MESSAGES + " and m.id < :before order by m.id desc limit :limit")
                .bind("before", before)
                .bind("limit", limit)));
    }

    private static List<Message> some(Query query) {
        var some = new ArrayList<Message>();
        var length = 0L;
        try (var rows = query.map((rs, context) -> message(rs)).iterator()) {
            while (rows.hasNext() && length < AT_ONCE) {
                var row = rows.next();
                length += row.parts().length();
                some.add(row);
            }
        }
        return some;
    }

    List<String> messagesOf(String chat) {
        return db.read(handle -> handle.createQuery("select id from message where chat_id = :chat")
                .bind("chat", chat)
                .mapTo(String.class)
                .list());
    }

    private static Message message(ResultSet rs) throws SQLException {
        return new Message(
                rs.getString("id"),
                rs.getString("chat_id"),
                rs.getString("user_id"),
                rs.getString("parts"),
                rs.getLong("created_at"),
                live(rs));
    }

    /// Which of these accounts exist.
    Set<String> accounts(Collection<String> ids) {
        return new HashSet<>(sliced(ids, "select id from account where id in (<ids>)", rs -> rs.getString("id")));
    }

    /// What else must be true of what is shown.
    ///
    /// @param folders in one of which the chat must stand; empty: anywhere
    /// @param from of the message, or of the chat's last change
    record Filter(List<Operators.Wanted> tags, Optional<List<String>> folders, List<Operators.Wanted> models, long from, long until) {
        /// @param time the column that is meant
        private String and(String time) {
            var and = new StringBuilder(" and " + time + " >= :from and " + time + " < :until");
            for (int i = 0; i < tags.size(); i++) {
                and.append(" and exists (select 1 from chat_tag t where t.chat_id = c.id and t.user_id = :user and t.key like :tag" + i)
                        .append(" escape '!')");
            }
            for (int i = 0; i < models.size(); i++) {
                and.append(" and lower(c.model) like :model" + i + " escape '!'");
            }
            return and.append(folders.isPresent() ? " and c.folder_id in (<folders>)" : "")
                    .append('\n')
                    .toString();
        }

        private Query on(Query query) {
            query.bind("from", from).bind("until", until);
            for (int i = 0; i < tags.size(); i++) {
                query.bind(
                        "tag" + i, literally(tags.get(i).key()) + (tags.get(i).open() ? "%" : ""));
            }
            for (int i = 0; i < models.size(); i++) {
                query.bind("model" + i, "%" + literally(models.get(i).key()) + "%");
            }
            folders.ifPresent(ids -> query.bindList("folders", ids.isEmpty() ? List.of("") : ids));
            return query;
        }

        private static String literally(String text) {
            return text.replaceAll("[!%_]", "!$0");
        }
    }

    FolderTree folders(Principal who) {
        return db.read(handle -> FolderStore.tree(handle, who.user()));
    }

    /// The caller's chats that fit, newest first.
    List<Found> newest(Principal who, Filter filter, int limit) {
        return db.read(handle -> filter.on(
                        handle.createQuery("""
                            select c.id as chat, c.title, c.archived, c.updated_at, null as message
                              from chat c
                             where c.user_id = :user and c.deleted_at is null
                            """ + filter.and("c.updated_at") + " order by c.updated_at desc, c.id desc limit :limit"))
                .bind("user", who.user())
                .bind("limit", limit)
                .map((rs, context) -> found(rs))
                .list());
    }

    /// Which of these messages the caller may see, as far as they fit.
    List<Found> ownMessages(Principal who, Collection<String> ids, Filter filter) {
        var sql = "select c.id as chat, c.title, c.archived, c.updated_at, m.id as message" + OWN_MESSAGES + filter.and("m.created_at");
        return sliced(ids, sql, query -> filter.on(query).bind("user", who.user()), ChatSearchStore::found);
    }

    /// What the caller's messages among these say.
    List<Said> said(Principal who, Collection<String> ids) {
        return own(
                who,
                ids,
                "select m.id, m.parts, m.created_at" + OWN_MESSAGES,
                rs -> new Said(rs.getString("id"), rs.getString("parts"), rs.getLong("created_at")));
    }

    private static final String OWN_MESSAGES = """

          from message m cross join chat c
         where c.id = m.chat_id and m.id in (<ids>) and c.user_id = :user and c.deleted_at is null
        """;

    /// Which of these chats the caller may see, as far as they fit.
    List<Found> ownChats(Principal who, Collection<String> ids, Filter filter) {
        var sql = """
            select c.id as chat, c.title, c.archived, c.updated_at, null as message
              from chat c
             where c.id in (<ids>) and c.user_id = :user and c.deleted_at is null
            """ + filter.and("c.updated_at");
        return sliced(ids, sql, query -> filter.on(query).bind("user", who.user()), ChatSearchStore::found);
    }

    private static Found found(ResultSet rs) throws SQLException {
        return new Found(
                rs.getString("chat"),
                rs.getString("title"),
                rs.getInt("archived") == 1,
                rs.getLong("updated_at"),
                Optional.ofNullable(rs.getString("message")));
    }

    private <T> List<T> own(Principal who, Collection<String> ids, String sql, Row<T> row) {
        return sliced(ids, sql, query -> query.bind("user", who.user()), row);
    }

    private interface Row<T> {
        T of(ResultSet rs) throws SQLException;
    }

    private interface Binding {
        Query on(Query query);
    }

    private <T> List<T> sliced(Collection<String> ids, String sql, Row<T> row) {
        return sliced(ids, sql, query -> query, row);
    }

    /// A few rows a query, so that no reader of the pool is taken for long.
    private <T> List<T> sliced(Collection<String> ids, String sql, Binding binding, Row<T> row) {
        var all = new ArrayList<T>();
        var list = List.copyOf(ids);
        for (int from = 0; from < list.size(); from += SLICE) {
            var slice = list.subList(from, Math.min(list.size(), from + SLICE));
            all.addAll(db.<List<T>>read(
                    handle -> binding.on(handle.createQuery(sql).bindList("ids", slice))
                            .map((rs, context) -> row.of(rs))
                            .list()));
        }
        return all;
    }
}
