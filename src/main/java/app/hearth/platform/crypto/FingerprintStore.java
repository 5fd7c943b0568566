package app.hearth.platform.crypto;

import app.hearth.platform.db.Db;
import java.util.Optional;

/// Which secret key sealed this database, as a value from which the key can't be found.
final class FingerprintStore {
    private static final String NAME = "secret.fingerprint";

    private final Db db;

    FingerprintStore(Db db) {
        this.db = db;
    }

    Optional<String> find() {
        return db.read(handle -> handle.createQuery("select value from setting where name = :name")
                .bind("name", NAME)
                .mapTo(String.class)
                .findOne());
    }

    /// Keeps the first one for ever, or the new one where that is wanted. False when another one stands there.
    boolean keep(String fingerprint, boolean anew) {
        return db.transaction(handle -> {
            handle.createUpdate("""
                insert into setting (name, value, updated_at) values (:name, :value, :now) on conflict (name) do nothing
                """)
                    .bind("name", NAME)
                    .bind("value", fingerprint)
                    .bind("now", System.currentTimeMillis())
                    .execute();
            if (anew) {
                handle.createUpdate("update setting set value = :value where name = :name")
                        .bind("name", NAME)
                        .bind("value", fingerprint)
                        .execute();
            }
            return handle.createQuery("select value from setting where name = :name")
                    .bind("name", NAME)
                    .mapTo(String.class)
                    .one()
                    .equals(fingerprint);
        });
    }
}
