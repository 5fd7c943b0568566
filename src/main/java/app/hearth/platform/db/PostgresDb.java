package app.hearth.platform.db;

import app.hearth.platform.config.Database;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/// PostgreSQL behind a pool. The driver waits on sockets, so calls run on the caller's virtual thread; the cargo has a thread of its own.
public final class PostgresDb implements Db {
    private static final Logger LOG = Logger.getLogger(PostgresDb.class.getName());

    private final HikariDataSource source;
    private final Jdbi jdbi;
    private final List<Cargo> cargo = new CopyOnWriteArrayList<>();
    private final CargoWait cargoWait = new CargoWait();
    private final AtomicBoolean waits = new AtomicBoolean();
    private final Thread carrier;
    private volatile boolean closing;

    /// @param url `postgresql://user:password@host:port/database?options`, the form of `DATABASE_URL`
    public PostgresDb(String url) {
        source = new HikariDataSource(config(url));
        jdbi = Jdbi.create(source);
        jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        carrier = Thread.ofVirtual().name("db-cargo").start(this::carryOn);
    }

    static HikariConfig config(String url) {
        if (!(Database.of(url, Path.of("")) instanceof Database.Postgres(var address, var user, var password))) {
            throw new IllegalArgumentException("not PostgreSQL");
        }
        var config = new HikariConfig();
        config.setJdbcUrl(address);
        config.setUsername(user.isEmpty() ? null : user);
        config.setPassword(password.isEmpty() ? null : password);
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(15_000);
        config.setPoolName("db");
        return config;
    }

    @Override
    public <T> T read(Function<Handle, T> query) {
        return jdbi.withHandle(query::apply);
    }

    @Override
    public <T> T transaction(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (RuntimeException e) {
            throw Databases.isDiskFull(e) ? new HearthException(ErrorCode.STORAGE_FULL, Map.of(), e) : e;
        }
    }

    @Override
    public void carry(Cargo more) {
        cargo.add(more);
    }

    @Override
    public void cargoWaits() {
        if (waits.compareAndSet(false, true)) {
            LockSupport.unpark(carrier);
        }
    }

    private void carryOn() {
        while (!closing || waits.get()) {
            if (!waits.get()) {
                LockSupport.park();
                continue;
            }
            LockSupport.parkNanos(cargoWait.nanos());
            waits.set(false);
            var began = System.nanoTime();
            try {
                jdbi.useTransaction(handle -> cargo.forEach(part -> part.write(handle)));
                cargoWait.took(System.nanoTime() - began);
                cargo.forEach(part -> part.settled(true));
            } catch (RuntimeException e) { // the thread's top: the database may be away for a moment, the next batch tries again
                cargo.forEach(part -> part.settled(false));
                waits.set(true);
                LOG.log(Level.SEVERE, "the delta log could not be written", e);
            }
        }
    }

    @Override
    public Engine engine() {
        return Engine.POSTGRESQL;
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(carrier);
        try {
            carrier.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        source.close();
    }
}
