package app.hearth.model;

import app.hearth.platform.db.Db;
import app.hearth.platform.http.Principal;
import app.hearth.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// What administrators made of models, and what people pinned, in SQL.
public final class ModelStore {
    private static final String KIND = "models";

    private final Db db;

    public ModelStore(Db db) {
        this.db = db;
    }

    private record Named(String model, Custom custom) {}

    /// By the id that people see.
    Map<String, Custom> customs() {
        return db.read(handle -> handle.createQuery(
                        "select model, name, description, hidden, position, params, system_prompt from model_custom order by model limit"
                                + " 10000")
                .map((rs, context) -> new Named(rs.getString("model"), custom(rs)))
                .collect(Collectors.toUnmodifiableMap(Named::model, Named::custom)));
    }

    /// Replaces what was made of the model by what `change` makes of it, with nobody writing in between.
    void change(String model, UnaryOperator<Custom> change, long now) {
        db.write(handle -> {
            var before = handle.createQuery("""
                select name, description, hidden, position, params, system_prompt from model_custom where model = :model
                """)
                    .bind("model", model)
                    .map((rs, context) -> custom(rs))
                    .findOne()
                    .orElse(Custom.NONE);
            put(handle, model, change.apply(before));
            changed(handle, Optional.empty(), model, now);
        });
    }

    List<String> pins(Principal who) {
        return db.read(handle -> handle.createQuery("select pins from account where id = :user")
                .bind("user", who.user())
                .mapTo(String.class)
                .findOne()
                .map(pins -> List.of(Json.parse(pins, String[].class)))
                .orElse(List.of()));
    }

    void pin(Principal who, List<String> models, long now) {
        db.write(handle -> {
            handle.createUpdate("update account set pins = :pins where id = :user")
                    .bind("pins", Json.write(models))
                    .bind("user", who.user())
                    .execute();
            changed(handle, Optional.of(who.user()), "pins", now);
        });
    }

    /// Tells everybody that a connection offers something else now, though nothing was written here.
    void announce(String connection, long now) {
        db.write(handle -> changed(handle, Optional.empty(), connection, now));
    }

    /// Tells those who watch, in the transaction of the change itself.
    ///
    /// @param user whom it concerns; empty for everybody
    static void changed(Handle handle, Optional<String> user, String object, long now) {
        handle.createUpdate("insert into change (user_id, kind, object, at) values (:user, :kind, :object, :now)")
                .bind("user", user.orElse(null))
                .bind("kind", KIND)
                .bind("object", object)
                .bind("now", now)
                .execute();
    }

    private static void put(Handle handle, String model, Custom custom) {
        handle.createUpdate("""
            insert into model_custom (model, name, description, hidden, position, params, system_prompt)
            values (:model, :name, :description, :hidden, :position, :params, :systemPrompt)
            on conflict (model) do update
               set name = excluded.name, description = excluded.description, hidden = excluded.hidden, position = excluded.position,
                   params = excluded.params, system_prompt = excluded.system_prompt
            """)
                .bind("model", model)
                .bind("name", custom.name().orElse(null))
                .bind("description", custom.description().orElse(null))
                .bind("hidden", custom.hidden() ? 1 : 0)
                .bind("position", custom.position().orElse(null))
                .bind("params", Json.write(custom.params()))
                .bind("systemPrompt", custom.systemPrompt().orElse(null))
                .execute();
    }

    private static Custom custom(ResultSet rs) throws SQLException {
        var number = rs.getInt("position");
        Optional<Integer> position = rs.wasNull() ? Optional.empty() : Optional.of(number);
        return new Custom(
                Optional.ofNullable(rs.getString("name")),
                Optional.ofNullable(rs.getString("description")),
                rs.getInt("hidden") == 1,
                position,
                Json.parse(rs.getString("params"), ChatParams.class),
                Optional.ofNullable(rs.getString("system_prompt")));
    }
}
