package app.hearth.run;

import app.hearth.chat.LiveReplies;
import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.platform.error.HearthException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The runs of this process: starts each on a thread of its own, stores its end and forgets it soon, for the row says all there is to say.
/// What has no row, a temporary run, is kept for a minute for those who come late.
final class LiveRuns implements LiveReplies {
    private static final Logger LOG = Logger.getLogger(LiveRuns.class.getName());
    private static final Duration KEPT = Duration.ofSeconds(60);
    /// For those who read the row just before its end and look here for what it says.
    private static final Duration KEPT_STORED = Duration.ofSeconds(2);
    private static final Duration STOP = Duration.ofSeconds(1);
    /// Waits between tries to store an end; the database may be away or the disk full for a while.
    private static final List<Duration> RETRIES =
            List.of(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10));

    private final Map<String, LiveRun> runs = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final RunStore store;
    private final RunLogStore log;
    private final Runner runner;
    private final Room room;
    private final Clock clock;
    private volatile BiConsumer<LiveRun, MessageRow> afterwards = (run, end) -> {};
    private volatile boolean closing;

    /// @param budget bytes of heap that all runs' texts and prompts may hold
    LiveRuns(RunStore store, RunLogStore log, Runner runner, long budget, Clock clock) {
        this.store = store;
        this.log = log;
        this.runner = runner;
        this.room = new Room(budget, this::size);
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

    /// Refuses new runs while the ones there hold all the heap that runs may, or the house closes. Those that have ended go first.
    void checkRoom() {
        if (!room.isFree()) {
            runs.values().removeIf(run -> run.end().isPresent());
        }
        if (!hasRoom()) {
            throw Room.full();
        }
    }

    boolean hasRoom() {
        return !closing && room.isFree();
    }

    private long size() {
        return runs.values().stream().mapToLong(LiveRun::size).sum();
    }

    /// Starts a run; false when one of this id is running already. An earlier epoch makes way even when it does not know of its end yet:
    /// its end is stored, or there would be no later one.
    boolean start(LiveRun run) {
        var standing = runs.compute(
                run.id(), (id, other) -> other == null || other.end().isPresent() || other.epoch() < run.epoch() ? run : other);
        if (standing != run) {
            return false;
        }
        if (!run.isTemporary()) {
            log.add(run);
        }
        if (closing) {
            run.stop(LiveRun.Stop.INTERRUPT);
        }
        var thread = Thread.ofVirtual().name("run-" + run.id()).unstarted(() -> make(run));
        threads.add(thread);
        thread.start();
        return true;
    }

    private void make(LiveRun run) {
        try {
            if (!isWanted(run)) {
                run.stop(LiveRun.Stop.CANCEL);
            }
            var ending = runner.run(run, room);
            var end = run.isTemporary() ? Optional.<MessageRow>empty() : stored(run, ending);
            log.remove(run);
            run.end(end.orElse(ending.row()));
            if (!closing) {
                afterwards.accept(run, end.orElse(ending.row()));
            }
        } catch (RuntimeException e) { // the thread's top
            LOG.log(e instanceof HearthException || closing ? Level.INFO : Level.WARNING, "after run " + run.id(), e);
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    /// False when it was stopped or deleted after it was stored and before it could be found here.
    private boolean isWanted(LiveRun run) {
        try {
            return run.isTemporary() || store.isWanted(run.id(), run.epoch());
        } catch (RuntimeException e) { // the database may be away; what that means shows when the prompt is made
            LOG.log(Level.FINE, "run " + run.id(), e);
            return true;
        }
    }

    /// The message as it is stored then; empty when that can't be done.
    private Optional<MessageRow> stored(LiveRun run, RunStore.Ending ending) {
        for (int attempt = 0; ; attempt++) {
            try {
                return store.end(run.who().user(), ending, clock.millis()).or(() -> Optional.of(deleted(ending.row())));
            } catch (RuntimeException e) { // whatever the database has: the lease runs out, and recovery keeps what the log holds
                if (attempt == RETRIES.size() || closing && attempt > 0) {
                    LOG.log(Level.SEVERE, "the end of run " + run.id() + " could not be stored", e);
                    return Optional.empty();
                }
                pause(RETRIES.get(attempt));
            }
        }
    }

    /// Only those who watch still see it end.
    private static MessageRow deleted(MessageRow row) {
        return row.with(Message.State.CANCELLED, row.parts(), row.stats(), Optional.empty(), false);
    }

    private static void pause(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<Snapshot> now(MessageRow stored) {
        return stored.isRunning()
                ? find(stored.id()).filter(run -> run.epoch() >= stored.epoch()).map(LiveRun::now)
                : Optional.empty();
    }

    @Override
    public void stop(String user, Collection<String> replies) {
        if (replies.isEmpty()) {
            return;
        }
        store.requestCancel(user, replies); // for those about to start, and those that another process makes
        var stopped = replies.stream().map(runs::get).filter(run -> run != null).toList();
        stopped.forEach(run -> run.stop(LiveRun.Stop.CANCEL));
        var until = System.nanoTime() + STOP.toNanos();
        stopped.forEach(run -> run.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
    }

    /// Forgets runs that ended a while ago.
    void drop() {
        runs.values().removeIf(run -> run.endedBefore(run.isTemporary() ? KEPT : KEPT_STORED));
    }

    /// Stops all runs as interrupted, with all their text, and waits for their ends.
    void interruptAll(Duration most) {
        closing = true;
        runs.values().forEach(run -> run.stop(LiveRun.Stop.INTERRUPT));
        var until = System.nanoTime() + most.toNanos();
        runs.values().forEach(run -> run.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
    }

    /// Waits until nothing of a run uses the database any more.
    void join(Duration most) {
        var until = System.nanoTime() + most.toNanos();
        try {
            for (var thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
