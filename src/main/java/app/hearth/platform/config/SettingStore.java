package app.hearth.platform.config;

import app.hearth.platform.db.Db;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What an administrator set at run time, in SQL.
final class SettingStore {
    private final Db db;

    SettingStore(Db db) {
        this.db = db;
    }

    Map<String, String> all() {
        return db.read(handle -> {
            var all = new HashMap<String, String>();
            handle.createQuery("select name, value from setting")
                    .map((rs, context) -> Map.entry(rs.getString("name"), rs.getString("value")))
                    .forEach(row -> all.put(row.getKey(), row.getValue()));
            return all;
        });
    }

    /// @param value empty to forget what was set
    void set(String name, Optional<String> value, long now) {
        db.write(handle -> {
            if (value.isEmpty()) {
                handle.createUpdate("delete from setting where name = :name")
                        .bind("name", name)
                        .execute();
                return;
            }
            handle.createUpdate("""
                insert into setting (name, value, updated_at)
                values (:name, :value, :now)
                on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at
                """)
                    .bind("name", name)
                    .bind("value", value.get())
                    .bind("now", now)
                    .execute();
        });
    }
}
