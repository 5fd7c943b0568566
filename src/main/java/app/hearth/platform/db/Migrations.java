package app.hearth.platform.db;

import app.hearth.platform.error.StartRefused;
import app.hearth.platform.error.StartRefused.Exit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.jdbi.v3.core.Jdbi;

/// Brings the schema to this program's version, all steps in one transaction: one that fails changes nothing. A SQLite file is copied
/// first, so that the version before can be started again even after a step that succeeded. PostgreSQL is not copied: whoever runs one
/// has backups of its own.
///
/// @param folders where the steps lie on the class path
/// @param newest the version of the last of them, known here so that a usual start need not wake Flyway
record Migrations(List<String> folders, int newest) {
    /// The product's; a test holds the number and the folder together.
    static final Migrations OURS = new Migrations(List.of("db/migration"), 2);

    private static final System.Logger LOG = System.getLogger("db");

    /// @param backups where the copy goes. Throws [StartRefused] when the data is of a newer program.
    void run(DataSource source, Db.Engine engine, Path backups) {
        var found = current(source);
        if (found == newest) {
            return;
        }
        if (found > newest) {
            throw newerData(found, copyOf(backups, newest));
        }
        var sqlite = engine == Db.Engine.SQLITE;
        if (found > 0 && sqlite) {
            copy(source, backups, found);
        }
        Flyway.configure()
                .dataSource(source)
                .locations(folders.stream().map("classpath:"::concat).toArray(String[]::new))
                .group(true)
                .placeholders(Map.of(
                        "serial", sqlite ? "integer primary key autoincrement" : "bigint generated always as identity primary key",
                        "blob", sqlite ? "blob" : "bytea"))
                .baselineVersion(MigrationVersion.fromVersion("0"))
                .load()
                .migrate();
        LOG.log(Level.INFO, "the database was brought from schema {0} to {1}", found, newest);
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

    /// One copy a version: a service that is started over and over must not fill the disk with them.
    private static void copy(DataSource source, Path backups, int version) {
        var target = copyOf(backups, version);
        var part = target.resolveSibling(target.getFileName() + ".part");
        try (var handle = Jdbi.open(source)) {
            Files.createDirectories(backups);
            Files.deleteIfExists(part);
            handle.execute("vacuum into ?", part.toString());
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path copyOf(Path backups, int version) {
        return backups.resolve("before-upgrade-from-" + version + ".db");
    }

    private StartRefused newerData(int found, Path copy) {
        var english =
                "The data was written by a newer Hearth (schema " + found + ", this program knows " + newest + "). Start that version";
        var chinese = "数据由更新版本的 Hearth 写入（数据结构版本 " + found + "，此程序只认识 " + newest + "）。请启动那个版本";
        return Files.exists(copy)
                ? new StartRefused(
                        Exit.NEWER_DATA,
                        english + ", or put back the copy from before the upgrade, " + copy + ".",
                        chinese + "，或恢复升级前的副本 " + copy + "。",
                        null)
                : new StartRefused(Exit.NEWER_DATA, english + ".", chinese + "。", null);
    }
}
