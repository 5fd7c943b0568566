package app.hearth.platform.http;

import app.hearth.Browser;
import app.hearth.platform.config.Config;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A server with routes of each kind in front of nobody's house, for the tests of the edge.
final class Doors implements AutoCloseable {
    record Body(String text, Integer number, List<String> list, ObjectNode object) {}

    record Seen(String address, boolean secure, String device) {}

    record Asked(String part, String query) {}

    private final Server server;

    Doors(Map<String, String> environment) {
        this(new Server(edge(environment), routes(), Doors::find));
    }

    Doors(Server server) {
        this.server = server;
    }

    static Edge edge(Map<String, String> environment) {
        var all = new HashMap<>(Map.of("PORT", "0", "HOST", "127.0.0.1"));
        all.putAll(environment);
        return Edge.of(new Config(all, Map.of()));
    }

    static Optional<Principal> find(Authenticator.Credential credential) {
        return switch (credential) {
            case Authenticator.Cookie(var secret)
            when secret.equals("good") -> Optional.of(Principal.ofSession("u", Principal.Role.USER, "s"));
            case Authenticator.Bearer(var token)
            when token.equals("good") -> Optional.of(Principal.ofSession("u", Principal.Role.USER, "s"));
            default -> Optional.empty();
        };
    }

    static List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/seen", Access.PUBLIC, Seen.class, call -> new Seen(call.address(), call.isSecure(), call.device())),
                Route.get("/api/member", Access.MEMBER, Seen.class, call -> new Seen("", false, "")),
                Route.get(
                        "/api/asked/{part}",
                        Access.PUBLIC,
                        Asked.class,
                        call -> new Asked(call.part("part"), call.query("q").orElse(""))),
                Route.get("/api/id/{id}", Access.PUBLIC, Asked.class, call -> new Asked(call.id("id"), "")),
                Route.post("/api/body", Access.PUBLIC, Body.class, Body.class, (call, body) -> body)
                        .maxBody(50_000),
                Route.post("/api/tree", Access.PUBLIC, JsonNode.class, JsonNode.class, (call, body) -> body),
                Route.put("/api/raw", Access.PUBLIC, byte[].class, Reply.class, (call, body) -> Reply.bytes(201, "text/plain", body)),
                Route.post("/api/cookie", Access.PUBLIC, call -> call.setSession("good", java.time.Duration.ofDays(1))),
                Route.post("/api/mine", Access.MEMBER, call -> {}),
                Route.get("/api/events", Access.PUBLIC, Reply.class, call -> out -> {
                    out.events();
                    out.body().write("data: {}\n\n".getBytes(StandardCharsets.UTF_8));
                }),
                Route.get("/api/breaks", Access.PUBLIC, Seen.class, call -> {
                    throw new IllegalStateException("on purpose");
                }),
                Route.get("/v1/models", Access.MEMBER, Seen.class, call -> null),
                Route.post("/v1/chat/completions", Access.MEMBER, Body.class, Body.class, (call, body) -> body),
                Route.post("/api/chat/completions", Access.MEMBER, Body.class, Body.class, (call, body) -> body),
                Route.get("/api/v1/auths/", Access.MEMBER, Seen.class, call -> null));
    }

    Browser browser() {
        return new Browser(server.port());
    }

    Server server() {
        return server;
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
