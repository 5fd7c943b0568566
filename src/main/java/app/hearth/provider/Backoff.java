package app.hearth.provider;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// When to try again what failed before its first delta.
///
/// @param first the pause before the second try, which then doubles; give or take a half, so that many runs do not come back together
/// @param longest a pause that the upstream asks for and that is still waited for
record Backoff(int tries, Duration first, Duration longest) {
    static final Backoff USUAL = new Backoff(3, Duration.ofSeconds(1), Duration.ofSeconds(20));

    /// How long to wait after the given try failed; empty when there is no use in another.
    Optional<Duration> after(int attempt, HearthException failure) {
        if (attempt >= tries || !isPassing(failure.code())) {
            return Optional.empty();
        }
        var asked = failure.retryAfter();
        if (asked.isPresent()) {
            return asked.filter(wait -> wait.compareTo(longest) <= 0);
        }
        var pause = first.toNanos() << (attempt - 1);
        return Optional.of(
                Duration.ofNanos(pause / 2 + ThreadLocalRandom.current().nextLong(pause + 1)));
    }

    private static boolean isPassing(ErrorCode code) {
        return code == ErrorCode.PROVIDER_UNREACHABLE
                || code == ErrorCode.PROVIDER_LOST
                || code == ErrorCode.PROVIDER_RATE_LIMITED
                || code == ErrorCode.PROVIDER_FAILED
                || code == ErrorCode.PROVIDER_BUSY;
    }
}
