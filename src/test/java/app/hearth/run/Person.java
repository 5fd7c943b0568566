package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// Somebody with a browser.
final class Person {
    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private static final String PASSWORD = "a long enough one";

    private final String email;
    private String house;

    Person(int port, String name) {
        house = "http://127.0.0.1:" + port;
        email = name + "@example.org";
        var me = post("/api/auth/sign-up", Map.of("name", name, "email", email, "password", PASSWORD));
        assertThat(me.status()).isEqualTo(200);
    }

    /// The same person at another process of the house, signed in there.
    Person at(TestHouse other) {
        house = "http://127.0.0.1:" + other.port();
        assertThat(post("/api/auth/sign-in", Map.of("email", email, "password", PASSWORD))
                        .status())
                .isEqualTo(200);
        return this;
    }

    /// The session, as a header holds it.
    String cookie() {
        return cookies.getCookieStore().getCookies().stream()
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    record Answer(int status, JsonNode body, String retryAfter) {
        String problem() {
            return status + " " + body.path("code").asText();
        }

        JsonNode ok() {
            assertThat(status).as("%s", body).isBetween(200, 299);
            return body;
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    Answer put(String path, Object body) {
        return send("PUT", path, body);
    }

    Answer patch(String path, Object body) {
        return send("PATCH", path, body);
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    private Answer send(String method, String path, Object body) {
        var request = request(path)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)))
                .build();
        try {
            var response = browser.send(request, BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body().isEmpty() ? Json.object() : Json.parse(response.body()),
                    response.headers().firstValue("Retry-After").orElse(""));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(house + path));
    }

    /// A question asked, and what was answered at once.
    record Asked(String chat, String question, List<String> replies, JsonNode sent) {
        String reply() {
            return replies.getFirst();
        }
    }

    Asked ask(String text) {
        return ask(Ids.next(), null, text, "good");
    }

    Asked ask(String chat, String parent, String text, String... models) {
        var question = Ids.next();
        var replies = new ArrayList<Map<String, String>>();
        for (var model : models) {
            replies.add(Map.of("id", Ids.next(), "model", model));
        }
        var sent = post("/api/chats/" + chat + "/messages", question(question, parent, text, replies));
        assertThat(sent.status()).as("%s", sent.body()).isEqualTo(202);
        return new Asked(
                chat, question, replies.stream().map(reply -> reply.get("id")).toList(), sent.body());
    }

    static Map<String, Object> question(String id, String parent, String text, List<Map<String, String>> replies) {
        var body = new HashMap<String, Object>();
        body.put("id", id);
        body.put("parent", parent);
        body.put("parts", List.of(Map.of("type", "text", "text", text)));
        body.put("replies", replies);
        return body;
    }

    JsonNode page(String chat) {
        return get("/api/chats/" + chat + "/messages").ok();
    }

    /// The message as the chat's page shows it.
    JsonNode message(String chat, String id) {
        for (var list : List.of("messages", "beside")) {
            for (var message : page(chat).get(list)) {
                if (message.get("id").asText().equals(id)) {
                    return message;
                }
            }
        }
        throw new AssertionError(id + " is not shown");
    }

    String text(String chat, String id) {
        return text(message(chat, id));
    }

    static String text(JsonNode message) {
        var text = new StringBuilder();
        for (var part : message.get("parts")) {
            if (part.get("type").asText().equals("text")) {
                text.append(part.get("text").asText());
            }
        }
        return text.toString();
    }

    /// A question answered at once by the scripted upstream, ended.
    Asked answered(String chat, String parent, String text, String... models) {
        var asked = ask(chat, parent, text, models);
        asked.replies().forEach(reply -> ended(chat, reply));
        return asked;
    }

    Asked again(Asked asked, Map<String, Object> more) {
        var body = new HashMap<String, Object>(more);
        var id = Ids.next();
        body.put("id", id);
        body.put("parent", asked.question());
        var answer = post("/api/chats/" + asked.chat() + "/replies", body);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
        return new Asked(asked.chat(), asked.question(), List.of(id), answer.body());
    }

    /// The texts of the shown branch.
    List<String> branch(String chat) {
        var texts = new ArrayList<String>();
        page(chat).get("messages").forEach(message -> texts.add(text(message)));
        return texts;
    }

    static List<String> ids(JsonNode list) {
        var ids = new ArrayList<String>();
        list.forEach(
                one -> ids.add(one.isTextual() ? one.asText() : one.get("id").asText()));
        return ids;
    }

    /// Waits until the reply has ended; returns it.
    JsonNode ended(String chat, String id) {
        eventually(() -> !message(chat, id).get("state").asText().equals("running"));
        return message(chat, id);
    }

    Watching watch(String query) {
        return watch(query, null);
    }

    Watching watch(String query, String lastEventId) {
        var request = request("/api/events" + query);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new Watching(browser, request.build());
    }

    /// Polls until it is so, at most ten seconds.
    static void eventually(BooleanSupplier so) {
        var until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("never came true");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
