package app.hearth.platform.egress;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// What to ask.
///
/// @param body empty for none; not copied
/// @param follows whether a GET follows redirects, five at most; everything else answers them to the caller
public record EgressRequest(
        String method, URI uri, Map<String, String> headers, byte[] body, Purpose purpose, Limits limits, boolean follows) {
    /// @param firstByte from the call to the first byte of the answer, connecting included
    /// @param silence between two reads of the body
    /// @param total for everything
    /// @param maxBytes of the body
    public record Limits(Duration firstByte, Duration silence, Duration total, long maxBytes) {
        /// For short exchanges.
        public static final Limits SHORT = new Limits(Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(20), 16 << 20);
    }

    public EgressRequest {
        headers = Map.copyOf(headers);
    }

    public EgressRequest(String method, URI uri, Map<String, String> headers, byte[] body, Purpose purpose, Limits limits) {
        this(method, uri, headers, body, purpose, limits, method.equals("GET"));
    }

    /// The same, with redirects answered to the caller.
    public EgressRequest withoutRedirects() {
        return new EgressRequest(method, uri, headers, body, purpose, limits, false);
    }

    public static EgressRequest get(URI uri, Map<String, String> headers, Purpose purpose) {
        return new EgressRequest("GET", uri, headers, new byte[0], purpose, Limits.SHORT);
    }
}
