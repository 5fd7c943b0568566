package app.hearth.platform.http;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// Which other sites' pages may call the API. They bring a key of their own: cookies are never shared with them, so that `*` gives
/// nothing away.
public final class Cors {
    private static final String HEADERS = "Authorization, Content-Type, Accept, Last-Event-ID, x-api-key, X-Hearth";

    private final Set<String> origins;

    /// @param origins `*`, or origins with `;` between them, or nothing
    public Cors(String origins) {
        this.origins = Arrays.stream(origins.split(";"))
                .map(origin -> origin.strip().replaceFirst("/+$", ""))
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean isUsed() {
        return !origins.isEmpty();
    }

    void headers(Context context) {
        var origin = context.header("Origin");
        if (origins.contains("*")) {
            context.header("Access-Control-Allow-Origin", "*");
        } else {
            context.res().addHeader("Vary", "Origin");
            if (origin != null && origins.contains(origin)) {
                context.header("Access-Control-Allow-Origin", origin);
            }
        }
    }

    /// What a browser asks before it sends more than a form could.
    void preflight(Context context) {
        context.header("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
        context.header("Access-Control-Allow-Headers", HEADERS);
        context.header("Access-Control-Max-Age", "600");
        context.status(204);
    }
}
