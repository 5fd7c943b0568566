package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One person's browser, or one program with a key, in front of a running house: keeps its cookies, speaks JSON, reads event streams.
public final class Browser {
    public static final String PASSWORD = "a long enough one";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String origin;
    private final Map<String, String> headers;
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client;

    public Browser(House house) {
        this(house.port());
    }

    public Browser(int port) {
        this("http://127.0.0.1:" + port, Map.of());
    }

    private Browser(String origin, Map<String, String> headers) {
        this.origin = origin;
        this.headers = Map.copyOf(headers);
        var builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).cookieHandler(cookies);
        client = (origin.startsWith("https:") ? builder.sslContext(Credulous.context()) : builder).build();
    }

    /// At a house behind a proxy with a certificate of its own making.
    ///
    /// @param origin such as `https://127.0.0.1:8443`
    static Browser behind(String origin) {
        return new Browser(origin, Map.of());
    }

    /// Another browser at the same house, without cookies, that sends this header with each request.
    public Browser with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Browser(origin, more);
    }

    /// A program that shows this API key or token.
    public Browser bearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /// Another browser at the same house that nobody is signed in to.
    public Browser stranger() {
        return new Browser(origin, headers);
    }

    /// What came back, whole.
    public record Answer(int status, HttpHeaders headers, byte[] bytes) {
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return Json.parse(text());
        }

        public <T> T as(Class<T> type) {
            return Json.parse(text(), type);
        }

        /// A header's first value, or an empty text.
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /// Status and code of a problem document, as in `404 not_found`; of anything else the status alone.
        public String problem() {
            var json = header("Content-Type").contains("json") ? json() : Json.object();
            return (status + " " + json.path("code").asText()).strip();
        }

        /// This answer, once it is known to be a 2xx; a test that goes wrong before its point says why.
        public Answer ok() {
            assertThat(status).as(this::text).isBetween(200, 299);
            return this;
        }
    }

    /// Signs up with [#PASSWORD] and answers `Me`. The first to do so is the administrator.
    public JsonNode signUp(String email) {
        var name = email.substring(0, email.indexOf('@'));
        return post("/api/auth/sign-up", Map.of("name", name, "email", email, "password", PASSWORD))
                .ok()
                .json();
    }

    /// Adds a member, as the administrator that this browser must be, and answers that person's own browser, signed in.
    public Browser invite(String email) {
        return invite(email, "user");
    }

    /// @param role `user`, `admin` or `pending`
    public Browser invite(String email, String role) {
        post("/api/admin/users", Map.of("email", email, "password", PASSWORD, "role", role))
                .ok();
        var other = stranger();
        other.signIn(email, PASSWORD).ok();
        return other;
    }

    /// The id of whoever is signed in.
    public String me() {
        return get("/api/me").ok().json().get("id").asText();
    }

    /// Tries to sign in.
    public Answer signIn(String email, String password) {
        return post("/api/auth/sign-in", Map.of("email", email, "password", password));
    }

    public Answer get(String path) {
        return send("GET", path, Optional.empty(), BodyPublishers.noBody());
    }

    /// @param body a record, a map or a tree; a text is sent as it is, so that it may be broken JSON
    public Answer post(String path, Object body) {
        return json("POST", path, body);
    }

    public Answer put(String path, Object body) {
        return json("PUT", path, body);
    }

    public Answer patch(String path, Object body) {
        return json("PATCH", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, Optional.empty(), BodyPublishers.noBody());
    }

    public Answer delete(String path, Object body) {
        return json("DELETE", path, body);
    }

    /// Sends bytes as the page does it.
    public Answer upload(String method, String path, String type, byte[] bytes) {
        return send(method, path, Optional.of(type), BodyPublishers.ofByteArray(bytes));
    }

    /// Any other method, with a JSON body of its own.
    public Answer json(String method, String path, Object body) {
        return send(
                method,
                path,
                Optional.of("application/json"),
                BodyPublishers.ofString(body instanceof String text ? text : Json.write(body)));
    }

    /// The value of a cookie by the beginning of its name; the shortest name wins, so `hearth_` is the session.
    public Optional<String> cookie(String prefix) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().startsWith(prefix))
                .min(Comparator.comparingInt(cookie -> cookie.getName().length()))
                .map(HttpCookie::getValue);
    }

    /// The session as a header holds it, for another browser that is to be the same person.
    public String sessionCookie() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().startsWith("hearth_"))
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private Answer send(String method, String path, Optional<String> type, BodyPublisher body) {
        var request = request(path).timeout(PATIENCE).method(method, body);
        type.ifPresent(value -> request.header("Content-Type", value));
        if (!method.equals("GET") && headers.keySet().stream().noneMatch("X-Hearth"::equalsIgnoreCase)) {
            request.header("X-Hearth", "1");
        }
        try {
            var response = client.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(origin + path));
        headers.forEach(request::header);
        return request;
    }

    /// Opens a stream of server-sent events. Close it, also to leave in the middle of it.
    public Events events(String path) {
        return events("GET", path, "");
    }

    public Events events(String method, String path, Object body) {
        try {
            var text = body instanceof String given ? given : Json.write(body);
            var request = request(path)
                    .header("Content-Type", "application/json")
                    .header("X-Hearth", "1")
                    .method(method, text.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(text));
            var response = client.send(request.build(), BodyHandlers.ofInputStream());
            return new Events(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// One event; what the server did not name is empty (`event` then is `message`).
    public record Event(String id, String event, String data) {
        public JsonNode json() {
            return Json.parse(data);
        }
    }

    /// A stream being read.
    public static final class Events implements AutoCloseable {
        private final int status;
        private final HttpHeaders headers;
        private final InputStream raw;
        private final BufferedReader lines;
        private int comments;

        private Events(int status, HttpHeaders headers, InputStream raw) {
            this.status = status;
            this.headers = headers;
            this.raw = raw;
            this.lines = new BufferedReader(new InputStreamReader(raw, StandardCharsets.UTF_8));
        }

        public int status() {
            return status;
        }

        public HttpHeaders headers() {
            return headers;
        }

        /// How many comment lines (heartbeats) were read so far.
        public int comments() {
            return comments;
        }

        /// Waits for the next event; empty when the server ended the stream. Give the test a `@Timeout`.
        public Optional<Event> next() {
            try {
                var id = "";
                var event = "message";
                var data = new StringBuilder();
                var any = false;
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(":")) {
                        comments++;
                    } else if (line.isEmpty() && any) {
                        return Optional.of(new Event(id, event, data.toString()));
                    } else if (line.startsWith("id:")) {
                        id = line.substring(3).strip();
                    } else if (line.startsWith("event:")) {
                        event = line.substring(6).strip();
                        any = true;
                    } else if (line.startsWith("data:")) {
                        data.append(data.isEmpty() ? "" : "\n").append(line.substring(line.startsWith("data: ") ? 6 : 5));
                        any = true;
                    }
                }
                return Optional.empty();
            } catch (IOException e) {
                return Optional.empty(); // cut off: for a reader the same as ended; a test tells them apart by the last event
            }
        }

        /// Reads until the server ends the stream.
        public List<Event> all() {
            var all = new ArrayList<Event>();
            for (var event = next(); event.isPresent(); event = next()) {
                all.add(event.get());
            }
            return all;
        }

        @Override
        public void close() {
            try {
                raw.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
