package app.hearth.account;

import app.hearth.platform.db.Db;
import app.hearth.platform.http.Principal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/// Sessions in SQL: who is signed in, on which device.
final class SessionStore {
    private final Db db;

    SessionStore(Db db) {
        this.db = db;
    }

    /// @param seenAt when it was last used, to the minute
    record Found(Principal principal, long seenAt) {}

    void add(Accounts.Session session, String secret, String user, String device, String address, long now) {
        db.write(handle -> handle.createUpdate("""
            insert into session (id, user_id, secret, device, address, created_at, seen_at, expires_at)
            values (:id, :user, :secret, :device, :address, :now, :now, :expires)
            """)
                .bind("id", session.id())
                .bind("user", user)
                .bind("secret", secret)
                .bind("device", device)
                .bind("address", address)
                .bind("now", now)
                .bind("expires", session.expiresAt())
                .execute());
    }

    Optional<Found> bySecret(String hash, long now) {
        return find("s.secret = ? and s.expires_at > ?", asked -> {
            asked.setString(1, hash);
            asked.setLong(2, now);
        });
    }

    Optional<Found> byId(String session, String user, long now) {
        return find("s.id = ? and s.user_id = ? and s.expires_at > ?", asked -> {
            asked.setString(1, session);
            asked.setString(2, user);
            asked.setLong(3, now);
        });
    }

    private interface Binder {
        void bind(PreparedStatement asked) throws SQLException;
    }

    /// Every request asks this, so it goes past Jdbi, whose binding costs several times what the database takes.
    private Optional<Found> find(String condition, Binder binder) {
        var sql = "select s.id, s.user_id, s.seen_at, a.role from session s join account a on a.id = s.user_id where " + condition;
        return db.read(handle -> {
            try (var asked = handle.getConnection().prepareStatement(sql)) {
                binder.bind(asked);
                try (var rows = asked.executeQuery()) {
                    return rows.next() ? Optional.of(found(rows)) : Optional.empty();
                }
            } catch (SQLException e) {
                throw new UnableToExecuteStatementException(e, null);
            }
        });
    }

    private static Found found(ResultSet rs) throws SQLException {
        var role = Principal.Role.valueOf(rs.getString("role").toUpperCase(Locale.ROOT));
        return new Found(Principal.ofSession(rs.getString("user_id"), role, rs.getString("id")), rs.getLong("seen_at"));
    }

    /// Notes that the session was used and moves its end; the account counts as active too.
    void touch(Found found, long now, long expires) {
        db.write(handle -> {
            var touched = handle.createUpdate("""
                update session set seen_at = :now, expires_at = :expires where id = :id and seen_at = :before
                """)
                    .bind("now", now)
                    .bind("expires", expires)
                    .bind("id", found.principal().session())
                    .bind("before", found.seenAt())
                    .execute();
            if (touched == 1) {
                handle.createUpdate("update account set active_at = :now where id = :user")
                        .bind("now", now)
                        .bind("user", found.principal().user())
                        .execute();
            }
        });
    }

    /// The living ones, last used first.
    List<Sessions.Device> list(Principal who, long now) {
        return db.read(handle -> handle.createQuery("""
            select id, device, address, created_at, seen_at
              from session
             where user_id = :user and expires_at > :now
             order by seen_at desc, id desc
             limit 200
            """)
                .bind("user", who.user())
                .bind("now", now)
                .map((rs, context) -> new Sessions.Device(
                        rs.getString("id"),
                        rs.getString("device"),
                        rs.getString("address"),
                        rs.getLong("created_at"),
                        rs.getLong("seen_at"),
                        rs.getString("id").equals(who.session())))
                .list());
    }

    /// False when there is no such session of this person.
    boolean end(String user, String session) {
        return db.transaction(handle -> handle.createUpdate("delete from session where id = :id and user_id = :user")
                        .bind("id", session)
                        .bind("user", user)
                        .execute()
                == 1);
    }

    /// Ends all sessions of the person but `kept`; answers the ended ones.
    List<String> endOthers(String user, String kept) {
        return db.transaction(handle -> {
            var ended = handle.createQuery("select id from session where user_id = :user and id <> :kept")
                    .bind("user", user)
                    .bind("kept", kept)
                    .mapTo(String.class)
                    .list();
            handle.createUpdate("delete from session where user_id = :user and id <> :kept")
                    .bind("user", user)
                    .bind("kept", kept)
                    .execute();
            return ended;
        });
    }

    void purge(long now) {
        db.write(handle -> handle.createUpdate("delete from session where expires_at <= :now")
                .bind("now", now)
                .execute());
    }
}
