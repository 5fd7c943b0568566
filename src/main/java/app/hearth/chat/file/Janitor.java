package app.hearth.chat.file;

import app.hearth.platform.storage.Storage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Clears, once an hour, what nobody will come back for: uploads left for a day, and content that no file row names.
final class Janitor implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Janitor.class.getName());
    private static final Duration ABANDONED = Duration.ofDays(1);
    /// Content is put before its row is written; it is left alone for as long as that could ever take.
    private static final Duration ROW_TO_COME = Duration.ofHours(1);

    private static final int SLICE = 500;

    private final FileStore store;
    private final Storage storage;
    private final Clock clock;
    private final ScheduledExecutorService hourly = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("files-janitor").daemon().factory());

    Janitor(FileStore store, Storage storage, Clock clock) {
        this.store = store;
        this.storage = storage;
        this.clock = clock;
    }

    void start() {
        hourly.scheduleWithFixedDelay(this::round, 1, 60, TimeUnit.MINUTES);
    }

    private void round() {
        try {
            clear();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "clearing left-over files failed; the next round tries again", e);
        }
    }

    void clear() {
        var drafts = storage.drafts().ids(); // before the rows: a draft's row is older than the draft
        store.dropOld(clock.instant().minus(ABANDONED).toEpochMilli());
        for (int from = 0; from < drafts.size(); from += SLICE) {
            var slice = drafts.subList(from, Math.min(drafts.size(), from + SLICE));
            var open = store.openUploads(slice);
            slice.stream().filter(id -> !open.contains(id)).forEach(storage.drafts()::drop);
        }
        var before = clock.instant().minus(ROW_TO_COME);
        for (List<String> keys = storage.keys("", SLICE); !keys.isEmpty(); keys = storage.keys(keys.getLast(), SLICE)) {
            var used = store.usedHashes(keys);
            keys.stream().filter(key -> !used.contains(key)).forEach(key -> storage.delete(key, before));
        }
    }

    @Override
    public void close() {
        hourly.shutdownNow();
    }
}
