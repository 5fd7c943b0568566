package app.hearth.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A real server on loopback that plays an upstream: what a test laid down for a path is answered.
final class Upstream implements AutoCloseable {
    /// @param key what came as `Authorization`
    record Asked(String method, String path, Optional<String> key, Optional<String> team, String body) {}

    private record Laid(int status, String body) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final CountDownLatch left = new CountDownLatch(1);
    private final Map<String, Laid> answers = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final HttpServer server;

    Upstream() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// An OpenAI-compatible one with these models below `/v1`.
    Upstream models(String... ids) {
        var data = List.of(ids).stream()
                .map(id -> "{\"id\":\"" + id + "\",\"object\":\"model\"}")
                .toList();
        return on("GET /v1/models", 200, "{\"object\":\"list\",\"data\":[" + String.join(",", data) + "]}");
    }

    Upstream on(String request, int status, String body) {
        answers.put(request, new Laid(status, body));
        return this;
    }

    /// Takes the request and is silent.
    Upstream never(String request) {
        return on(request, 0, "");
    }

    /// Says the lines, then one every few milliseconds until the client leaves.
    Upstream endless(String request, String lines) {
        return on(request, -1, lines);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Team")),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            var laid = answers.getOrDefault(request, new Laid(404, "{\"error\":\"nothing laid down for " + request + "\"}"));
            if (laid.status() == 0) {
                isOverAfter(Long.MAX_VALUE);
            } else if (laid.status() < 0) {
                exchange.sendResponseHeaders(200, 0);
                endless(exchange.getResponseBody(), laid.body());
            } else {
                var bytes = laid.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(laid.status(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private void endless(OutputStream out, String lines) {
        try {
            out.write(lines.getBytes(StandardCharsets.UTF_8));
            out.flush();
            while (!isOverAfter(5)) {
                out.write(lines.substring(lines.lastIndexOf('\n', lines.length() - 2) + 1)
                        .getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            left.countDown();
        }
    }

    /// True when the test is over.
    private boolean isOverAfter(long millis) {
        try {
            return over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
    }
}
