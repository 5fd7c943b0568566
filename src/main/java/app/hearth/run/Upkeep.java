package app.hearth.run;

import app.hearth.chat.ChangeStore;
import app.hearth.chat.ChatStore;
import java.time.Clock;
import java.time.Duration;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/// What has to be done from time to time: holding leases, ending what others lost, sweeping.
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Upkeep.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);

    private final RunStore store;
    private final RunLogStore log;
    private final LiveRuns live;
    private final Events events;
    private final Recovery recovery;
    private final ChatStore chats;
    private final ChangeStore changes;
    private final Clock clock;
    private final Thread thread;
    private volatile boolean closing;

    Upkeep(
            RunStore store,
            RunLogStore log,
            LiveRuns live,
            Events events,
            Recovery recovery,
            ChatStore chats,
            ChangeStore changes,
            Clock clock) {
        this.store = store;
        this.log = log;
        this.live = live;
        this.events = events;
        this.recovery = recovery;
        this.chats = chats;
        this.changes = changes;
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
        if (second % 3_600 == 60) {
            changes.purge(clock.millis());
            while (chats.purge(clock.millis())) {
                // a few chats a transaction, so that nobody waits long behind it
            }
        }
    }

    /// Renews the leases. A run that is this process's no longer, or whose cancel another process was asked for, is stopped here.
    private void hold() {
        var own = live.all().stream()
                .filter(run -> !run.isTemporary() && run.end().isEmpty())
                .toList();
        if (own.isEmpty()) {
            return;
        }
        var made = new TreeMap<String, Integer>();
        own.forEach(run -> made.put(run.id(), run.epoch()));
        var held = store.renew(made, clock.millis());
        for (var run : own) {
            if (held.toCancel().contains(run.id())) {
                run.stop(LiveRun.Stop.CANCEL);
            } else if (!held.runs().contains(run.id())) {
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
