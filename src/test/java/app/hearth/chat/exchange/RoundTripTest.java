package app.hearth.chat.exchange;

import static app.hearth.chat.exchange.Exchanging.bring;
import static app.hearth.chat.exchange.Exchanging.file;
import static app.hearth.chat.exchange.Exchanging.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.platform.config.Config;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What goes out and comes in again is the same, on both engines.
class RoundTripTest {
    @TempDir
    static Path data;

    private static EmbeddedPostgres postgres;
    private static House sqlite;
    private static House server;

    @BeforeAll
    static void open() throws IOException {
        postgres = EmbeddedPostgres.start();
        sqlite = house("");
        server = house("postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres");
    }

    private static House house(String url) {
        var settings = new HashMap<>(Map.of("PORT", "0", "HOST", "127.0.0.1", "ENABLE_SIGNUP", "true", "DEFAULT_USER_ROLE", "user"));
        settings.put("DATABASE_URL", url);
        var folder = data.resolve(url.isEmpty() ? "a" : "b");
        folder.toFile().mkdirs();
        var house = new House(new Config(settings, Map.of()), folder, Clock.systemUTC());
        new Browser(house).signUp("admin@example.org");
        return house;
    }

    @AfterAll
    static void close() throws IOException {
        sqlite.close();
        server.close();
        postgres.close();
    }

    static Stream<Named<House>> houses() {
        return Stream.of(Named.of("SQLite", sqlite), Named.of("PostgreSQL", server));
    }

    private static Browser person(House house, String name) {
        var browser = new Browser(house);
        browser.signUp(name + "-" + System.nanoTime() + "@example.org");
        return browser;
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("houses")
    void anotherAccountGetsTheSameTree(House house) {
        var alice = person(house, "alice");
        var bob = person(house, "bob");
        for (var name : List.of("hearth.json", "chatgpt.json", "openwebui.json", "claude.json", "deepseek.json")) {
            assertThat(bring(alice, file(name)).get("state").asText()).isEqualTo("done");
        }
        var exported = alice.get("/api/export?format=json").ok();
        var done = bring(bob, exported.bytes());
        assertThat(done.get("state").asText()).isEqualTo("done");
        assertThat(done.get("chats").asInt()).isEqualTo(7);
        assertThat(done.get("left")).isEmpty();
        assertThat(plain(bob.get("/api/export").ok().json())).isEqualTo(plain(exported.json()));
        assertThat(bring(bob, exported.bytes()).get("there").asInt()).isEqualTo(7);
        assertThat(bring(alice, exported.bytes()).get("there").asInt())
                .as("at home again")
                .isEqualTo(7);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("houses")
    void whatTheFormatSaysIsKept(House house) {
        var alice = person(house, "alice");
        var done = bring(alice, file("hearth.json"));
        assertThat(done.at("/left/0/reason").asText()).isEqualTo("attachments");
        var chat = Exchanging.chat(alice, "A tree  with two spaces");
        assertThat(chat.get("pinned").asBoolean()).isTrue();
        var id = chat.get("id").asText();
        var back = alice.get("/api/chats/" + id + "/export?format=json").ok().json();
        assertThat(back.get("format").asText()).isEqualTo("hearth.chats");
        assertThat(back.get("version").asInt()).isEqualTo(1);
        var source = (ObjectNode) Json.parse(new String(file("hearth.json"), StandardCharsets.UTF_8));
        var sent = source.at("/chats/0");
        var got = back.at("/chats/0");
        for (var field : List.of("model", "params", "pinned", "archived", "createdAt", "updatedAt")) {
            assertThat(got.get(field)).as(field).isEqualTo(sent.get(field));
        }
        assertThat(got.at("/thinking/effort").asText()).isEqualTo("high");
        assertThat(got.get("messages")).hasSize(5);
        assertThat(got.at("/messages/2/parts")).isEqualTo(sent.at("/messages/2/parts"));
        assertThat(got.at("/messages/2/stats/tokensPerSecond").asDouble()).isEqualTo(3.5);
        assertThat(got.at("/messages/3/error")).isEqualTo(sent.at("/messages/3/error"));
        assertThat(got.get("leaf")).isEqualTo(got.at("/messages/2/id"));
        assertThat(got.at("/messages/0/parts/1/text").asText()).isEqualTo("[huge.log]");
        assertThat(got.at("/files/0/data")).isEqualTo(sent.at("/files/0/data"));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("houses")
    void aChatOfAThousandMessagesComesWholeWithItsDepth(House house) {
        var alice = person(house, "alice");
        var long1 = longChat(1_000);
        var done = bring(alice, utf8(Json.write(long1)));
        assertThat(done.get("messages").asInt()).isEqualTo(1_000);
        var chat = Exchanging.chat(alice, "Long").get("id").asText();
        var back = alice.get("/api/chats/" + chat + "/export?format=json&branch=shown")
                .ok()
                .json()
                .at("/chats/0/messages");
        assertThat(back).hasSize(1_000);
        assertThat(back.at("/999/parts/0/text").asText()).isEqualTo("第 999 条");
        var grown = bring(alice, utf8(Json.write(longChat(1_204))));
        assertThat(grown.get("grown").asInt()).isEqualTo(1);
        assertThat(grown.get("messages").asInt()).isEqualTo(204);
        assertThat(alice.get("/api/chats/" + chat + "/messages")
                        .json()
                        .at("/messages/59/parts/0/text")
                        .asText())
                .isEqualTo("第 1203 条");
    }

    private static ObjectNode longChat(int length) {
        var file = Json.object().put("format", "hearth.chats").put("version", 1);
        var chat = file.putArray("chats")
                .addObject()
                .put("id", "long")
                .put("title", "Long")
                .put("createdAt", 1_720_000_000_000L);
        var messages = chat.putArray("messages");
        for (int i = 0; i < length; i++) {
            var message = messages.addObject().put("id", "m" + i).put("parent", i == 0 ? null : "m" + (i - 1));
            message.put("role", i % 2 == 0 ? "user" : "assistant").put("createdAt", 1_720_000_000_000L + i);
            message.putArray("parts").addObject().put("type", "text").put("text", "第 " + i + " 条");
        }
        return file;
    }

    /// With the ids replaced by where they stand, which is all that may differ between two accounts.
    private static JsonNode plain(JsonNode export) {
        var names = new HashMap<String, String>();
        export.findParents("width").forEach(picture -> {
            if (picture.get("width").isInt()) { // remade whenever it comes in
                ((ObjectNode) picture).remove(List.of("size", "data"));
            }
        });
        for (var chat : sorted(export)) {
            var n = names.size();
            names.put(chat.get("id").asText(), "chat " + n);
            for (var message : chat.get("messages")) {
                names.put(message.get("id").asText(), "id " + names.size());
            }
            for (var file : chat.get("files")) {
                names.put(file.get("id").asText(), "id " + names.size());
            }
        }
        var text = sorted(export).toString();
        for (var name : names.entrySet()) {
            text = text.replace("\"" + name.getKey() + "\"", "\"" + name.getValue() + "\"");
        }
        return Json.parse(text);
    }

    private static ArrayNode sorted(JsonNode export) {
        var chats = new ArrayList<JsonNode>();
        export.get("chats").forEach(chats::add);
        chats.sort(Comparator.comparing(chat -> chat.get("title").asText()));
        return Json.array().addAll(chats);
    }
}
