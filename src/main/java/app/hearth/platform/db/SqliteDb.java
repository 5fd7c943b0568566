package app.hearth.platform.db;

import app.hearth.platform.work.Work;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// SQLite in WAL mode: one writer thread with group commit ([SqliteWriter]) and a small pool of reader threads. JNI never runs on a
/// virtual thread, where it would hold a carrier.
public final class SqliteDb implements Db {
    private static final int READERS = 4;

    private final Jdbi jdbi;
    private final SqliteWriter writer;
    private final Work readers = new Work("db-read", READERS, 20_000);
    private final BlockingQueue<Handle> idle = new LinkedBlockingQueue<>();
    private final ArrayDeque<Handle> all = new ArrayDeque<>();

    public SqliteDb(Path file) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(10_000);
        config.setCacheSize(-4_000); // KiB a connection: five of them share 2 GiB with everything else
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, "0");
        config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, Integer.toString(64 << 20));
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        jdbi = Jdbi.create(source);
        jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        writer = new SqliteWriter(jdbi);
    }

    @Override
    public <T> T read(Function<Handle, T> query) {
        return readers.call(() -> {
            var handle = idle.poll();
            if (handle == null) {
                handle = jdbi.open();
                synchronized (all) {
                    all.add(handle);
                }
            }
            try {
                return query.apply(handle);
            } finally {
                idle.add(handle);
            }
        });
    }

    @Override
    public <T> T transaction(Function<Handle, T> work) {
        return writer.call(work);
    }

    @Override
    public void carry(Cargo cargo) {
        writer.carry(cargo);
    }

    @Override
    public void cargoWaits() {
        writer.cargoWaits();
    }

    @Override
    public Engine engine() {
        return Engine.SQLITE;
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
        synchronized (all) {
            all.forEach(Handle::close);
        }
    }

    /// What the operator sees when the disk under SQLite is full.
    static boolean isDiskFull(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() == 13) {
                return true;
            }
        }
        return false;
    }
}
