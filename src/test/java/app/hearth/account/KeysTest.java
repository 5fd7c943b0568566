package app.hearth.account;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.TestClock;
import app.hearth.platform.config.Config;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// API keys, used as programs use them. The routes that keys may call stand in other rooms; the administrators' are here.
class KeysTest {
    @TempDir
    Path data;

    private final TestClock clock = new TestClock();
    private House house;
    private Browser alice;

    @BeforeEach
    void open() {
        house = new House(new Config(Map.of("PORT", "0", "HOST", "127.0.0.1"), Map.of()), data, clock);
        alice = new Browser(house);
        alice.signUp("alice@example.org");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private String make(Browser who, Map<String, Object> form) {
        return who.post("/api/me/keys", form).ok().json().get("secret").asText();
    }

    @Test
    void aKeyIsShownOnceAndStoredHashed() throws Exception {
        var made = alice.post("/api/me/keys", Map.of("name", "script", "scopes", List.of("admin", "chats")))
                .ok()
                .json();
        var secret = made.get("secret").asText();
        assertThat(secret).startsWith("hk-").hasSize(46);
        assertThat(secret).startsWith(made.at("/key/prefix").asText());
        var listed = alice.get("/api/me/keys").json().at("/keys/0");
        assertThat(listed).isEqualTo(made.get("key"));
        assertThat(listed.get("scopes").toString()).isEqualTo("[\"admin\",\"chats\"]");
        house.close();
        for (var file : List.of("hearth.db", "hearth.db-wal")) {
            if (Files.exists(data.resolve(file))) {
                assertThat(new String(Files.readAllBytes(data.resolve(file)), StandardCharsets.ISO_8859_1))
                        .doesNotContain(secret);
            }
        }
    }

    @Test
    void aKeyLetsInByEitherHeaderUntilItIsDeleted() {
        var secret = make(alice, Map.of("name", "script", "scopes", List.of("admin")));
        var program = alice.bearer(secret);
        assertThat(program.get("/api/admin/users").status()).isEqualTo(200);
        assertThat(alice.with("x-api-key", secret).get("/api/admin/users").status())
                .isEqualTo(200);
        assertThat(program.get("/api/me").problem()).isEqualTo("403 api_key_scope");
        assertThat(alice.get("/api/me/keys").json().at("/keys/0/usedAt").asLong())
                .isEqualTo(clock.millis());
        var id = alice.get("/api/me/keys").json().at("/keys/0/id").asText();
        assertThat(alice.invite("bob@example.org").delete("/api/me/keys/" + id).problem())
                .isEqualTo("404 not_found");
        assertThat(alice.delete("/api/me/keys/" + id).status()).isEqualTo(204);
        assertThat(program.get("/api/admin/users").problem()).isEqualTo("401 not_signed_in");
    }

    @Test
    void lastUseIsNotedOnceAMinute() {
        var program = alice.bearer(make(alice, Map.of("name", "script", "scopes", List.of("admin"))));
        program.get("/api/admin/users").ok();
        var first = clock.millis();
        clock.pass(Duration.ofSeconds(59));
        program.get("/api/admin/users").ok();
        assertThat(alice.get("/api/me/keys").json().at("/keys/0/usedAt").asLong())
                .isEqualTo(first);
        clock.pass(Duration.ofSeconds(1));
        program.get("/api/admin/users").ok();
        assertThat(alice.get("/api/me/keys").json().at("/keys/0/usedAt").asLong())
                .isEqualTo(clock.millis());
    }

    @Test
    void aKeyEndsWhenItWasSaidTo() {
        var end = clock.millis() + 60_000;
        var program = alice.bearer(make(alice, Map.of("name", "script", "scopes", List.of("admin"), "expiresAt", end)));
        assertThat(program.get("/api/admin/users").status()).isEqualTo(200);
        clock.pass(Duration.ofMinutes(1));
        assertThat(program.get("/api/admin/users").status()).isEqualTo(401);
        assertThat(alice.get("/api/me/keys").json().at("/keys/0/expiresAt").asLong())
                .isEqualTo(end);
    }

    @Test
    void anAdministratorsKeySleepsWhileTheyAreNone() {
        var bob = alice.invite("bob@example.org", "admin");
        var path = "/api/admin/users/" + bob.me();
        var program = alice.bearer(make(bob, Map.of("name", "script", "scopes", List.of("admin"))));
        assertThat(program.get("/api/admin/users").status()).isEqualTo(200);
        alice.patch(path, Map.of("role", "user")).ok();
        assertThat(program.get("/api/admin/users").problem()).isEqualTo("403 forbidden");
        alice.patch(path, Map.of("role", "admin")).ok();
        assertThat(program.get("/api/admin/users").status()).isEqualTo(200);
    }

    @Test
    void scopesAreOnesOwn() {
        var bob = alice.invite("bob@example.org");
        assertThat(bob.post("/api/me/keys", Map.of("name", "k", "scopes", List.of("admin")))
                        .problem())
                .isEqualTo("403 forbidden");
        for (var scopes : List.of(List.of("account"), List.of("everything"), List.of())) {
            assertThat(alice.post("/api/me/keys", Map.of("name", "k", "scopes", scopes))
                            .problem())
                    .isEqualTo("400 invalid_field");
        }
        assertThat(alice.post("/api/me/keys", "{\"name\":\"k\",\"scopes\":[null]}")
                        .problem())
                .isEqualTo("400 invalid_field");
        assertThat(alice.post("/api/me/keys", Map.of("name", " ", "scopes", List.of("chats")))
                        .problem())
                .isEqualTo("400 invalid_field");
        assertThat(alice.post("/api/me/keys", Map.of("name", "k", "scopes", List.of("chats"), "expiresAt", 1))
                        .problem())
                .isEqualTo("400 invalid_field");
    }

    @Test
    void fiftyKeysAreEnough() {
        for (int i = 0; i < 50; i++) {
            make(alice, Map.of("name", "k" + i, "scopes", List.of("chats")));
        }
        assertThat(alice.post("/api/me/keys", Map.of("name", "k", "scopes", List.of("chats")))
                        .problem())
                .isEqualTo("409 too_many_keys");
    }
}
