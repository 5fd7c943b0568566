package app.hearth.platform.http;

import app.hearth.platform.egress.Cidr;
import app.hearth.platform.work.Every;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;

/// Counts connections and closes those of clients that keep one busy without need. Jetty's idle timeout alone does not: a byte every three
/// seconds is not idle.
final class Gate implements Connection.Listener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Gate.class.getName());
    static final Duration HEADERS = Duration.ofSeconds(15);
    static final Duration BODY_GRACE = Duration.ofSeconds(20);
    static final long BODY_BYTES_A_SECOND = 1_000;

    private final Edge.Limits limits;
    private final List<Cidr> trusted;
    private final LongSupplier nanos;
    private final Map<Connection, Watched> connections = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> addresses = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Every sweep;

    /// @param nanos a clock as `System.nanoTime`
    Gate(Edge.Limits limits, List<Cidr> trusted, LongSupplier nanos, Duration period) {
        this.limits = limits;
        this.trusted = trusted;
        this.nanos = nanos;
        this.sweep = new Every("connection-sweep", period, this::sweep);
    }

    private enum Phase {
        /// Between requests, or while one is being answered.
        QUIET,
        HEADERS,
        BODY
    }

    /// One connection as the sweeps saw it. Only the sweeping thread changes it.
    private static final class Watched {
        private final String address;
        private Phase phase = Phase.QUIET;
        private long message;
        private long bytesBefore;
        private long since;

        Watched(String address) {
            this.address = address;
        }
    }

    @Override
    public void onOpened(Connection connection) {
        var watched = new Watched(address(connection));
        connections.put(connection, watched);
        var all = count.incrementAndGet();
        var own = addresses.compute(watched.address, (address, counter) -> {
            var kept = counter == null ? new AtomicInteger() : counter;
            kept.incrementAndGet();
            return kept;
        });
        if (all > limits.connections() || own.get() > limits.perAddress() && !isExempt(watched.address)) {
            connection.getEndPoint().close();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        var watched = connections.remove(connection);
        if (watched != null) {
            count.decrementAndGet();
            addresses.computeIfPresent(watched.address, (address, counter) -> counter.decrementAndGet() == 0 ? null : counter);
        }
    }

    private static String address(Connection connection) {
        return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress peer && peer.getAddress() != null
                ? peer.getAddress().getHostAddress()
                : "";
    }

    /// Many clients stand behind loopback and a trusted proxy.
    private boolean isExempt(String address) {
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress() || Peer.isTrusted(address, trusted);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void sweep() {
        var now = nanos.getAsLong();
        connections.forEach((connection, watched) -> {
            if (connection instanceof HttpConnection http && isTooSlow(http, watched, now)) {
                LOG.fine(() -> "closed a connection of " + watched.address + " that was too slow in its " + watched.phase);
                http.getEndPoint().close();
            }
        });
    }

    private static boolean isTooSlow(HttpConnection http, Watched watched, long now) {
        var parser = http.getParser();
        var phase = phase(http, parser, watched);
        var message = http.getMessagesIn();
        if (phase != watched.phase || message != watched.message) {
            watched.phase = phase;
            watched.message = message;
            watched.since = now;
        }
        watched.bytesBefore = http.getBytesIn();
        var lasted = Duration.ofNanos(now - watched.since);
        return switch (phase) {
            case QUIET -> false;
            case HEADERS -> lasted.compareTo(HEADERS) > 0;
            case BODY -> lasted.compareTo(BODY_GRACE) > 0 && parser.getContentRead() < lasted.toSeconds() * BODY_BYTES_A_SECOND;
        };
    }

    private static Phase phase(HttpConnection http, HttpParser parser, Watched watched) {
        if (parser.inContentState()) {
            // a body of no bytes leaves the parser where it would begin
            return parser.getContentRead() == parser.getContentLength() ? Phase.QUIET : Phase.BODY;
        }
        // blank lines before a request leave the parser at its start; who only sends those does not finish either
        var blank = parser.isStart()
                && http.getMessagesIn() == watched.message
                && (watched.phase == Phase.HEADERS || http.getBytesIn() != watched.bytesBefore);
        return parser.inHeaderState() && !parser.isStart() || blank ? Phase.HEADERS : Phase.QUIET;
    }

    @Override
    public void close() {
        sweep.close();
    }
}
