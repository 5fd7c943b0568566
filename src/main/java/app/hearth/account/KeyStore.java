package app.hearth.account;

import app.hearth.platform.db.Db;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// API keys in SQL; of their secrets only hashes.
final class KeyStore {
    private final Db db;

    KeyStore(Db db) {
        this.db = db;
    }

    /// @param usedAt when it was last used, to the minute; 0 for never
    record Found(Principal principal, long usedAt) {}

    void add(Keys.Key key, String user, String hash) {
        db.write(handle -> handle.createUpdate("""
            insert into api_key (id, user_id, name, secret, prefix, scopes, created_at, used_at, expires_at)
            values (:id, :user, :name, :hash, :prefix, :scopes, :created, null, :expires)
            """)
                .bind("id", key.id())
                .bind("user", user)
                .bind("name", key.name())
                .bind("hash", hash)
                .bind("prefix", key.prefix())
                .bind("scopes", String.join(" ", key.scopes()))
                .bind("created", key.createdAt())
                .bind("expires", key.expiresAt().orElse(null))
                .execute());
    }

    int count(String user) {
        return db.read(handle -> handle.createQuery("select count(*) from api_key where user_id = :user")
                .bind("user", user)
                .mapTo(Integer.class)
                .one());
    }

    /// Newest first, expired ones too.
    List<Keys.Key> list(String user) {
        return db.read(handle -> handle.createQuery("""
            select id, name, prefix, scopes, created_at, used_at, expires_at
              from api_key
             where user_id = :user
             order by created_at desc, id desc
             limit 200
            """)
                .bind("user", user)
                .map((rs, context) -> key(rs))
                .list());
    }

    private static Keys.Key key(ResultSet rs) throws SQLException {
        return new Keys.Key(
                rs.getString("id"),
                rs.getString("name"),
                rs.getString("prefix"),
                List.of(rs.getString("scopes").split(" ")),
                rs.getLong("created_at"),
                time(rs, "used_at"),
                time(rs, "expires_at"));
    }

    private static Optional<Long> time(ResultSet rs, String column) throws SQLException {
        var time = rs.getLong(column);
        return rs.wasNull() ? Optional.empty() : Optional.of(time);
    }

    Optional<Found> bySecret(String hash, long now) {
        return db.read(handle -> handle.createQuery("""
            select k.id, k.user_id, k.scopes, k.used_at, a.role
              from api_key k
              join account a on a.id = k.user_id
             where k.secret = :hash and (k.expires_at is null or k.expires_at > :now)
            """)
                .bind("hash", hash)
                .bind("now", now)
                .map((rs, context) -> found(rs))
                .findOne());
    }

    private static Found found(ResultSet rs) throws SQLException {
        var role = Principal.Role.valueOf(rs.getString("role").toUpperCase(Locale.ROOT));
        var principal = new Principal(
                rs.getString("user_id"), role, rs.getString("id"), Principal.Via.API_KEY, scopes(rs.getString("scopes"), role));
        return new Found(principal, rs.getLong("used_at"));
    }

    /// What a key may be used for today: `admin` sleeps while its owner is no administrator, and [Scope#ACCOUNT] is never given.
    private static Set<Scope> scopes(String stored, Principal.Role role) {
        var scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(stored.split(" "))
                .map(Scope::of)
                .flatMap(Optional::stream)
                .forEach(scopes::add);
        scopes.remove(Scope.ACCOUNT);
        if (role != Principal.Role.ADMIN) {
            scopes.remove(Scope.ADMIN);
        }
        return scopes;
    }

    boolean isOpen(String id, long now) {
        return db.read(handle -> handle.createQuery("""
            select 1 from api_key where id = :id and (expires_at is null or expires_at > :now)
            """)
                .bind("id", id)
                .bind("now", now)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    void touch(Found found, long now) {
        db.write(handle -> handle.createUpdate("update api_key set used_at = :now where id = :id")
                .bind("now", now)
                .bind("id", found.principal().session())
                .execute());
    }

    /// False when this person has no such key.
    boolean remove(String user, String id) {
        return db.transaction(handle -> handle.createUpdate("delete from api_key where id = :id and user_id = :user")
                        .bind("id", id)
                        .bind("user", user)
                        .execute()
                == 1);
    }
}
