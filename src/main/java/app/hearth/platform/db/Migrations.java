package app.hearth.platform.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.jdbi.v3.core.Jdbi;

/// Brings the schema to this program's version. A SQLite file is copied first, so that the version before can still be started with it.
final class Migrations {
    /// The newest file in `db/migration`; a test holds the two together. Known here so that a usual start need not wake Flyway.
    static final int NEWEST = 1;

    /// Data of a newer program. The start ends with this sentence.
    static final class NewerDataException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NewerDataException(int found) {
            super("The data was written by a newer Hearth (schema " + found + ", this program knows " + NEWEST + "). Start that version.");
        }
    }

    static void run(DataSource source, Db.Engine engine, Path backups) {
        var found = current(source);
        if (found == NEWEST) {
            return;
        }
        if (found > NEWEST) {
            throw new NewerDataException(found);
        }
        if (found > 0 && engine == Db.Engine.SQLITE) {
            copy(source, backups, found);
        }
        var sqlite = engine == Db.Engine.SQLITE;
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .placeholders(Map.of(
                        "serial", sqlite ? "integer primary key autoincrement" : "bigint generated always as identity primary key",
                        "blob", sqlite ? "blob" : "bytea"))
                .baselineVersion(MigrationVersion.fromVersion("0"))
                .load()
                .migrate();
    }

    /// The newest migration that succeeded; 0 for an empty database.
    private static int current(DataSource source) {
        try (var handle = Jdbi.open(source)) {
            return handle.createQuery("select version from flyway_schema_history where success").mapTo(String.class).stream()
                    .filter(version -> version != null)
                    .mapToInt(version -> (int) Double.parseDouble(version))
                    .max()
                    .orElse(0);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof SQLException sql
                    && ("42P01".equals(sql.getSQLState()) || sql.getMessage().contains("no such table"))) {
                return 0;
            }
            throw e;
        }
    }

    private static void copy(DataSource source, Path backups, int version) {
        try (var handle = Jdbi.open(source)) {
            Files.createDirectories(backups);
            var target = backups.resolve(
                    "before-upgrade-from-" + version + "-" + Instant.now().toEpochMilli() + ".db");
            handle.execute("vacuum into ?", target.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Migrations() {}
}
