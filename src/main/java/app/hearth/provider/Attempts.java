package app.hearth.provider;

import app.hearth.platform.error.ErrorCode;
import java.time.Duration;

/// Hears of tries that failed before the first delta and will be repeated.
@FunctionalInterface
public interface Attempts {
    Attempts IGNORED = (attempt, wait, code) -> {};

    /// @param attempt number of the try that comes, from 2
    /// @param wait until it comes
    void retrying(int attempt, Duration wait, ErrorCode code);
}
