package app.hearth.platform.db;

import java.nio.file.Path;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/// Opens the house's database, migrated to this program's version.
public final class Databases {
    /// @param url of PostgreSQL, or empty for `hearth.db` in the data folder
    public static Db open(String url, Path data) {
        var backups = data.resolve("backup");
        if (url.startsWith("postgres")) {
            var config = PostgresDb.config(url);
            var source = new PGSimpleDataSource();
            source.setUrl(config.getJdbcUrl());
            source.setUser(config.getUsername());
            source.setPassword(config.getPassword());
            Migrations.run(source, Db.Engine.POSTGRESQL, backups);
            return new PostgresDb(url);
        }
        var file = data.resolve("hearth.db");
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        Migrations.run(source, Db.Engine.SQLITE, backups);
        return new SqliteDb(file);
    }

    /// Whether `e`, thrown by [#open(String, Path)], says that the data belongs to a newer program.
    public static boolean isNewerData(Throwable e) {
        return e instanceof Migrations.NewerDataException;
    }

    private Databases() {}
}
