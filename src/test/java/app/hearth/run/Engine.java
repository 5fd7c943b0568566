package app.hearth.run;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Both databases; every test of this room runs on each, with an empty one of its own.
public enum Engine {
    SQLITE,
    POSTGRESQL;

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static EmbeddedPostgres server;

    /// Settings of a house on an empty database.
    public Map<String, String> settings() {
        return this == SQLITE ? Map.of() : Map.of("DATABASE_URL", freshDatabase());
    }

    private static synchronized String freshDatabase() {
        try {
            if (server == null) {
                server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .start();
            }
            var name = "hearth" + NUMBER.incrementAndGet();
            try (var connection = server.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create database " + name);
            }
            return "postgresql://postgres:postgres@localhost:" + server.getPort() + "/" + name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
