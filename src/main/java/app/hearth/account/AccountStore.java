package app.hearth.account;

import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Principal;
import java.util.Locale;
import java.util.Optional;

/// Accounts and sessions in SQL.
public final class AccountStore {
    private final Db db;

    public AccountStore(Db db) {
        this.db = db;
    }

    record Known(String id, String password) {}

    boolean isEmpty() {
        return db.read(handle -> handle.createQuery("select 1 from account limit 1")
                .mapTo(Integer.class)
                .findOne()
                .isEmpty());
    }

    Optional<Known> byEmail(String email) {
        return db.read(handle -> handle.createQuery("select id, password from account where email = :email")
                .bind("email", email)
                .map((rs, context) -> new Known(rs.getString("id"), rs.getString("password")))
                .findOne());
    }

    /// Adds an account; the first one becomes administrator, held to one by the unique column `founder`.
    void add(String id, String email, String name, String password, String role, long now) {
        db.write(handle -> {
            var taken = handle.createQuery("select 1 from account where email = :email")
                    .bind("email", email)
                    .mapTo(Integer.class)
                    .findOne();
            if (taken.isPresent()) {
                throw new HearthException(ErrorCode.EMAIL_TAKEN);
            }
            var first = handle.createQuery("select 1 from account limit 1")
                    .mapTo(Integer.class)
                    .findOne()
                    .isEmpty();
            handle.createUpdate("""
                insert into account (id, email, name, role, password, founder, created_at, active_at)
                values (:id, :email, :name, :role, :password, :founder, :now, :now)
                """)
                    .bind("id", id)
                    .bind("email", email)
                    .bind("name", name)
                    .bind("role", first ? "admin" : role)
                    .bind("password", password)
                    .bind("founder", first ? Integer.valueOf(1) : null)
                    .bind("now", now)
                    .execute();
        });
    }

    Accounts.Me me(String user) {
        return db.read(handle -> handle.createQuery("select id, name, email, role, created_at from account where id = :user")
                .bind("user", user)
                .map((rs, context) -> new Accounts.Me(
                        rs.getString("id"), rs.getString("name"), rs.getString("email"), rs.getString("role"), rs.getLong("created_at")))
                .findOne()
                .orElseThrow(() -> new HearthException(ErrorCode.NOT_SIGNED_IN)));
    }

    void addSession(String id, String user, String secret, String device, String address, long now, long expires) {
        db.write(handle -> handle.createUpdate("""
            insert into session (id, user_id, secret, device, address, created_at, seen_at, expires_at)
            values (:id, :user, :secret, :device, :address, :now, :now, :expires)
            """)
                .bind("id", id)
                .bind("user", user)
                .bind("secret", secret)
                .bind("device", device)
                .bind("address", address)
                .bind("now", now)
                .bind("expires", expires)
                .execute());
    }

    Optional<Principal> principal(String secret, long now) {
        return db.read(handle -> handle.createQuery("""
            select s.id, s.user_id, a.role
              from session s
              join account a on a.id = s.user_id
             where s.secret = :secret and s.expires_at > :now
            """)
                .bind("secret", secret)
                .bind("now", now)
                .map((rs, context) -> Principal.ofSession(
                        rs.getString("user_id"),
                        Principal.Role.valueOf(rs.getString("role").toUpperCase(Locale.ROOT)),
                        rs.getString("id")))
                .findOne());
    }

    void endSession(Principal who) {
        db.write(handle -> handle.createUpdate("delete from session where id = :id and user_id = :user")
                .bind("id", who.session())
                .bind("user", who.user())
                .execute());
    }
}
