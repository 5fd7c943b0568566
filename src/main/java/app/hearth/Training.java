package app.hearth;

import app.hearth.platform.config.Config;
import app.hearth.platform.egress.Egress;
import app.hearth.platform.egress.EgressException;
import app.hearth.platform.egress.EgressRequest;
import app.hearth.platform.egress.EgressRequest.Limits;
import app.hearth.platform.egress.EgressRules;
import app.hearth.platform.egress.Purpose;
import app.hearth.platform.id.Ids;
import app.hearth.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The training run of the start cache (JEP 514, with the method profiles of JEP 515): the house, on scratch data, asks itself what a page
/// asks first and chats with an upstream of its own, as pages and as programs do. The next start finds these classes loaded and linked, and
/// knows from its first request on which of their methods are worth compiling.
final class Training implements AutoCloseable {
    private static final Duration PAGES = Duration.ofSeconds(3);
    private static final Duration CHATS = Duration.ofSeconds(5);
    private static final int AT_ONCE = 16;

    private final Egress egress = new Egress(new EgressRules("127.0.0.0/8", true), Clock.systemUTC());
    private final TrainingUpstream upstream;
    private final URI house;
    private volatile String session = "";

    Training(Config config, int port) {
        upstream = new TrainingUpstream(config);
        house = URI.create("http://127.0.0.1:" + port);
    }

    void run() throws IOException {
        var account = Map.of("name", "Training", "email", "training@example.org", "password", "a password for a minute");
        ask("POST", "/api/auth/sign-up", Json.write(account));
        ask(
                "POST",
                "/api/admin/connections",
                Json.write(Map.of(
                        "provider", "openai", "baseUrl", upstream.address().toString(), "key", "training")));
        var end = System.nanoTime() + PAGES.toNanos();
        while (System.nanoTime() < end) {
            for (var path :
                    List.of("/health", "/", "/api/start", "/api/me", "/api/chats", "/api/picker", "/api/models", "/api/changes", "/none")) {
                ask("GET", path, "");
            }
        }
        chats();
        ask("POST", "/api/auth/sign-in", Json.write(account));
        ask("POST", "/api/auth/sign-out", "{}");
    }

    /// Many at once: what a house does under load is not what it does alone.
    private void chats() throws IOException {
        var end = System.nanoTime() + CHATS.toNanos();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < AT_ONCE; i++) {
            var isPage = i % 4 == 0;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    while (System.nanoTime() < end) {
                        if (isPage) {
                            chat();
                        } else {
                            relay();
                        }
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// As a program does.
    private void relay() throws IOException {
        var question = Map.of("role", "user", "content", "Say sixty words.");
        ask(
                "POST",
                "/api/chat/completions",
                Json.write(Map.of("model", TrainingUpstream.MODEL, "stream", true, "messages", List.of(question))));
    }

    /// As a page does.
    private void chat() throws IOException {
        var chat = Ids.next();
        var reply = Ids.next();
        var send = Map.of(
                "id",
                Ids.next(),
                "parts",
                List.of(Map.of("type", "text", "text", "Say sixty words. 说六十个词。")),
                "replies",
                List.of(Map.of("id", reply, "model", TrainingUpstream.MODEL)));
        ask("POST", "/api/chats/" + chat + "/messages", Json.write(send));
        ask("GET", "/api/events?run=" + reply + ":1-0", "");
        ask("GET", "/api/chats/" + chat + "/messages", "");
    }

    /// Whatever the answer is: a refusal is a way through the house as well.
    private void ask(String method, String path, String body) throws IOException {
        var headers = Map.of("Content-Type", "application/json", "Accept-Encoding", "gzip, br", "Cookie", session);
        var request = new EgressRequest(
                method,
                house.resolve(path),
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                Purpose.configured("training", house),
                Limits.SHORT);
        try (var answer = egress.send(request)) {
            answer.bytes();
            answer.header("set-cookie").ifPresent(cookie -> session = cookie.substring(0, cookie.indexOf(';')));
        } catch (EgressException e) {
            throw new IOException(method + " " + path, e);
        }
    }

    @Override
    public void close() {
        egress.close();
        upstream.close();
    }
}
