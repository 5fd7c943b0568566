package app.hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.platform.config.Config;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.http.Principal;
import app.hearth.platform.id.Ids;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Through the front door; the chats are rows written beside it.
class SearchRoutesTest {
    @TempDir
    Path data;

    private House house;
    private Db db;
    private Browser alice;
    private Browser bob;
    private Principal her;

    @BeforeEach
    void open() {
        var environment = Map.of("PORT", "0", "HOST", "127.0.0.1", "ENABLE_SIGNUP", "true", "DEFAULT_USER_ROLE", "user");
        house = new House(new Config(environment, Map.of()), data, Clock.systemUTC());
        db = Databases.open("", data);
        alice = new Browser(house);
        bob = new Browser(house);
        her = Principal.ofSession(alice.signUp("alice@example.org").get("id").asText(), Principal.Role.ADMIN, Ids.next());
        bob.signUp("bob@example.org");
    }

    @AfterEach
    void close() {
        db.close();
        house.close();
    }

    @Test
    void hitsComeWithTheirPlaceAndASnippet() {
        var rows = new ChatRows(db, Clock.systemUTC());
        var chat = rows.chat(her, "旅行");
        var message = rows.message(chat, "assistant", "<b>杭州</b>西湖的 \"断桥\"");
        var hits = await("西湖");
        assertThat(hits).hasSize(1);
        var hit = hits.get(0);
        assertThat(hit.get("chat").asText()).isEqualTo(chat);
        assertThat(hit.get("title").asText()).isEqualTo("旅行");
        assertThat(hit.get("message").asText()).isEqualTo(message);
        assertThat(hit.get("archived").asBoolean()).isFalse();
        assertThat(hit.get("at").asLong()).isPositive();
        assertThat(hit.get("snippet").toString())
                .isEqualTo("[{\"text\":\"<b>杭州</b>\",\"hit\":false},{\"text\":\"西湖\",\"hit\":true},{\"text\":\"的"
                        + " \\\"断桥\\\"\",\"hit\":false}]");
        assertThat(await("旅行").get(0).get("message").isNull()).isTrue();
        assertThat(ask(bob, "西湖").ok().json().get("hits")).isEmpty();
    }

    @Test
    void anEmptyQuestionHasNoAnswerAndABadOneIsRefused() {
        assertThat(ask(alice, "").ok().text()).isEqualTo("{\"hits\":[]}");
        assertThat(alice.get("/api/search").ok().text()).isEqualTo("{\"hits\":[]}");
        assertThat(ask(alice, "???").ok().text()).isEqualTo("{\"hits\":[]}");
        assertThat(ask(alice, "x".repeat(501)).problem()).isEqualTo("400 invalid_field");
        assertThat(alice.get("/api/search?q=a&limit=0").problem()).isEqualTo("400 invalid_field");
        assertThat(ask(new Browser(house), "a").problem()).isEqualTo("401 not_signed_in");
    }

    private static Browser.Answer ask(Browser who, String question) {
        return who.get("/api/search?q=" + URLEncoder.encode(question, StandardCharsets.UTF_8));
    }

    private JsonNode await(String question) {
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        var hits = ask(alice, question).ok().json().get("hits");
        while (hits.isEmpty()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
            hits = ask(alice, question).ok().json().get("hits");
        }
        return hits;
    }
}
