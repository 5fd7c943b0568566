package app.hearth.run;

import app.hearth.chat.LiveReplies;
import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The runs of this process: starts each on a thread of its own, stores its end, and keeps it for a minute for those who come late.
final class LiveRuns implements LiveReplies {
    private static final Logger LOG = Logger.getLogger(LiveRuns.class.getName());
    private static final long BUDGET = 96L << 20;
    private static final Duration KEPT = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(1);
    /// Waits between tries to store an end; the database may be away or the disk full for a while.
    private static final List<Duration> RETRIES =
            List.of(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10));

    private final Map<String, LiveRun> runs = new ConcurrentHashMap<>();
    private final RunStore store;
    private final RunLogStore log;
    private final Runner runner;
    private final Clock clock;
    private volatile BiConsumer<LiveRun, MessageRow> afterwards = (run, end) -> {};
    private volatile boolean closing;

    LiveRuns(RunStore store, RunLogStore log, Runner runner, Clock clock) {
        this.store = store;
        this.log = log;
        this.runner = runner;
        this.clock = clock;
    }

    /// Called on the run's thread when its end is stored.
    void afterwards(BiConsumer<LiveRun, MessageRow> listener) {
        afterwards = listener;
    }

    Optional<LiveRun> find(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    Collection<LiveRun> all() {
        return runs.values();
    }

    /// Refuses new runs while the ones there are hold all the heap that runs may, or the house closes.
    void checkRoom() {
        if (closing || runs.values().stream().mapToLong(LiveRun::size).sum() > BUDGET) {
            throw new HearthException(ErrorCode.BUSY).retryAfter(Duration.ofSeconds(5));
        }
    }

    /// Starts a run; false when one of this id is running already.
    boolean start(LiveRun run) {
        var other = runs.putIfAbsent(run.id(), run);
        if (other != null) {
            if (other.end().isEmpty()) {
                return false;
            }
            runs.put(run.id(), run);
        }
        if (!run.isTemporary()) {
            log.add(run);
        }
        if (closing) {
            run.stop(LiveRun.Stop.INTERRUPT);
        }
        Thread.ofVirtual().name("run-" + run.id()).start(() -> make(run));
        return true;
    }

    private void make(LiveRun run) {
        var ending = runner.run(run);
        var end = run.isTemporary() ? ending.row() : stored(run, ending);
        log.remove(run);
        run.end(end);
        try {
            afterwards.accept(run, end);
        } catch (HearthException e) {
            LOG.log(Level.INFO, "after run " + run.id(), e);
        } catch (RuntimeException e) { // the thread's top
            LOG.log(Level.WARNING, "after run " + run.id(), e);
        }
    }

    private MessageRow stored(LiveRun run, RunStore.Ending ending) {
        for (int attempt = 0; ; attempt++) {
            try {
                return store.end(run.who().user(), ending, clock.millis())
                        // deleted meanwhile: only those who watch still see it end
                        .orElseGet(() -> ending.row()
                                .with(
                                        Message.State.CANCELLED,
                                        ending.row().parts(),
                                        ending.row().stats(),
                                        Optional.empty(),
                                        false));
            } catch (RuntimeException e) { // whatever the database has: the lease runs out, and recovery keeps what the log holds
                if (attempt == RETRIES.size() || closing && attempt > 0) {
                    LOG.log(Level.SEVERE, "the end of run " + run.id() + " could not be stored", e);
                    return ending.row();
                }
                pause(RETRIES.get(attempt));
            }
        }
    }

    private static void pause(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<Snapshot> now(String reply) {
        return find(reply).map(LiveRun::now);
    }

    @Override
    public void stop(Collection<String> replies) {
        var stopped = replies.stream().map(runs::get).filter(run -> run != null).toList();
        stopped.forEach(run -> run.stop(LiveRun.Stop.CANCEL));
        var until = System.nanoTime() + STOP.toNanos();
        stopped.forEach(run -> run.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
    }

    /// Forgets runs that ended a minute ago.
    void drop() {
        runs.values().removeIf(run -> run.endedBefore(KEPT));
    }

    /// Stops all runs as interrupted, with all their text, and waits for their ends.
    void close(Duration most) {
        closing = true;
        runs.values().forEach(run -> run.stop(LiveRun.Stop.INTERRUPT));
        var until = System.nanoTime() + most.toNanos();
        runs.values().forEach(run -> run.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
    }
}
