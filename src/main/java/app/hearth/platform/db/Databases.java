package app.hearth.platform.db;

import app.hearth.platform.config.Database;
import app.hearth.platform.error.StartRefused;
import app.hearth.platform.error.StartRefused.Exit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/// Opens the house's database, migrated to this program's version.
public final class Databases {
    /// @param url of PostgreSQL, or empty for `hearth.db` in the data folder
    public static Db open(String url, Path data) {
        return open(url, data, Migrations.OURS);
    }

    /// The same for a tool beside the house, which must not begin a house of its own in a folder that was named by mistake.
    public static Db openExisting(String url, Path data) {
        if (Database.of(url, data) instanceof Database.Sqlite(var file) && !Files.isRegularFile(file)) {
            throw new StartRefused(
                    Exit.DATABASE,
                    "There is no database at " + file.toAbsolutePath() + ". Name the house's data folder by HEARTH_DATA.",
                    "此处没有数据库：" + file.toAbsolutePath() + "。请用 HEARTH_DATA 指定数据文件夹。",
                    null);
        }
        return open(url, data);
    }

    static Db open(String url, Path data, Migrations migrations) {
        var backups = data.resolve("backup");
        try {
            return switch (Database.of(url, data)) {
                case Database.Postgres postgres -> {
                    var source = new PGSimpleDataSource();
                    source.setUrl(postgres.url());
                    source.setUser(postgres.user());
                    source.setPassword(postgres.password());
                    migrations.run(source, Db.Engine.POSTGRESQL, backups);
                    yield new PostgresDb(url);
                }
                case Database.Sqlite(var file) -> {
                    SqliteLibrary.use(data.resolve("cache"));
                    var source = new SQLiteDataSource();
                    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
                    migrations.run(source, Db.Engine.SQLITE, backups);
                    yield new SqliteDb(file);
                }
            };
        } catch (FlywayException | JdbiException | UncheckedIOException e) {
            throw refused(e);
        }
    }

    private static StartRefused refused(RuntimeException e) {
        if (isDiskFull(e)) {
            return new StartRefused(
                    Exit.DISK_FULL, "The disk is full: the database can't be opened. Free some space.", "磁盘已满，无法打开数据库，请清理空间。", e);
        }
        var root = (Throwable) e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        var why =
                String.valueOf(root.getMessage()).lines().findFirst().orElse("").strip();
        if (why.contains("non-empty schema")) {
            return new StartRefused(
                    Exit.DATABASE,
                    "DATABASE_URL names a database that holds another program's tables. Give Hearth one of its own.",
                    "DATABASE_URL 指向的数据库中有其他程序的数据，请为 Hearth 单独准备一个数据库。",
                    e);
        }
        return e instanceof FlywayException && !(root instanceof java.net.ConnectException)
                ? new StartRefused(
                        Exit.DATABASE,
                        "The database could not be brought to this version; nothing was changed, the version before still starts: " + why,
                        "无法把数据库升级到此版本；数据没有改动，旧版本仍可启动：" + why,
                        e)
                : new StartRefused(Exit.DATABASE, "The database can't be opened: " + why, "无法打开数据库：" + why, e);
    }

    /// Whether a full disk is behind it.
    public static boolean isDiskFull(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            var message = String.valueOf(cause.getMessage());
            if (cause instanceof SQLException sql && (sql.getErrorCode() == 13 || "53100".equals(sql.getSQLState()))
                    || cause instanceof IOException && message.contains("No space left on device")) {
                return true;
            }
        }
        return false;
    }

    private Databases() {}
}
