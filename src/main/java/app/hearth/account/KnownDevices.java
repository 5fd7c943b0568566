package app.hearth.account;

import app.hearth.platform.http.Call;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Remembers in a browser that somebody signed in to an account there: a signed cookie that lets nobody in, but keeps its owner out of
/// the way of limits that others can exhaust ([Attempts]). A copied one buys five guesses.
final class KnownDevices {
    private static final String COOKIE = "-known";
    private static final Duration LIFE = Duration.ofDays(400); // the longest that browsers keep a cookie

    private final Signer signer;
    private final Clock clock;

    KnownDevices(Signer signer, Clock clock) {
        this.signer = signer;
        this.clock = clock;
    }

    /// The browser's mark, when it bears one for this e-mail.
    Optional<String> mark(Call call, String email) {
        var parts = call.cookie(COOKIE).orElse("").split("\\.");
        if (parts.length != 3 || !parts[1].matches("[0-9]{1,15}") || Long.parseLong(parts[1]) <= clock.millis()) {
            return Optional.empty();
        }
        var fits = signer.isSigned(parts[2], "known device", email, parts[0], parts[1]);
        return fits ? Optional.of(parts[0]) : Optional.empty();
    }

    void remember(Call call, String email) {
        if (mark(call, email).isEmpty()) {
            var mark = Secrets.next();
            var expires = Long.toString(clock.millis() + LIFE.toMillis());
            call.setCookie(COOKIE, mark + "." + expires + "." + signer.sign("known device", email, mark, expires), LIFE);
        }
    }
}
