package app.hearth.platform.egress;

import app.hearth.platform.text.Authority;
import java.net.URI;
import java.util.Locale;

/// Why the house goes out, and how far it may: shown in the [Ledger].
///
/// @param name such as `model` or `pull`
/// @param origin of the connection that an admin configured (`https://example.com:443`), for which private addresses are fine; empty
///     when a user, a model or a document named the address
public record Purpose(String name, String origin) {
    /// An address that an admin configured: private networks allowed for exactly this scheme, host and port.
    public static Purpose configured(String name, URI base) {
        return new Purpose(name, origin(base));
    }

    /// An address named by anybody else.
    public static Purpose open(String name) {
        return new Purpose(name, "");
    }

    boolean configures(URI uri) {
        return !origin.isEmpty() && origin.equals(origin(uri));
    }

    static String origin(URI uri) {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        var host = Authority.host(uri).toLowerCase(Locale.ROOT);
        return scheme + "://" + host + ":" + port(uri);
    }

    static int port(URI uri) {
        var port = Authority.of(uri).map(Authority::port).orElse(-1);
        return port >= 0 ? port : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
