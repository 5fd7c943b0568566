package app.hearth.platform.http;

import io.javalin.http.Context;

/// What every answer tells the browser about what it may do with the page.
final class Headers {
    /// Inline styles are allowed for diagrams: Mermaid lays out text by a style element of its own. Scripts never are.
    private static final String POLICY = String.join(
            "; ",
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'");

    static void set(Context context, Peer peer) {
        context.header("Content-Security-Policy", POLICY);
        context.header("X-Content-Type-Options", "nosniff");
        context.header("X-Frame-Options", "SAMEORIGIN");
        context.header("Referrer-Policy", "same-origin");
        context.header("Permissions-Policy", "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)");
        if (peer.secure() || peer.isLoopback()) {
            context.header("Cross-Origin-Opener-Policy", "same-origin"); // elsewhere browsers ignore it, with a warning each time
        }
        if (peer.secure()) {
            context.header("Strict-Transport-Security", "max-age=31536000");
        }
    }

    private Headers() {}
}
