package app.hearth.account;

import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/// Accounts in SQL.
public final class AccountStore {
    /// Chats removed in one transaction when an account goes: SQLite has one writer, which nobody may hold for long.
    private static final int SLICE = 20;

    private final Db db;

    public AccountStore(Db db) {
        this.db = db;
    }

    record Known(String id, String password) {}

    boolean isEmpty() {
        return db.read(AccountStore::isEmpty);
    }

    private static boolean isEmpty(Handle handle) {
        return handle.createQuery("select 1 from account limit 1")
                .mapTo(Integer.class)
                .findOne()
                .isEmpty();
    }

    Optional<Known> byEmail(String email) {
        return db.read(handle -> handle.createQuery("select id, password from account where email = :email")
                .bind("email", email)
                .map((rs, context) -> new Known(rs.getString("id"), rs.getString("password")))
                .findOne());
    }

    Optional<String> password(String user) {
        return db.read(handle -> handle.createQuery("select password from account where id = :user")
                .bind("user", user)
                .mapTo(String.class)
                .findOne());
    }

    /// Adds an account. The first one of the house becomes its administrator, held to one by the unique column `founder`; later ones are
    /// refused unless `open`, which is asked here because two people may sign up to an empty house at once.
    void add(String id, String email, String name, String password, String role, boolean open, long now) {
        try {
            insert(id, email, name, password, role, open, now);
        } catch (UnableToExecuteStatementException e) {
            // somebody was faster with the same e-mail or as founder (PostgreSQL only: SQLite has one writer); now that shows
            insert(id, email, name, password, role, open, now);
        }
    }

    private void insert(String id, String email, String name, String password, String role, boolean open, long now) {
        db.write(handle -> {
            var first = isEmpty(handle);
            if (!first && !open) {
                throw new HearthException(ErrorCode.SIGN_UP_CLOSED);
            }
            refuseTaken(handle, email, id);
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

    private static void refuseTaken(Handle handle, String email, String self) {
        var taken = handle.createQuery("select 1 from account where email = :email and id <> :self")
                .bind("email", email)
                .bind("self", self)
                .mapTo(Integer.class)
                .findOne();
        if (taken.isPresent()) {
            throw new HearthException(ErrorCode.EMAIL_TAKEN);
        }
    }

    Accounts.Me me(String user) {
        return db.read(handle -> handle.createQuery("""
            select id, name, email, role, language, preferences, founder, created_at
              from account
             where id = :user
            """)
                .bind("user", user)
                .map((rs, context) -> me(rs))
                .findOne()
                .orElseThrow(() -> new HearthException(ErrorCode.NOT_SIGNED_IN)));
    }

    private static Accounts.Me me(ResultSet rs) throws SQLException {
        return new Accounts.Me(
                rs.getString("id"),
                rs.getString("name"),
                rs.getString("email"),
                rs.getString("role"),
                Optional.ofNullable(rs.getString("language")),
                (ObjectNode) Json.parse(rs.getString("preferences")),
                rs.getInt("founder") == 1,
                rs.getLong("created_at"));
    }

    /// Writes what the owner of the account may change. False when the preferences are no longer those that were read.
    boolean update(Accounts.Me before, String name, Optional<String> language, ObjectNode preferences, long now) {
        return db.transaction(handle -> {
            var changed = handle.createUpdate("""
                update account set name = :name, language = :language, preferences = :preferences
                 where id = :user and preferences = :before
                """)
                    .bind("name", name)
                    .bind("language", language.orElse(null))
                    .bind("preferences", Json.write(preferences))
                    .bind("user", before.id())
                    .bind("before", Json.write(before.preferences()))
                    .execute();
            if (changed == 1) {
                changed(handle, before.id(), now);
            }
            return changed == 1;
        });
    }

    /// Whether somebody has not signed in since their account came from Open WebUI.
    boolean holdsBcrypt() {
        return db.read(handle -> handle.createQuery("select 1 from account where password like '$2%' limit 1")
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    /// A new hash for the same or another password.
    void setPassword(String user, String hash) {
        db.write(handle -> handle.createUpdate("update account set password = :hash where id = :user")
                .bind("hash", hash)
                .bind("user", user)
                .execute());
    }

    /// The people whose name or e-mail holds `text`, oldest account first.
    ///
    /// @param afterTime creation and id of the last person of the page before; 0 and empty for the first page
    /// @param role empty for all
    List<Users.User> list(String text, String role, long afterTime, String afterId, int limit) {
        return db.read(handle -> handle.createQuery("""
            select id, name, email, role, founder, created_at, active_at
              from account
             where (lower(name) like :text escape '!' or email like :text escape '!')
               and (:role = '' or role = :role)
               and (created_at > :time or created_at = :time and id > :id)
             order by created_at, id
             limit :limit
            """)
                .bind("text", pattern(text))
                .bind("role", role)
                .bind("time", afterTime)
                .bind("id", afterId)
                .bind("limit", limit)
                .map((rs, context) -> user(rs))
                .list());
    }

    int count(String text, String role) {
        return db.read(handle -> handle.createQuery("""
            select count(*)
              from account
             where (lower(name) like :text escape '!' or email like :text escape '!')
               and (:role = '' or role = :role)
            """)
                .bind("text", pattern(text))
                .bind("role", role)
                .mapTo(Integer.class)
                .one());
    }

    private static String pattern(String text) {
        return "%" + text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + "%";
    }

    Optional<Users.User> find(String user) {
        return db.read(handle -> handle.createQuery("""
            select id, name, email, role, founder, created_at, active_at from account where id = :user
            """)
                .bind("user", user)
                .map((rs, context) -> user(rs))
                .findOne());
    }

    private static Users.User user(ResultSet rs) throws SQLException {
        return new Users.User(
                rs.getString("id"),
                rs.getString("name"),
                rs.getString("email"),
                rs.getString("role"),
                rs.getInt("founder") == 1,
                rs.getLong("created_at"),
                rs.getLong("active_at"));
    }

    /// Writes what an administrator may change. Refuses to leave the house without an administrator.
    void update(String user, String name, String email, String role, long now) {
        db.write(handle -> {
            refuseTaken(handle, email, user);
            var changed = handle.createUpdate("""
                update account set name = :name, email = :email, role = :role
                 where id = :user
                   and (:role = 'admin' or role <> 'admin'
                        or exists (select 1 from account other where other.role = 'admin' and other.id <> :user))
                """)
                    .bind("name", name)
                    .bind("email", email)
                    .bind("role", role)
                    .bind("user", user)
                    .execute();
            if (changed == 0) {
                throw new HearthException(ErrorCode.LAST_ADMIN);
            }
            changed(handle, user, now);
        });
    }

    /// Removes the account and everything of it; the last administrator stays. Chats go in slices before the account does; until then it
    /// is a pending one, so that nothing new grows.
    void remove(String user) {
        db.write(handle -> {
            var locked = handle.createUpdate("""
                update account set role = 'pending'
                 where id = :user
                   and (role <> 'admin' or exists (select 1 from account other where other.role = 'admin' and other.id <> :user))
                """).bind("user", user).execute();
            if (locked == 0) {
                throw new HearthException(ErrorCode.LAST_ADMIN);
            }
            handle.createUpdate("delete from session where user_id = :user")
                    .bind("user", user)
                    .execute();
            handle.createUpdate("delete from api_key where user_id = :user")
                    .bind("user", user)
                    .execute();
        });
        while (removeChats(user) > 0) {
            Thread.yield(); // lets others write between two slices
        }
        db.write(handle -> {
            for (var table : List.of("queued", "run", "change", "file", "upload")) {
                handle.createUpdate("delete from <table> where user_id = :user")
                        .define("table", table)
                        .bind("user", user)
                        .execute();
            }
            handle.createUpdate("delete from account where id = :user")
                    .bind("user", user)
                    .execute();
        });
    }

    private int removeChats(String user) {
        return db.transaction(handle -> {
            var chats = handle.createQuery("select id from chat where user_id = :user order by id limit :slice")
                    .bind("user", user)
                    .bind("slice", SLICE)
                    .mapTo(String.class)
                    .list();
            for (var chat : chats) {
                handle.createUpdate("delete from run_log where run in (select id from run where chat_id = :chat)")
                        .bind("chat", chat)
                        .execute();
                handle.createUpdate("delete from chat where id = :chat")
                        .bind("chat", chat)
                        .execute();
            }
            return chats.size();
        });
    }

    private static void changed(Handle handle, String user, long now) {
        handle.createUpdate("insert into change (user_id, kind, object, at) values (:user, 'me', :user, :now)")
                .bind("user", user)
                .bind("now", now)
                .execute();
    }
}
