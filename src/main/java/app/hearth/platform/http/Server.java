package app.hearth.platform.http;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.id.Ids;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The front door: the route table over Javalin on Jetty, a virtual thread a request. Access, origin, size and error answers stand here
/// once.
public final class Server implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Server.class.getName());
    /// A body over this comes in pieces through uploads, since the usual nginx caps bodies at 1 MB.
    private static final int MAX_BODY = 1_000_000;

    private final Javalin javalin;
    private final List<Route<?, ?>> routes;
    private final Function<String, Optional<Principal>> sessions;
    private final String cookie;

    /// @param port 0 for any free one
    /// @param sessions finds the principal of a session secret
    public Server(String host, int port, List<Route<?, ?>> routes, Function<String, Optional<Principal>> sessions) {
        this.routes = routes;
        this.sessions = sessions;
        this.cookie = "hearth_" + port;
        javalin = Javalin.create(this::configure);
        javalin.start(host, port);
    }

    public int port() {
        return javalin.port();
    }

    private void configure(JavalinConfig config) {
        var threads = new QueuedThreadPool(64, 4);
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        config.jetty.threadPool = threads;
        config.startup.showJavalinBanner = false;
        config.http.maxRequestSize = MAX_BODY;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.routes.before(Server::headers);
        for (var route : routes) {
            config.routes.addHttpHandler(type(route.method()), route.path(), context -> serve(context, route));
        }
        var page = new Page();
        config.routes.get("/*", context -> {
            if (context.path().matches("/(api|v1)(/.*)?") || !page.serve(context)) {
                throw new HearthException(ErrorCode.NOT_FOUND);
            }
        });
        config.routes.error(404, context -> {
            if (context.resultInputStream() == null || !"application/problem+json".equals(context.contentType())) {
                answer(context, new HearthException(ErrorCode.NOT_FOUND));
            }
        });
        config.routes.exception(HearthException.class, (e, context) -> answer(context, e));
        config.routes.exception(HttpResponseException.class, (e, context) -> refused(context, e));
        config.routes.exception(Exception.class, (e, context) -> broke(context, e));
    }

    private static HandlerType type(Route.Method method) {
        return switch (method) {
            case GET -> HandlerType.GET;
            case POST -> HandlerType.POST;
            case PUT -> HandlerType.PUT;
            case PATCH -> HandlerType.PATCH;
            case DELETE -> HandlerType.DELETE;
        };
    }

    private static void headers(Context context) {
        context.header("X-Content-Type-Options", "nosniff");
        context.header("X-Frame-Options", "SAMEORIGIN");
        context.header("Referrer-Policy", "same-origin");
        context.header(
                "Content-Security-Policy",
                "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'");
    }

    private <I, O> void serve(Context context, Route<I, O> route) {
        var secret = Optional.ofNullable(context.cookie(cookie));
        var principal = secret.flatMap(sessions);
        if (route.access() != Access.PUBLIC) {
            var who = principal.orElseThrow(() -> new HearthException(ErrorCode.NOT_SIGNED_IN));
            if (!who.may(route.access())) {
                throw new HearthException(who.role() == Principal.Role.PENDING ? ErrorCode.ACCOUNT_PENDING : ErrorCode.FORBIDDEN);
            }
        }
        if (route.method() != Route.Method.GET) {
            checkOrigin(context);
        }
        context.header("Cache-Control", "no-store");
        var out = route.action().call(new Call(context, principal, cookie), body(context, route.in()));
        if (route.out() == Void.class) {
            context.status(204);
        } else {
            context.contentType("application/json").result(Json.write(out));
        }
    }

    /// Cookie-borne writes come from our own page: `Origin`, where the browser sends one, must name this host, and a plain form, which
    /// could
    /// come from anywhere, can send neither JSON nor `X-Hearth`.
    private static void checkOrigin(Context context) {
        var origin = context.header("Origin");
        var json = Optional.ofNullable(context.contentType()).orElse("").startsWith("application/json");
        if (!json && context.header("X-Hearth") == null) {
            throw new HearthException(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        if (origin != null && !isHost(origin, context.host())) {
            throw new HearthException(ErrorCode.WRONG_ORIGIN);
        }
    }

    private static boolean isHost(String origin, String host) {
        try {
            return URI.create(origin).getAuthority() != null
                    && URI.create(origin).getAuthority().equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false; // an Origin that is no address is nobody's
        }
    }

    private static <I> I body(Context context, Class<I> type) {
        if (type == Void.class) {
            return null;
        }
        try {
            var body = Json.MAPPER.readValue(context.bodyAsBytes(), type);
            if (body == null) {
                throw HearthException.invalid("body", "required");
            }
            return body;
        } catch (JsonMappingException e) {
            var field = e.getPath().isEmpty()
                    ? "body"
                    : String.valueOf(e.getPath().getFirst().getFieldName());
            throw HearthException.invalid(field, "wrong_type");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new HearthException(ErrorCode.BAD_JSON, Map.of("reason", at.getLineNr() + ":" + at.getColumnNr()), e);
        } catch (IOException e) {
            throw new HearthException(ErrorCode.BAD_REQUEST, Map.of(), e);
        }
    }

    private static void answer(Context context, HearthException e) {
        e.retryAfter().ifPresent(wait -> context.header("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
        context.status(e.code().status());
        context.result(Json.write(Problem.of(e, Language.of(context.header("Accept-Language")))));
        context.contentType("application/problem+json");
    }

    /// What Javalin itself refuses before a route is reached.
    private static void refused(Context context, HttpResponseException e) {
        answer(
                context,
                e.getStatus() == 413
                        ? new HearthException(ErrorCode.TOO_LARGE, Map.of("limit", "1 MB"))
                        : new HearthException(e.getStatus() == 404 ? ErrorCode.NOT_FOUND : ErrorCode.BAD_REQUEST));
    }

    private static void broke(Context context, Exception e) {
        var request = Ids.next();
        LOG.log(Level.SEVERE, "request " + request + " to " + context.path() + " failed", e);
        answer(context, new HearthException(ErrorCode.INTERNAL, Map.of("request", request), e));
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
