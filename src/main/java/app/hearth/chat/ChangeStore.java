package app.hearth.chat;

import app.hearth.platform.db.Db;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/// What changed for whom: rows written in the transaction that changes the object, numbered for everybody.
public final class ChangeStore {
    private static final int MOST = 500;
    private static final int SWEEP = 1_000;
    private static final Duration KEPT = Duration.ofDays(7);
    /// PostgreSQL gives a number before its row can be seen, so a smaller one may appear after a greater one. Rows younger than any
    /// transaction takes are answered again instead of passed by.
    private static final long UNSETTLED_MILLIS = 2_000;

    private final Db db;

    public ChangeStore(Db db) {
        this.db = db;
    }

    /// What a change is about.
    public enum Kind {
        CHAT,
        /// Many chats at once: the list is to be read again.
        CHATS,
        /// Folders, or which chats stand in them: folders and list are to be read again.
        FOLDERS,
        /// A message's words, for the search; pages hear of it as a change of the chat.
        MESSAGE,
        MODELS,
        ME;

        @JsonValue
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }
    }

    /// @param object id of what changed; empty where the kind needs none
    public record Change(long n, Kind kind, String object) {}

    /// @param last from where to ask next
    /// @param reset the caller was away for too long: everything is to be read again
    public record Changes(long last, boolean reset, List<Change> changes) {}

    /// Notes a change of one user's object.
    public static void add(Handle handle, String user, Kind kind, String object, long now) {
        handle.createUpdate("insert into change (user_id, kind, object, at) values (:user, :kind, :object, :now)")
                .bind("user", user)
                .bind("kind", kind.id())
                .bind("object", object)
                .bind("now", now)
                .execute();
    }

    /// Notes a change that concerns everybody, such as of the models.
    public static void addForAll(Handle handle, Kind kind, long now) {
        add(handle, null, kind, "", now);
    }

    /// The number of the newest change.
    long last() {
        return db.read(ChangeStore::last);
    }

    /// What came after `after` for this user, oldest first.
    Changes after(String user, long after, long now) {
        return db.read(handle -> {
            var last = last(handle);
            var oldest = handle.createQuery("select coalesce(min(n), 0) from change")
                    .mapTo(Long.class)
                    .one();
            if (after > last || after + 1 < oldest) {
                return new Changes(last, true, List.of());
            }
            record Row(Change change, long at) {}
            var rows = handle.createQuery("""
                select n, kind, object, at from (
                    select n, kind, object, at from change
                     where user_id = :user and n > :after and kind <> 'message'
                    union all
                    select n, kind, object, at from change where user_id is null and n > :after) c
                 order by n
                 limit :most
                """)
                    .bind("user", user)
                    .bind("after", after)
                    .bind("most", MOST)
                    .map((rs, context) ->
                            new Row(new Change(rs.getLong("n"), Kind.of(rs.getString("kind")), rs.getString("object")), rs.getLong("at")))
                    .list();
            var seen = rows.size() == MOST ? rows.getLast().change().n() : last;
            if (db.engine() == Db.Engine.POSTGRESQL) {
                seen = Math.min(seen, Math.max(after, settled(handle, after, now)));
            }
            return new Changes(seen, false, rows.stream().map(Row::change).toList());
        });
    }

    private static long last(Handle handle) {
        return handle.createQuery("select coalesce(max(n), 0) from change")
                .mapTo(Long.class)
                .one();
    }

    /// The greatest number that can be seen before the first young row: between the two a smaller one may still appear.
    private static long settled(Handle handle, long after, long now) {
        return handle.createQuery("""
            select coalesce(max(n), 0) from change
             where n < coalesce((select min(n) from change where n > :after and at > :young), 9223372036854775807)
            """)
                .bind("after", after)
                .bind("young", now - UNSETTLED_MILLIS)
                .mapTo(Long.class)
                .one();
    }

    /// Forgets some of the old rows, never the newest: it holds the count. True when more may be left. The times rise with the numbers,
    /// so the first young row ends the look.
    public boolean purge(long now) {
        var old = now - KEPT.toMillis();
        record Row(long n, long at) {}
        var oldest = db.read(
                handle -> handle.createQuery("select n, at from change where n < (select max(n) from change) order by n limit :some")
                        .bind("some", SWEEP)
                        .map((rs, context) -> new Row(rs.getLong("n"), rs.getLong("at")))
                        .list());
        var ceiling =
                oldest.stream().takeWhile(row -> row.at < old).mapToLong(Row::n).max();
        ceiling.ifPresent(n -> db.write(handle -> handle.createUpdate("delete from change where n <= :n")
                .bind("n", n)
                .execute()));
        return ceiling.isPresent() && oldest.size() == SWEEP && oldest.getLast().n == ceiling.getAsLong();
    }
}
