package app.hearth.provider;

import app.hearth.platform.egress.EgressResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// When an upstream wants to be asked again: `retry-after-ms`, or `Retry-After` as seconds or as a date (RFC 9110, 10.2.3).
final class RetryAfter {
    private static final double MOST_SECONDS = 86_400 * 31;

    static Optional<Duration> of(EgressResponse answer, Clock clock) {
        var exact = answer.header("retry-after-ms").flatMap(ms -> seconds(ms, 1000));
        return exact.isPresent() ? exact : answer.header("retry-after").flatMap(value -> parse(value.strip(), clock));
    }

    private static Optional<Duration> parse(String value, Clock clock) {
        var seconds = seconds(value, 1);
        if (seconds.isPresent()) {
            return seconds;
        }
        try {
            var wait = Duration.between(clock.instant(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value)));
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty(); // nonsense: as if it said nothing
        }
    }

    private static Optional<Duration> seconds(String value, int unit) {
        if (!value.matches("\\d{1,12}(\\.\\d{1,9})?")) {
            return Optional.empty();
        }
        var seconds = Math.min(Double.parseDouble(value) / unit, MOST_SECONDS);
        return Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    private RetryAfter() {}
}
