package app.hearth.platform.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;

/// The page's files, built into the jar below `static/`, each beside its brotli and gzip form. Hashed assets may be cached for ever.
final class Page {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "webmanifest", "application/manifest+json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8");

    /// Answers the file that the path names. False when there is none.
    boolean serve(Context context) throws IOException {
        var path = context.path().equals("/") ? "/index.html" : context.path();
        var type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || path.contains("..")) {
            return false;
        }
        var accepted = context.header("Accept-Encoding") == null ? "" : context.header("Accept-Encoding");
        for (var coding : new String[] {"br", "gzip", ""}) {
            var ending = coding.equals("gzip") ? ".gz" : coding.isEmpty() ? "" : ".br";
            var file = accepted.contains(coding) ? Page.class.getResourceAsStream("/static" + path + ending) : null;
            if (file == null) {
                continue;
            }
            try (file) {
                var hashed = path.startsWith("/_app/immutable/") || path.startsWith("/boot.");
                context.header("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
                context.header("Vary", "Accept-Encoding");
                if (!coding.isEmpty()) {
                    context.header("Content-Encoding", coding);
                }
                context.contentType(type);
                context.result(file.readAllBytes());
                return true;
            }
        }
        return false;
    }
}
