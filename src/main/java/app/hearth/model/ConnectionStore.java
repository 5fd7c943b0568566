package app.hearth.model;

import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/// The connections that administrators made, in SQL. They belong to the house, so no user stands in the queries; the routes are the
/// administrators'.
public final class ConnectionStore {
    private static final String COLUMNS =
            "id, provider, name, base_url, secret, headers, prefix, region, models, enabled, position, created_at";
    private static final int MOST = 200;

    private final Db db;

    public ConnectionStore(Db db) {
        this.db = db;
    }

    /// A row as it stands.
    ///
    /// @param secret the sealed key
    /// @param headers sealed JSON
    /// @param models JSON
    record Row(
            String id,
            String provider,
            String name,
            String baseUrl,
            Optional<String> secret,
            Optional<String> headers,
            String prefix,
            Optional<String> region,
            String models,
            boolean enabled,
            int position,
            long createdAt) {
        static Row of(ResultSet rs) throws SQLException {
            return new Row(
                    rs.getString("id"),
                    rs.getString("provider"),
                    rs.getString("name"),
                    rs.getString("base_url"),
                    Optional.ofNullable(rs.getString("secret")),
                    Optional.ofNullable(rs.getString("headers")),
                    rs.getString("prefix"),
                    Optional.ofNullable(rs.getString("region")),
                    rs.getString("models"),
                    rs.getInt("enabled") == 1,
                    rs.getInt("position"),
                    rs.getLong("created_at"));
        }

        Row at(int other) {
            return new Row(id, provider, name, baseUrl, secret, headers, prefix, region, models, enabled, other, createdAt);
        }
    }

    List<Row> all() {
        return db.read(
                handle -> handle.createQuery("select " + COLUMNS + " from connection order by position, created_at, id limit " + MOST)
                        .map((rs, context) -> Row.of(rs))
                        .list());
    }

    /// Adds the row, at the end when `atEnd`.
    void add(Row row, boolean atEnd, long now) {
        db.write(handle -> {
            var next = handle.createQuery("select coalesce(max(position), -1) + 1 as next, count(*) as many from connection")
                    .map((rs, context) -> new int[] {rs.getInt("next"), rs.getInt("many")})
                    .one();
            if (next[1] >= MOST) {
                throw new HearthException(ErrorCode.CONFLICT);
            }
            bind(handle, atEnd ? row.at(next[0]) : row, """
                insert into connection (id, provider, name, base_url, secret, headers, prefix, region, models, enabled, position, created_at)
                values (:id, :provider, :name, :baseUrl, :secret, :headers, :prefix, :region, :models, :enabled, :position, :createdAt)
                """);
            changed(handle, row.id(), now);
        });
    }

    /// Replaces the row by what `change` makes of it, with nobody writing in between. Throws `NOT_FOUND`.
    void change(String id, UnaryOperator<Row> change, long now) {
        db.write(handle -> {
            var row = handle.createQuery("select " + COLUMNS + " from connection where id = :id")
                    .bind("id", id)
                    .map((rs, context) -> Row.of(rs))
                    .findOne()
                    .orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
            bind(handle, change.apply(row), """
                update connection
                   set provider = :provider, name = :name, base_url = :baseUrl, secret = :secret, headers = :headers, prefix = :prefix,
                       region = :region, models = :models, enabled = :enabled, position = :position, created_at = :createdAt
                 where id = :id
                """);
            changed(handle, id, now);
        });
    }

    /// Throws `NOT_FOUND`.
    void remove(String id, long now) {
        db.write(handle -> {
            var gone = handle.createUpdate("delete from connection where id = :id")
                    .bind("id", id)
                    .execute();
            if (gone == 0) {
                throw new HearthException(ErrorCode.NOT_FOUND);
            }
            changed(handle, id, now);
        });
    }

    private static void bind(Handle handle, Row row, String sql) {
        handle.createUpdate(sql)
                .bind("id", row.id())
                .bind("provider", row.provider())
                .bind("name", row.name())
                .bind("baseUrl", row.baseUrl())
                .bind("secret", row.secret().orElse(null))
                .bind("headers", row.headers().orElse(null))
                .bind("prefix", row.prefix())
                .bind("region", row.region().orElse(null))
                .bind("models", row.models())
                .bind("enabled", row.enabled() ? 1 : 0)
                .bind("position", row.position())
                .bind("createdAt", row.createdAt())
                .execute();
    }

    private static void changed(Handle handle, String object, long now) {
        ModelStore.changed(handle, Optional.empty(), object, now);
    }
}
