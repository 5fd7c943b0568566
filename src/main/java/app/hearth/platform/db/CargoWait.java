package app.hearth.platform.db;

import java.time.Duration;

/// How long cargo may gather before it is committed. What was shown is on disk within a quarter second (law 2), commit included: on a
/// slow disk, or a busy machine, less time is left for gathering.
final class CargoWait {
    private static final long WHOLE = Duration.ofMillis(240).toNanos();
    private static final long SHORTEST = Duration.ofMillis(20).toNanos();
    private static final long LONGEST = Duration.ofMillis(Db.CARGO_MILLIS).toNanos();

    /// What a commit takes. It is believed to be slow at first: classes are loaded then, and connections are made.
    private volatile long commit = Duration.ofMillis(110).toNanos();

    long nanos() {
        return Math.clamp(WHOLE - 2 * commit, SHORTEST, LONGEST);
    }

    /// A commit with cargo took so long. One slow commit is believed at once, fast ones little by little.
    void took(long nanos) {
        commit = nanos > commit ? nanos : (commit * 7 + nanos) / 8;
    }
}
