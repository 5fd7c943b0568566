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
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The front door: the route table over Javalin on Jetty, a virtual thread a request. Access, origin, size and error answers stand here
/// once.
public final class Server implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Server.class.getName());
    private static final String API_KEY_HEADER = "x-api-key";

    private final Javalin javalin;
    private final List<Route<?, ?>> routes;
    private final Authenticator authenticator;
    private final Cors cors;
    private final String cookie;

    /// @param port 0 for any free one
    public Server(String host, int port, List<Route<?, ?>> routes, Authenticator authenticator, Cors cors) {
        this.routes = routes;
        this.authenticator = authenticator;
        this.cors = cors;
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
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.routes.before(Server::headers);
        if (cors.isUsed()) {
            config.routes.before(cors::headers);
            config.routes.options("/*", cors::preflight);
        }
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

    private <I, O> void serve(Context context, Route<I, O> route) throws IOException {
        var credential = credential(context);
        var principal = credential.flatMap(authenticator::find);
        if (principal.isEmpty() && !(credential.orElse(null) instanceof Authenticator.Bearer)) {
            principal = authenticator.withoutCredential(
                    Optional.ofNullable(context.host()).orElse(""));
        }
        if (route.access() != Access.PUBLIC) {
            check(route, principal.orElseThrow(() -> new HearthException(ErrorCode.NOT_SIGNED_IN)));
        }
        if (route.method() != Route.Method.GET && !(credential.orElse(null) instanceof Authenticator.Bearer)) {
            checkOrigin(context);
        }
        context.header("Cache-Control", "no-store");
        var out = route.action().call(new Call(context, principal, cookie), body(context, route));
        if (out instanceof Reply reply) {
            send(context, reply);
        } else if (route.out() == Void.class) {
            context.status(204);
        } else {
            context.contentType("application/json").result(Json.write(out));
        }
    }

    /// A bearer token counts before the cookie: who sends one means it.
    private Optional<Authenticator.Credential> credential(Context context) {
        var header = context.header("Authorization");
        if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(new Authenticator.Bearer(header.substring(7).strip()));
        }
        var key = context.header(API_KEY_HEADER);
        if (key != null) {
            return Optional.of(new Authenticator.Bearer(key.strip()));
        }
        return Optional.ofNullable(context.cookie(cookie)).map(Authenticator.Cookie::new);
    }

    private static void check(Route<?, ?> route, Principal who) {
        if (!who.may(route.access())) {
            throw new HearthException(who.role() == Principal.Role.PENDING ? ErrorCode.ACCOUNT_PENDING : ErrorCode.FORBIDDEN);
        }
        if (!who.scopes().contains(route.scope())) {
            throw new HearthException(
                    ErrorCode.API_KEY_SCOPE, Map.of("scope", route.scope().id()));
        }
    }

    private static void send(Context context, Reply reply) throws IOException {
        var out = new Out(context.req(), context.res());
        try {
            reply.write(out);
        } catch (IOException | RuntimeException e) {
            if (!context.res().isCommitted()) {
                context.res().reset();
                headers(context);
                throw e;
            }
            LOG.log(Level.FINE, "a stream to a client ended early", e);
            out.abort(); // a cut answer must not look like a whole one
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

    private static <I> I body(Context context, Route<I, ?> route) {
        if (route.in() == Void.class) {
            return null;
        }
        try {
            var bytes = bytes(context, route.maxBody());
            if (route.in() == byte[].class) {
                return route.in().cast(bytes);
            }
            var body = Json.MAPPER.readValue(bytes, route.in());
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

    private static byte[] bytes(Context context, int most) throws IOException {
        if (context.req().getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        var bytes = context.req().getInputStream().readNBytes(most + 1);
        if (bytes.length > most) {
            throw tooLarge(most);
        }
        return bytes;
    }

    private static HearthException tooLarge(int most) {
        return new HearthException(ErrorCode.TOO_LARGE, Map.of("limit", Math.max(1, most / 1_000_000) + " MB"));
    }

    private static void answer(Context context, HearthException e) {
        e.retryAfter().ifPresent(wait -> context.header("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
        context.status(e.code().status());
        context.result(Json.write(Problem.of(e, Language.of(context.header("Accept-Language")))));
        context.contentType("application/problem+json");
    }

    /// What Javalin itself refuses before a route is reached.
    private static void refused(Context context, HttpResponseException e) {
        answer(context, new HearthException(e.getStatus() == 404 ? ErrorCode.NOT_FOUND : ErrorCode.BAD_REQUEST));
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
