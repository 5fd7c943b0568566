package app.hearth;

import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/// An empty house's database on each engine, for the tests of stores: `@MethodSource("app.hearth.Engines#empty")`. JUnit closes them after
/// each test; one PostgreSQL serves all tests of a run.
public final class Engines {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static EmbeddedPostgres postgres;

    public static Stream<Named<Db>> empty() {
        return Stream.of(Named.of("SQLite", sqlite()), Named.of("PostgreSQL", postgresql()));
    }

    public static Db sqlite() {
        try {
            var folder = Files.createTempDirectory("hearth-sqlite");
            folder.toFile().deleteOnExit();
            return Databases.open("", folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static synchronized Db postgresql() {
        try {
            if (postgres == null) {
                postgres = EmbeddedPostgres.start();
            }
            var name = "house" + NUMBER.incrementAndGet();
            try (var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create database " + name);
            }
            var folder = Files.createTempDirectory("hearth-postgresql");
            folder.toFile().deleteOnExit();
            return Databases.open("postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/" + name, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Engines() {}
}
