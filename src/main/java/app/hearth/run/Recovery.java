package app.hearth.run;

import app.hearth.chat.Message;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Ends the runs whose process is gone: marked as interrupted, with all the text that the log holds. None is taken up again unasked.
final class Recovery {
    private static final Logger LOG = Logger.getLogger(Recovery.class.getName());

    private final RunStore store;
    private final RunLogStore log;
    private final Clock clock;

    Recovery(RunStore store, RunLogStore log, Clock clock) {
        this.store = store;
        this.log = log;
        this.clock = clock;
    }

    /// @param alone no other process uses this database: runs that are not this one's are lost, whatever their lease says
    /// @param alive a run that this process makes, whose lease ran out while the machine slept
    void recover(boolean alone, Predicate<String> alive) {
        var ended = 0;
        for (int before = -1; before < ended; ) {
            before = ended;
            var lost = store.lost(alone, clock.millis()).stream()
                    .filter(run -> !alive.test(run.run()))
                    .toList();
            if (!lost.isEmpty()) {
                var frames = log.read(lost);
                for (var run : lost) {
                    ended += end(run, frames.getOrDefault(run.run(), ""));
                }
            }
        }
        if (ended > 0) {
            LOG.log(Level.INFO, "{0} replies were interrupted; their text is kept", ended);
        }
    }

    private int end(RunStore.Lost run, String frames) {
        var row = store.message(run);
        if (row.isEmpty() || row.get().epoch() != run.epoch()) { // deleted, or ended and begun anew by another process since
            return 0;
        }
        var said = new Said(row.get().parts());
        said.addFrames(frames);
        var cut = row.get()
                .with(Message.State.INTERRUPTED, said.parts(), row.get().stats(), Optional.empty(), false);
        store.end(run.user(), new RunStore.Ending(cut, Optional.empty(), Optional.empty(), Optional.empty()), clock.millis());
        return 1;
    }
}
