package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.config.Config;
import app.hearth.platform.id.Ids;
import app.hearth.provider.FakeUpstream;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The whole house in this process, as it is shipped, in front of a scripted upstream, with its administrator.
final class Home implements AutoCloseable {
    final FakeUpstream upstream = new FakeUpstream();
    final House house;
    final Browser admin;

    Home(Path data) {
        upstream.model("fake-1");
        var settings = Map.of(
                "PORT",
                "0",
                "HOST",
                "127.0.0.1",
                "OPENAI_API_BASE_URL",
                upstream.url() + "/v1",
                "OPENAI_API_KEY",
                "sk-x",
                "ENABLE_OLLAMA_API",
                "false");
        data.toFile().mkdirs();
        house = new House(new Config(settings, Map.of()), data, Clock.systemUTC());
        admin = new Browser(house);
        admin.signUp("admin@example.org");
    }

    /// What was sent: the ids that the client made.
    record Sent(String chat, String question, String reply) {}

    static Sent ask(Browser who, String text, String model) {
        return ask(who, Ids.next(), null, text, model);
    }

    static Sent ask(Browser who, String chat, String parent, String text, String model) {
        var sent = new Sent(chat, Ids.next(), Ids.next());
        who.post("/api/chats/" + chat + "/messages", question(sent.question, parent, text, sent.reply, model))
                .ok();
        return sent;
    }

    static Map<String, Object> question(String id, String parent, String text, String reply, String model) {
        var body = new HashMap<String, Object>();
        body.put("id", id);
        body.put("parent", parent);
        body.put("parts", List.of(Map.of("type", "text", "text", text)));
        body.put("replies", List.of(Map.of("id", reply, "model", model)));
        return body;
    }

    static JsonNode message(Browser who, String chat, String id) {
        for (var message :
                who.get("/api/chats/" + chat + "/messages").ok().json().get("messages")) {
            if (message.get("id").asText().equals(id)) {
                return message;
            }
        }
        throw new AssertionError(id + " is not shown");
    }

    /// The reply, once it has ended.
    static JsonNode ended(Browser who, Sent sent) {
        return ended(who, sent, 30);
    }

    /// The same with more patience, for a real model's.
    static JsonNode ended(Browser who, Sent sent, int seconds) {
        eventually(
                seconds,
                () -> !message(who, sent.chat, sent.reply).get("state").asText().equals("running"));
        return message(who, sent.chat, sent.reply);
    }

    static String text(JsonNode message) {
        var text = new StringBuilder();
        for (var part : message.get("parts")) {
            text.append(part.path("text").asText());
        }
        return text.toString();
    }

    static void eventually(int seconds, BooleanSupplier so) {
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("not within " + seconds + " seconds")
                    .isLessThan(until);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public void close() {
        house.close();
        upstream.close();
    }
}
