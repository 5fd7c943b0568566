package app.hearth.compat.openai;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The answers that are being handed on: how many at once and for whom, so that one account's programs leave room for others, and which
/// of them end with what let their reader in.
public final class Relays {
    private static final Duration SOON = Duration.ofSeconds(2);

    private final int most;
    private final int mostOfOne;
    private final Map<Relay, Principal> running = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /// @param most at once in the whole house; one account may have two thirds of them
    public Relays(int most) {
        this.most = most;
        this.mostOfOne = Math.max(1, most * 2 / 3);
    }

    /// Counts one in until [#leave]. Throws `too_many_answers` when the account has all that it may, `too_many_requests` when the house
    /// has.
    synchronized void enter(Relay relay, Principal who) {
        if (counts.getOrDefault(who.user(), 0) >= mostOfOne) {
            throw new HearthException(ErrorCode.TOO_MANY_ANSWERS, Map.of("limit", Integer.toString(mostOfOne))).retryAfter(SOON);
        }
        if (running.size() >= most) {
            throw new HearthException(ErrorCode.TOO_MANY_REQUESTS).retryAfter(SOON);
        }
        running.put(relay, who);
        counts.merge(who.user(), 1, Integer::sum);
    }

    synchronized void leave(Relay relay) {
        var who = running.remove(relay);
        if (who != null) {
            counts.computeIfPresent(who.user(), (user, count) -> count == 1 ? null : count - 1);
        }
    }

    /// Whoever reads one now.
    public synchronized Set<Principal> readers() {
        return new HashSet<>(running.values());
    }

    /// Cuts off a principal's answers at once: those of one session or API key, or all of the user's.
    public void end(String user, Optional<String> session) {
        reading(user, session).forEach(Relay::cut);
    }

    private synchronized Set<Relay> reading(String user, Optional<String> session) {
        var found = new HashSet<Relay>();
        running.forEach((relay, who) -> {
            if (who.user().equals(user) && session.map(who.session()::equals).orElse(true)) {
                found.add(relay);
            }
        });
        return found;
    }
}
