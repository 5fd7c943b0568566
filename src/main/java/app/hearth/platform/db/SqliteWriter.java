package app.hearth.platform.db;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The one writer of a SQLite house. Calls that wait are committed together, each behind its savepoint; waiting deltas (the cargo) ride
/// along or, when nothing else is written, are committed alone within [Db#CARGO_MILLIS].
final class SqliteWriter {
    private static final Logger LOG = Logger.getLogger(SqliteWriter.class.getName());
    /// A transaction takes no further calls after this, so that none waits long behind others.
    private static final long BATCH_NANOS = 10_000_000;

    private record Call(Function<Handle, ?> work, CompletableFuture<Object> done) {}

    private record Outcome(Call call, Object result, Throwable failure) {}

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition wake = lock.newCondition();
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private final List<Db.Cargo> cargo = new CopyOnWriteArrayList<>();
    private final CargoWait cargoWait = new CargoWait();
    private long cargoSince; // nanoTime | 1 when something waits, else 0
    private boolean closing;
    private final Handle handle;
    private final Thread thread;

    SqliteWriter(Jdbi jdbi) {
        handle = jdbi.open();
        thread = Thread.ofPlatform().name("db-write").daemon().start(this::loop);
    }

    @SuppressWarnings("unchecked")
    <T> T call(Function<Handle, T> work) {
        var call = new Call(work, new CompletableFuture<>());
        lock.lock();
        try {
            if (closing) {
                throw new HearthException(ErrorCode.BUSY);
            }
            calls.add(call);
            wake.signal();
        } finally {
            lock.unlock();
        }
        try {
            return (T) call.done.join();
        } catch (CompletionException e) {
            if (SqliteDb.isDiskFull(e)) {
                throw new HearthException(ErrorCode.STORAGE_FULL, Map.of(), e.getCause());
            }
            throw e.getCause() instanceof RuntimeException unchecked ? unchecked : e;
        }
    }

    void carry(Db.Cargo more) {
        cargo.add(more);
    }

    void cargoWaits() {
        lock.lock();
        try {
            if (cargoSince == 0) {
                cargoSince = System.nanoTime() | 1;
                wake.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        while (await()) {
            commit();
        }
        handle.close();
    }

    /// Waits until a call is there or the cargo is due. False when the writer is closed and everything is written.
    private boolean await() {
        lock.lock();
        try {
            while (calls.isEmpty()) {
                if (closing) {
                    return cargoSince != 0;
                }
                if (cargoSince == 0) {
                    wake.awaitUninterruptibly();
                } else {
                    var left = cargoSince + cargoWait.nanos() - System.nanoTime();
                    if (left <= 0) {
                        return true;
                    }
                    wake.awaitNanos(left);
                }
            }
            return true;
        } catch (InterruptedException e) {
            return true; // nobody interrupts this thread; if somebody does, the next round waits again
        } finally {
            lock.unlock();
        }
    }

    private void commit() {
        var taken = new ArrayList<Call>();
        var outcomes = new ArrayList<Outcome>();
        var began = System.nanoTime();
        try {
            handle.execute("begin immediate");
            var started = System.nanoTime();
            for (var call = next(); call != null; call = System.nanoTime() - started < BATCH_NANOS ? next() : null) {
                taken.add(call);
                outcomes.add(run(call));
            }
            unload();
            handle.execute("commit");
        } catch (Exception e) { // the writer's own thread: every caller of this batch is told, and the thread lives on
            rollback();
            cargo.forEach(part -> part.settled(false));
            LOG.log(Level.SEVERE, "a commit failed", e);
            for (int i = 0; i < taken.size(); i++) {
                var own = i < outcomes.size() ? outcomes.get(i).failure : null;
                taken.get(i).done.completeExceptionally(own == null ? e : own);
            }
            return;
        }
        cargoWait.took(System.nanoTime() - began);
        cargo.forEach(part -> part.settled(true));
        for (var outcome : outcomes) {
            if (outcome.failure == null) {
                outcome.call.done.complete(outcome.result);
            } else {
                outcome.call.done.completeExceptionally(outcome.failure);
            }
        }
    }

    private Call next() {
        lock.lock();
        try {
            return calls.poll();
        } finally {
            lock.unlock();
        }
    }

    private Outcome run(Call call) {
        handle.execute("savepoint call");
        try {
            var result = call.work.apply(handle);
            handle.execute("release call");
            return new Outcome(call, result, null);
        } catch (Throwable e) { // one caller's failure is his alone
            undo(e);
            return new Outcome(call, null, e);
        }
    }

    /// Takes back what one caller wrote. A full disk has taken the whole transaction back already: then all callers of the batch fail.
    private void undo(Throwable why) {
        try {
            handle.execute("rollback to call");
            handle.execute("release call");
        } catch (RuntimeException e) {
            why.addSuppressed(e);
            throw why instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(why);
        }
    }

    private void unload() {
        lock.lock();
        try {
            cargoSince = 0;
        } finally {
            lock.unlock();
        }
        for (var part : cargo) {
            part.write(handle);
        }
    }

    private void rollback() {
        try {
            handle.execute("rollback");
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "nothing to roll back", e);
        }
    }

    void close() {
        lock.lock();
        try {
            closing = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
