package app.hearth.platform.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Turns a host's name or a literal address into addresses.
@FunctionalInterface
public interface NameResolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /// The system's. Look-ups are native calls that may hang, so they run on four threads of their own and are given up after ten seconds.
    static NameResolver system() {
        return new System(Executors.newFixedThreadPool(
                4, Thread.ofPlatform().daemon().name("dns-", 0).factory()));
    }

    /// @see #system()
    record System(ExecutorService threads) implements NameResolver {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        @Override
        public List<InetAddress> resolve(String host) throws UnknownHostException {
            var answer = threads.submit(() -> List.of(InetAddress.getAllByName(host)));
            try {
                return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw unknown(host, e.getCause());
            } catch (TimeoutException e) {
                answer.cancel(false);
                throw unknown(host, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unknown(host, e);
            }
        }

        private static UnknownHostException unknown(String host, Throwable cause) {
            var unknown = new UnknownHostException(host);
            unknown.initCause(cause);
            return unknown;
        }
    }
}
