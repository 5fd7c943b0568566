package app.hearth.model;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/// A value read from the database or the disk and kept for a moment, so that the hot path asks memory. What reads equal stays the same
/// object. Thread-safe.
final class Remembered<T> {
    private final Supplier<T> source;
    private final Duration moment;
    private final Clock clock;

    private Kept<T> kept;
    private int forgotten;

    private record Kept<T>(T value, Instant at) {}

    Remembered(Supplier<T> source, Duration moment, Clock clock) {
        this.source = source;
        this.moment = moment;
        this.clock = clock;
    }

    T get() {
        int before;
        synchronized (this) {
            before = forgotten;
            if (kept != null && clock.instant().isBefore(kept.at().plus(moment))) {
                return kept.value();
            }
        }
        var at = clock.instant();
        var read = source.get(); // outside the lock: nobody waits for another's query
        synchronized (this) {
            var value = kept != null && kept.value().equals(read) ? kept.value() : read;
            if (before == forgotten) { // else this may be older than the write after which it was forgotten
                kept = new Kept<>(value, at);
            }
            return value;
        }
    }

    /// The next [#get()] reads anew.
    synchronized void forget() {
        forgotten++;
        kept = kept == null ? null : new Kept<>(kept.value(), Instant.MIN);
    }
}
