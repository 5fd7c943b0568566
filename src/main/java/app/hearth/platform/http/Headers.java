package app.hearth.platform.http;

import io.javalin.http.Context;
import java.util.function.BiConsumer;

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

    /// What does not depend on how the client reached us.
    static void setAlways(BiConsumer<String, String> header) {
        header.accept("Content-Security-Policy", POLICY);
        header.accept("X-Content-Type-Options", "nosniff");
        header.accept("X-Frame-Options", "SAMEORIGIN");
        header.accept("Referrer-Policy", "same-origin");
        header.accept("Permissions-Policy", "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)");
    }

    static void set(Context context, Peer peer) {
        setAlways(context::header);
        if (peer.secure() || peer.isLoopback()) {
            context.header("Cross-Origin-Opener-Policy", "same-origin"); // elsewhere browsers ignore it, with a warning each time
        }
        if (peer.secure()) {
            context.header("Strict-Transport-Security", "max-age=31536000");
        }
    }

    private Headers() {}
}
