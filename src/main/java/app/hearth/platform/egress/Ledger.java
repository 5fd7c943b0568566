package app.hearth.platform.egress;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// Which hosts the house talked with since it started. Thread-safe; keeps the 1,000 most recent.
public final class Ledger {
    private static final int MOST = 1_000;

    /// @param host `name:port`
    /// @param refused how many tries were stopped before a connection
    public record Host(String host, String purpose, long requests, long refused, long lastUsedAt) {}

    private record Key(String host, String purpose) {}

    private final ConcurrentHashMap<Key, Host> hosts = new ConcurrentHashMap<>();
    private final Clock clock;

    public Ledger(Clock clock) {
        this.clock = clock;
    }

    /// Notes a use; also called for infrastructure that has its own sockets, such as the database.
    public void used(String host, String purpose) {
        note(host, purpose, 1, 0);
    }

    void refused(String host, String purpose) {
        note(host, purpose, 0, 1);
    }

    /// Most recent first.
    public List<Host> hosts() {
        return hosts.values().stream()
                .sorted(Comparator.comparingLong(Host::lastUsedAt)
                        .reversed()
                        .thenComparing(Host::host)
                        .thenComparing(Host::purpose))
                .toList();
    }

    private void note(String host, String purpose, int used, int refused) {
        var now = clock.millis();
        hosts.merge(
                new Key(host, purpose),
                new Host(host, purpose, used, refused, now),
                (old, more) -> new Host(host, purpose, old.requests() + used, old.refused() + refused, now));
        if (hosts.size() > MOST) {
            hosts.values().stream()
                    .min(Comparator.comparingLong(Host::lastUsedAt))
                    .ifPresent(oldest -> hosts.remove(new Key(oldest.host(), oldest.purpose())));
        }
    }
}
