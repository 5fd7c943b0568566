package app.hearth.run;

import app.hearth.chat.Message;
import java.time.Clock;
import java.util.Optional;
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
    void recover(boolean alone) {
        var ended = 0;
        for (var lost = store.lost(alone, clock.millis()); !lost.isEmpty(); lost = store.lost(alone, clock.millis())) {
            for (var run : lost) {
                var row = store.message(run);
                if (row.isPresent()) {
                    var parts = log.read(run, row.get().parts());
                    var cut = row.get()
                            .with(Message.State.INTERRUPTED, parts, row.get().stats(), Optional.empty(), false);
                    store.end(run.user(), new RunStore.Ending(cut, Optional.empty(), Optional.empty(), Optional.empty()), clock.millis());
                    ended++;
                }
            }
        }
        if (ended > 0) {
            LOG.log(Level.INFO, "{0} replies were interrupted; their text is kept", ended);
        }
    }
}
