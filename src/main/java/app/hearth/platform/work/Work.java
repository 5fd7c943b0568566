package app.hearth.platform.work;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A small pool of named platform threads for what must not run on virtual ones: JNI and CPU work over 5 ms (SQLite, Argon2, Lucene,
/// image codecs). The caller, usually a virtual thread, waits. A full queue answers `busy` instead of growing.
public final class Work implements AutoCloseable {
    private final ThreadPoolExecutor threads;

    /// @param queue how many calls may wait for a thread before further ones are refused
    public Work(String name, int size, int queue) {
        threads = new ThreadPoolExecutor(
                size,
                size,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(queue),
                Thread.ofPlatform().name(name + "-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// Runs `task` on a thread of the pool and waits for it. Unchecked exceptions of the task come through as they are.
    public <T> T call(Callable<T> task) {
        try {
            return threads.submit(task).get();
        } catch (RejectedExecutionException e) {
            throw new HearthException(ErrorCode.BUSY, Map.of(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HearthException(ErrorCode.BUSY, Map.of(), e);
        } catch (ExecutionException e) {
            throw unwrap(e.getCause());
        }
    }

    private static RuntimeException unwrap(Throwable cause) {
        return switch (cause) {
            case HearthException own -> own; // immutable: the caller's stack adds nothing to it
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> new IllegalStateException(cause);
        };
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
