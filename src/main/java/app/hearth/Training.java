package app.hearth;

import app.hearth.platform.egress.Egress;
import app.hearth.platform.egress.EgressException;
import app.hearth.platform.egress.EgressRequest;
import app.hearth.platform.egress.EgressRequest.Limits;
import app.hearth.platform.egress.EgressRules;
import app.hearth.platform.egress.Purpose;
import app.hearth.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/// The training run of the start cache (JEP 514): the house, on scratch data, asks itself what a page asks first, so that the next start
/// finds these classes loaded and linked, and knows which of their methods are hot.
final class Training implements AutoCloseable {
    private static final long NANOS = Duration.ofSeconds(3).toNanos();

    private final Egress egress = new Egress(new EgressRules("127.0.0.0/8", true), Clock.systemUTC());
    private final URI house;
    private String session = "";

    Training(int port) {
        house = URI.create("http://127.0.0.1:" + port);
    }

    void run() throws IOException {
        var account = Map.of("name", "Training", "email", "training@example.org", "password", "a password for a minute");
        ask("POST", "/api/auth/sign-up", Json.write(account));
        var end = System.nanoTime() + NANOS;
        while (System.nanoTime() < end) {
            for (var path :
                    new String[] {"/health", "/", "/api/start", "/api/me", "/api/chats", "/api/picker", "/api/changes", "/nothing"}) {
                ask("GET", path, "");
            }
        }
        ask("POST", "/api/auth/sign-in", Json.write(account));
        ask("POST", "/api/auth/sign-out", "{}");
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
    }
}
