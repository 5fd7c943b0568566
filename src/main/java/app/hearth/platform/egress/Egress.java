package app.hearth.platform.egress;

import app.hearth.platform.work.Lazy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// The only way out of the house: HTTP/1.1, blocking, no retries, no cookies, no proxy. Every name is resolved here, every address
/// checked, and the connection made to exactly what was checked; a redirect is a new check.
public final class Egress implements AutoCloseable {
    /// A connection has three of them for as long as a model speaks; the library's own are 32 kB each. What is read in larger pieces goes
    /// past them.
    private static final int BUFFER = 4 << 10;

    private final Ledger ledger;
    private final Watchdog watchdog = new Watchdog();
    // two pools, so that a socket opened to a private address for an admin's connection never serves anybody else's request
    private final Lazy<CloseableHttpClient> configured;
    private final Lazy<CloseableHttpClient> open;

    public Egress(EgressRules rules, Clock clock) {
        this(rules, NameResolver.system(), clock);
    }

    Egress(EgressRules rules, NameResolver names, Clock clock) {
        this.ledger = new Ledger(clock);
        this.configured = new Lazy<>(() -> client(new CheckedDns(names, rules, true)));
        this.open = new Lazy<>(() -> client(new CheckedDns(names, rules, false)));
    }

    /// Makes what the first call would wait for: reading the certificates that the system trusts takes a tenth of a second.
    public void warm() {
        configured.get();
    }

    /// A call that can be aborted from the start.
    public EgressCall call(EgressRequest request) {
        return new EgressCall(this, request);
    }

    /// Sends and waits for the answer's head.
    public EgressResponse send(EgressRequest request) throws EgressException {
        return call(request).send();
    }

    public Ledger ledger() {
        return ledger;
    }

    /// Ends all calls.
    @Override
    public void close() {
        watchdog.close();
        try {
            for (var client : List.of(configured, open)) {
                if (client.made().isPresent()) {
                    client.made().get().close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CloseableHttpClient client(boolean isConfigured) {
        return (isConfigured ? configured : open).get();
    }

    Watchdog watchdog() {
        return watchdog;
    }

    private static CloseableHttpClient client(CheckedDns dns) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(dns)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.copy(Http1Config.DEFAULT)
                                .setBufferSize(BUFFER)
                                .build())
                        .build())
                .setMaxConnPerRoute(4_000)
                .setMaxConnTotal(8_000)
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.ofSeconds(10))
                        .setSocketTimeout(Timeout.DISABLED) // the watchdog keeps the time
                        .setValidateAfterInactivity(TimeValue.of(500, TimeUnit.MILLISECONDS))
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .build())
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setProtocolUpgradeEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setRedirectsEnabled(false)
                        .setDefaultKeepAlive(30, TimeUnit.SECONDS)
                        .build())
                .setUserAgent("Hearth")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .evictIdleConnections(TimeValue.ofSeconds(30))
                .build();
    }
}
