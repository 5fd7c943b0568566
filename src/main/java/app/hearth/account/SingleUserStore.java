package app.hearth.account;

import app.hearth.platform.db.Db;
import java.util.Optional;

/// Which account is the one of a house without a login.
public final class SingleUserStore {
    private final Db db;

    public SingleUserStore(Db db) {
        this.db = db;
    }

    Optional<String> find() {
        return db.read(handle -> handle.createQuery("select value from setting where name = 'single_user'")
                .mapTo(String.class)
                .findOne());
    }

    boolean hasAccounts() {
        return hasOthers("");
    }

    boolean hasOthers(String user) {
        return db.read(handle -> handle.createQuery("select 1 from account where id <> :user limit 1")
                .bind("user", user)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    /// Marks the founder.
    Optional<String> claim() {
        db.write(handle -> handle.execute("""
            insert into setting (name, value, updated_at)
            select 'single_user', id, created_at from account where founder = 1
            on conflict (name) do nothing
            """));
        return find();
    }
}
