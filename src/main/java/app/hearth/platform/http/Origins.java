package app.hearth.platform.http;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import io.javalin.http.Context;
import java.util.Optional;

/// Which websites may talk to the house through a visitor's browser: its own page, and the ones listed in `CORS_ALLOW_ORIGIN`. The latter
/// never with the visitor's cookie: they are told `Access-Control-Allow-Origin`, but never `…-Credentials`.
final class Origins {
    private final Edge edge;

    Origins(Edge edge) {
        this.edge = edge;
    }

    /// Holds a write that may ride on a cookie to our own page. `Origin`, where the browser sends one, must name us (and where it sends
    /// only `Sec-Fetch-Site`, that must say so); and a plain form, which any website can send, can bear neither JSON nor `X-Hearth`.
    void check(Context context, Peer peer) {
        var json = Optional.ofNullable(context.contentType()).orElse("").startsWith("application/json");
        if (!json && context.header("X-Hearth") == null) {
            throw new HearthException(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        var origin = context.header("Origin");
        var site = context.header("Sec-Fetch-Site");
        var foreign = origin == null
                ? site != null && !site.equals("same-origin") && !site.equals("none")
                : !isOurs(origin, peer) && !isListed(origin);
        if (foreign) {
            throw new HearthException(ErrorCode.WRONG_ORIGIN);
        }
    }

    /// Host and port are compared, not the scheme: a proxy that ends TLS need not say so.
    private boolean isOurs(String origin, Peer peer) {
        var authority = Edge.origin(origin).map(Edge::authority);
        return authority.isPresent()
                && (authority.equals(edge.publicAuthority()) || authority.get().equals(withoutUsualPort(peer.authority())));
    }

    private static String withoutUsualPort(String authority) {
        return authority.replaceFirst(":(80|443)$", "");
    }

    private boolean isListed(String origin) {
        return Edge.origin(origin).filter(edge.cors()::contains).isPresent();
    }

    private boolean isAllowed(String origin) {
        return edge.cors().contains(Edge.ANYONE) || isListed(origin);
    }

    /// Tells a listed website's browser that it may read the answer.
    void allow(Context context) {
        var origin = context.header("Origin");
        if (!edge.cors().isEmpty()) {
            context.header("Vary", "Origin");
        }
        if (origin != null && isAllowed(origin)) {
            context.header("Access-Control-Allow-Origin", origin);
            context.header("Access-Control-Expose-Headers", "Retry-After");
        }
    }

    /// The same for the question that comes before a request.
    void allowAhead(Context context, String methods) {
        var origin = context.header("Origin");
        if (origin != null && isAllowed(origin) && context.header("Access-Control-Request-Method") != null) {
            context.header("Access-Control-Allow-Methods", methods);
            context.header(
                    "Access-Control-Allow-Headers", "authorization, content-type, x-api-key, x-hearth, anthropic-version, last-event-id");
            context.header("Access-Control-Max-Age", "600");
        }
    }
}
