package app.hearth.platform.http;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.id.Ids;
import app.hearth.platform.json.Json;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The front door: the route table over Javalin on Jetty, a virtual thread a request. Access, origin, size and error answers stand here
/// once.
public final class Server implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Server.class.getName());
    private static final String API_KEY_HEADER = "x-api-key";
    private static final int MOST_HEADERS = 32 * 1024;
    /// Connections that wait to be accepted; more at once are refused by the system.
    private static final int BACKLOG = 1_024;
    private static final String PEER = "peer";

    static {
        // left to find out, Jetty brings up the whole of JMX, a tenth of a second
        System.setProperty("org.eclipse.jetty.util.referencesPerCacheLine", "16");
    }

    private final Edge edge;
    private final List<Route<?, ?>> routes;
    private final Authenticator authenticator;
    private final Origins origins;
    private final Paths paths;
    private final Gate gate;
    private final LargeBodies large;
    private final Page page = new Page();
    private final Javalin javalin;

    public Server(Edge edge, List<Route<?, ?>> routes, Authenticator authenticator) {
        this(edge, routes, authenticator, System::nanoTime, Duration.ofSeconds(1), LargeBodies.ofHeap());
    }

    Server(Edge edge, List<Route<?, ?>> routes, Authenticator authenticator, LongSupplier nanos, Duration sweep, LargeBodies large) {
        this.large = large;
        this.edge = edge;
        this.routes = routes;
        this.authenticator = authenticator;
        this.origins = new Origins(edge);
        this.paths = new Paths(routes);
        this.gate = new Gate(edge.limits(), edge.trusted(), nanos, sweep);
        javalin = Javalin.create(this::configure);
        javalin.start();
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
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(MOST_HEADERS);
            http.setHeaderCacheSize(0); // a connection's own cache takes 96 KiB and most of what making one costs
        });
        config.jetty.modifyServer(server -> server.setErrorHandler(new EarlyErrors()));
        config.jetty.addConnector((server, http) -> {
            var connector = new ServerConnector(server, new HttpConnectionFactory(http));
            connector.setHost(edge.host());
            connector.setPort(edge.port());
            connector.setAcceptQueueSize(BACKLOG);
            connector.addBean(gate);
            return connector;
        });
        config.routes.before(this::begin);
        for (var route : routes) {
            config.routes.addHttpHandler(type(route.method()), route.path(), context -> serve(context, route));
            if (route.method() == Route.Method.GET) {
                config.routes.addHttpHandler(HandlerType.HEAD, route.path(), context -> serve(context, route));
            }
        }
        config.routes.get("/*", this::page);
        config.routes.head("/*", this::page);
        config.routes.options("/*", this::options);
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

    private void begin(Context context) {
        var peer = Peer.of(context.req(), edge.trusted());
        context.attribute(PEER, peer);
        Headers.set(context, peer);
        origins.allow(context);
    }

    private static Peer peer(Context context) {
        return context.attribute(PEER);
    }

    private <I, O> void serve(Context context, Route<I, O> route) throws IOException {
        var peer = peer(context);
        var cookie = cookie(peer);
        var credential = credential(context, cookie);
        var principal = credential.flatMap(authenticator::find);
        var byBearer = credential.orElse(null) instanceof Authenticator.Bearer;
        if (principal.isEmpty() && !byBearer) {
            principal = authenticator.withoutCredential(
                    Optional.ofNullable(context.host()).orElse(""));
        }
        if (route.access() != Access.PUBLIC) {
            check(route, principal.orElseThrow(() -> new HearthException(ErrorCode.NOT_SIGNED_IN)));
        }
        if (route.method() != Route.Method.GET && !byBearer) {
            origins.check(context, peer);
        }
        context.header("Cache-Control", "no-store");
        try (var share = large.share()) {
            var call = new Call(context, principal, cookie, peer, byBearer);
            var out = route.action().call(call, Bodies.read(context, route, share));
            if (out instanceof Reply reply) {
                send(context, reply);
            } else if (route.out() == Void.class) {
                context.status(204);
            } else {
                send(context, Reply.json(route.status(), out));
            }
        }
    }

    /// Two houses on one machine differ by their ports, which cookies do not see; `__Host-` keeps out what a sister domain sets, but needs
    /// TLS.
    private String cookie(Peer peer) {
        return peer.secure() ? "__Host-hearth" : "hearth_" + javalin.port();
    }

    /// A bearer token counts before the cookie: who sends one means it.
    private static Optional<Authenticator.Credential> credential(Context context, String cookie) {
        var header = context.header("Authorization");
        if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(new Authenticator.Bearer(header.substring(7).strip()));
        }
        var key = context.header(API_KEY_HEADER);
        if (key != null) {
            return Optional.of(new Authenticator.Bearer(key.strip()));
        }
        return Optional.ofNullable(context.cookie(cookie))
                .filter(secret -> !secret.isEmpty())
                .map(Authenticator.Cookie::new);
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

    private void send(Context context, Reply reply) throws IOException {
        var out = new Out(context.req(), context.res());
        try {
            reply.write(out);
        } catch (Out.HeadDone e) {
            LOG.log(Level.FINEST, "a HEAD has its answer", e);
            context.res().flushBuffer(); // before the end of an empty body would be told as its length
        } catch (IOException | RuntimeException e) {
            if (!context.res().isCommitted()) {
                context.res().reset();
                begin(context);
                throw e;
            }
            LOG.log(Level.FINE, "a stream to a client ended early", e);
            out.abort(); // a cut answer must not look like a whole one
        }
    }

    private void page(Context context) throws IOException {
        if (ErrorStyle.isApi(context.path()) || !paths.methods(context.path()).isEmpty() || !page.serve(context)) {
            throw noSuchRoute(context);
        }
    }

    /// What a path takes; to a listed website's browser also that it may ask.
    private void options(Context context) {
        var methods = paths.methods(context.path());
        if (methods.isEmpty() && ErrorStyle.isApi(context.path())) {
            throw noSuchRoute(context);
        }
        var allowed = methods.isEmpty() ? "GET, HEAD, OPTIONS" : methods;
        context.header("Allow", allowed);
        origins.allowAhead(context, allowed);
        context.status(204);
    }

    private HearthException noSuchRoute(Context context) {
        var methods = paths.methods(context.path());
        if (methods.isEmpty()) {
            return new HearthException(ErrorCode.NOT_FOUND);
        }
        context.header("Allow", methods);
        return new HearthException(
                ErrorCode.METHOD_NOT_ALLOWED, Map.of("method", context.req().getMethod()));
    }

    private static void answer(Context context, HearthException e) {
        Bodies.drain(context);
        var style = ErrorStyle.of(context.path());
        e.retryAfter().ifPresent(wait -> context.header("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
        context.header("Cache-Control", "no-store"); // browsers may keep a 404 or 405 by themselves
        context.status(e.code().status());
        context.result(Json.write(style.body(e, Language.of(context.header("Accept-Language")))));
        context.contentType(style.contentType());
    }

    /// What Javalin itself refuses before a route is reached.
    private void refused(Context context, HttpResponseException e) {
        var unknown = e.getStatus() == 404 || e.getStatus() == 405;
        answer(context, unknown ? noSuchRoute(context) : new HearthException(ErrorCode.BAD_REQUEST));
    }

    private static void broke(Context context, Exception e) {
        var request = Ids.next();
        LOG.log(Level.SEVERE, "request " + request + " to " + context.path() + " failed", e);
        answer(context, new HearthException(ErrorCode.INTERNAL, Map.of("request", request), e));
    }

    @Override
    public void close() {
        gate.close();
        javalin.stop();
    }
}
