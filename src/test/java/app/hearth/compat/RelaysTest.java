package app.hearth.compat;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.TestClock;
import app.hearth.account.PasswordReset;
import app.hearth.account.Passwords;
import app.hearth.platform.config.Config;
import app.hearth.platform.db.Databases;
import app.hearth.platform.id.Ids;
import app.hearth.provider.FakeUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How many answers run at once, and that none is read by those who are no longer let in.
@Timeout(60)
class RelaysTest {
    private static final String STREAMED = "{\"model\":\"waits\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

    @TempDir
    Path data;

    private final TestClock clock = new TestClock();
    private final FakeUpstream upstream = new FakeUpstream();
    private final CountDownLatch latch = new CountDownLatch(1);
    private House house;
    private Browser alice;
    private Browser bob;

    @BeforeEach
    void open() {
        upstream.model("waits").says("First. ").awaits(latch).says("Last.");
        var settings = Map.of(
                "PORT", "0",
                "HOST", "127.0.0.1",
                "HEARTH_MAX_RELAYS", "3",
                "OPENAI_API_BASE_URL", upstream.url() + "/v1",
                "ENABLE_OLLAMA_API", "false");
        house = new House(new Config(settings, Map.of()), data, clock);
        alice = new Browser(house);
        alice.signUp("alice@example.org");
        bob = alice.invite("bob@example.org");
    }

    @AfterEach
    void close() {
        latch.countDown();
        house.close();
        upstream.close();
    }

    private static String secret(Browser who, Map<String, Object> form) {
        return who.post("/api/me/keys", form).ok().json().get("secret").asText();
    }

    private static Browser program(Browser who) {
        return who.bearer(secret(who, Map.of("name", "k", "scopes", List.of("models"))));
    }

    /// A stream that has said something and waits.
    private static Browser.Events reading(Browser program) {
        var events = program.events("POST", "/v1/chat/completions", STREAMED);
        assertThat(events.next())
                .hasValueSatisfying(event -> assertThat(event.data()).contains("First."));
        return events;
    }

    private static boolean saidLast(Browser.Events events) {
        return events.all().stream().anyMatch(event -> event.data().contains("Last."));
    }

    @Test
    void oneAccountLeavesRoomForOthersAndIsToldWhenToComeAgain() {
        try (var one = reading(program(alice));
                var two = reading(program(alice))) {
            var third = program(alice).json("POST", "/v1/chat/completions", STREAMED);
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.header("Retry-After")).isEqualTo("2");
            assertThat(third.json().at("/error/code").asText()).isEqualTo("too_many_answers");
            assertThat(third.json().at("/error/type").asText()).isEqualTo("rate_limit_error");
            assertThat(third.json().at("/error/message").asText()).contains("2 answers");
            try (var others = reading(program(bob))) {
                var full = program(bob).json("POST", "/api/chat/completions", STREAMED);
                assertThat(full.status()).isEqualTo(429);
                assertThat(full.header("Retry-After")).isEqualTo("2");
                assertThat(full.json().at("/error/code").asText()).isEqualTo("too_many_requests");
                latch.countDown();
                assertThat(saidLast(others)).isTrue();
            }
            assertThat(saidLast(one)).isTrue();
            assertThat(saidLast(two)).isTrue();
        }
        try (var again = reading(program(alice))) { // each place is given back
            assertThat(saidLast(again)).isTrue();
        }
    }

    @Test
    void aRefusedOneCountsNothing() {
        for (int i = 0; i < 5; i++) {
            assertThat(program(alice)
                            .post("/v1/chat/completions", Map.of("model", "nope", "messages", List.of()))
                            .status())
                    .isEqualTo(404);
        }
        reading(program(alice)).close();
    }

    @Test
    void anAnswerEndsWithItsKey() {
        var made = alice.post("/api/me/keys", Map.of("name", "k", "scopes", List.of("models")))
                .ok()
                .json();
        try (var deleted = reading(alice.bearer(made.get("secret").asText()));
                var other = reading(program(alice))) {
            alice.delete("/api/me/keys/" + made.at("/key/id").asText()).ok();
            assertThat(upstream.completion(1).awaitHangUp(Duration.ofSeconds(5)))
                    .isPresent();
            latch.countDown();
            assertThat(saidLast(deleted)).isFalse();
            assertThat(saidLast(other)).isTrue();
        }
    }

    @Test
    void anAnswerEndsWithADemotion() {
        try (var reading = reading(program(bob))) {
            alice.patch("/api/admin/users/" + bob.me(), Map.of("role", "pending"))
                    .ok();
            assertThat(upstream.completion(1).awaitHangUp(Duration.ofSeconds(5)))
                    .isPresent();
            latch.countDown();
            assertThat(saidLast(reading)).isFalse();
        }
    }

    @Test
    void anAnswerEndsWhenItsKeyRunsOut() {
        var ends = clock.millis() + Duration.ofHours(1).toMillis();
        var program = alice.bearer(secret(alice, Map.of("name", "k", "scopes", List.of("models"), "expiresAt", ends)));
        try (var reading = reading(program)) {
            clock.pass(Duration.ofHours(2));
            assertThat(upstream.completion(1).awaitHangUp(Duration.ofSeconds(15)))
                    .isPresent();
            latch.countDown();
            assertThat(saidLast(reading)).isFalse();
        }
    }

    /// `./hearth reset-password` beside the running house: another process, which can tell nobody.
    @Test
    void whatIsReadEndsWithAPasswordThatWasResetFromOutside() {
        var chat = Ids.next();
        var reply = Ids.next();
        var part = Map.of("type", "text", "text", "x");
        var replies = List.of(Map.of("id", reply, "model", "waits"));
        bob.post("/api/chats/" + chat + "/messages", Map.of("id", Ids.next(), "parts", List.of(part), "replies", replies))
                .ok();
        upstream.completion(1);
        try (var events = bob.events("/api/events?run=" + reply + ":1-0");
                var db = Databases.open("", data);
                var passwords = new Passwords()) {
            assertThat(events.status()).isEqualTo(200);
            new PasswordReset(db, passwords).reset("bob@example.org", Optional.empty());
            assertThat(events.all()).noneMatch(event -> event.event().equals("end")); // while the reply waits still
            assertThat(bob.get("/api/me").status()).isEqualTo(401);
        }
    }

    @Test
    void noKeyLetsInWhileTheyAreSwitchedOff() {
        var program = program(alice);
        alice.patch("/api/admin/settings", Map.of("name", "api_keys", "value", "false"))
                .ok();
        assertThat(program.get("/v1/models").status()).isEqualTo(403);
        assertThat(program.get("/v1/models").json().at("/error/code").asText()).isEqualTo("api_keys_off");
        assertThat(alice.post("/api/me/keys", Map.of("name", "k", "scopes", List.of("models")))
                        .problem())
                .isEqualTo("403 api_keys_off");
        assertThat(alice.get("/api/config")
                        .json()
                        .at("/features/enable_api_keys")
                        .asBoolean())
                .isFalse();
        alice.patch("/api/admin/settings", Map.of("name", "api_keys", "value", "true"))
                .ok();
        assertThat(program.get("/v1/models").status()).isEqualTo(200);
    }
}
