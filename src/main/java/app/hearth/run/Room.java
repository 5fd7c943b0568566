package app.hearth.run;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The heap that runs may take: what they say, what they were asked and what goes out. How long a chat's history is shows only when it is
/// read, after the run was let in; so a few prompts are made at a time, each when there is room for more, and the others wait.
final class Room {
    static final int AT_ONCE = 16;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final long budget;
    private final LongSupplier taken;
    private final Semaphore makers = new Semaphore(AT_ONCE, true);

    /// @param taken the bytes that all runs take now
    Room(long budget, LongSupplier taken) {
        this.budget = budget;
        this.taken = taken;
    }

    boolean isFree() {
        return taken.getAsLong() <= budget;
    }

    static HearthException full() {
        return new HearthException(ErrorCode.BUSY).retryAfter(RETRY_AFTER);
    }

    /// Makes the run's prompt when there is room for it. Empty when the run is to stop before; `BUSY` after a minute.
    Optional<Prompt.Made> make(LiveRun run, Supplier<Prompt.Made> prompt) {
        var until = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (run.stop() == LiveRun.Stop.NO) {
            if (enter()) {
                try {
                    if (awaitFree(run, until)) {
                        var made = prompt.get();
                        run.holdsPrompt(made.bytes());
                        return Optional.of(made);
                    }
                } finally {
                    makers.release();
                }
            } else if (System.nanoTime() > until) {
                throw full();
            }
        }
        return Optional.empty();
    }

    private boolean enter() {
        try {
            return makers.tryAcquire(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) { // nobody interrupts a run
            Thread.currentThread().interrupt();
            throw full();
        }
    }

    /// False when the run is to stop.
    private boolean awaitFree(LiveRun run, long until) {
        while (taken.getAsLong() - run.size() > budget) { // what it holds itself keeps only others out
            if (run.stop() != LiveRun.Stop.NO) {
                return false;
            }
            if (System.nanoTime() > until) {
                throw full();
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }
}
