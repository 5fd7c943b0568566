package app.hearth.run;

import app.hearth.chat.ChangeStore;
import app.hearth.chat.ChatStore;
import app.hearth.chat.FolderStore;
import app.hearth.platform.db.Db;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/// What has to be done from time to time: holding leases, ending what others lost, sweeping.
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Upkeep.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofMillis(500);

    private final RunStore store;
    private final RunLogStore log;
    private final LiveRuns live;
    private final Replies replies;
    private final Events events;
    private final Recovery recovery;
    private final ChatStore chats;
    private final FolderStore folders;
    private final ChangeStore changes;
    private final boolean isAlone;
    private final Clock clock;
    private final Thread thread;
    private volatile boolean closing;
    private boolean sweeping;

    Upkeep(
            RunStore store,
            RunLogStore log,
            LiveRuns live,
            Replies replies,
            Events events,
            Recovery recovery,
            ChatStore chats,
            FolderStore folders,
            ChangeStore changes,
            Db.Engine engine,
            Clock clock) {
        this.store = store;
        this.log = log;
        this.live = live;
        this.replies = replies;
        this.events = events;
        this.recovery = recovery;
        this.chats = chats;
        this.folders = folders;
        this.changes = changes;
        this.isAlone = engine == Db.Engine.SQLITE;
        this.clock = clock;
        thread = Thread.ofVirtual().name("run-upkeep").start(this::loop);
    }

    private void loop() {
        for (long second = 1; !closing; second++) {
            try {
                Thread.sleep(TICK);
                tick(second);
            } catch (InterruptedException e) {
                return; // closing
            } catch (RuntimeException e) { // the thread's top: the database may be away, the next tick tries again
                LOG.log(Level.WARNING, "upkeep failed", e);
            }
        }
    }

    private void tick(long second) {
        live.drop();
        replies.nextHeld();
        if (!isAlone) {
            obey();
        }
        if (second % 5 == 0) {
            events.checkBlocked();
            log.purge();
        }
        if (second % 10 == 0) {
            hold();
        }
        if (second % 15 == 0) {
            recovery.recover(
                    false,
                    run -> live.find(run).filter(one -> one.end().isEmpty()).isPresent());
        }
        if (second % 60 == 30) {
            sweeping = true;
        }
        if (sweeping) {
            sweep();
        }
    }

    /// Forgets what is old, a little a transaction, so that nobody waits long behind it, and for no longer than the leases can wait: what
    /// is left is for the next second.
    private void sweep() {
        var until = System.nanoTime() + SWEEP.toNanos();
        while (sweeping && !closing && System.nanoTime() < until) {
            var moreChanges = changes.purge(clock.millis());
            var moreFolders = folders.purge(clock.millis());
            sweeping = chats.purge(clock.millis()) || moreChanges || moreFolders;
        }
    }

    private List<LiveRun> own() {
        return live.all().stream()
                .filter(run -> !run.isTemporary() && run.end().isEmpty())
                .toList();
    }

    private void hold() {
        var own = own();
        if (!own.isEmpty()) {
            var made = new TreeMap<String, Integer>();
            own.forEach(run -> made.put(run.id(), run.epoch()));
            store.renew(made, clock.millis());
            obey();
        }
    }

    /// Stops runs that are this process's no longer, or that another process was asked to stop.
    private void obey() {
        var own = own();
        if (own.isEmpty()) {
            return;
        }
        var held = store.held();
        for (var run : own) {
            if (held.toCancel().contains(run.id())) {
                run.stop(LiveRun.Stop.CANCEL);
            } else if (!Integer.valueOf(run.epoch()).equals(held.runs().get(run.id()))) {
                run.stop(LiveRun.Stop.INTERRUPT);
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
