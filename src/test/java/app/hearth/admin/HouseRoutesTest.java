package app.hearth.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.TestClock;
import app.hearth.platform.config.Config;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an administrator changes while the house runs.
class HouseRoutesTest {
    private static final String PATH = "/api/admin/settings";

    @TempDir
    Path data;

    private House house;
    private Browser alice;

    @BeforeEach
    void open() {
        open(Map.of());
        alice.signUp("alice@example.org");
    }

    private void open(Map<String, String> environment) {
        var all = new HashMap<>(Map.of("PORT", "0", "HOST", "127.0.0.1"));
        all.putAll(environment);
        house = new House(new Config(all, Map.of()), data, new TestClock());
        alice = new Browser(house);
    }

    private void reopen(Map<String, String> environment) {
        house.close();
        open(environment);
        alice.signIn("alice@example.org", Browser.PASSWORD).ok();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private JsonNode setting(String name) {
        for (var one : alice.get(PATH).ok().json().get("settings")) {
            if (one.get("name").asText().equals(name)) {
                return one;
            }
        }
        throw new AssertionError(name);
    }

    private String set(String name, Object value) {
        var form = new HashMap<String, Object>();
        form.put("name", name);
        form.put("value", value);
        return alice.patch(PATH, form).problem();
    }

    @Test
    void everySettingHasAValueAtFirst() {
        var values = new HashMap<String, String>();
        for (var one : alice.get(PATH).ok().json().get("settings")) {
            assertThat(one.get("fixed").isNull()).isTrue();
            values.put(one.get("name").asText(), one.get("value").asText());
        }
        assertThat(values)
                .isEqualTo(Map.of(
                        "house.name", "",
                        "api_keys", "true",
                        "sign_up", "closed",
                        "default_role", "pending",
                        "title.enabled", "true",
                        "title.model", "",
                        "default_model", "",
                        "system_prompt", "",
                        "params", "{}"));
    }

    @Test
    void theAdministratorOpensSignUp() {
        assertThat(set("sign_up", "open")).isEqualTo("200");
        assertThat(set("default_role", "user")).isEqualTo("200");
        assertThat(alice.get("/api/start").json().at("/house/signUp").asText()).isEqualTo("open");
        assertThat(alice.stranger().signUp("bob@example.org").get("role").asText())
                .isEqualTo("user");
        assertThat(set("sign_up", "closed")).isEqualTo("200");
        assertThat(alice.get("/api/start").json().at("/house/signUp").asText()).isEqualTo("closed");
    }

    @Test
    void aChangeOutlivesTheProcessAndNullTakesItBack() {
        assertThat(set("house.name", "  炉边 ")).isEqualTo("200");
        reopen(Map.of());
        assertThat(alice.get("/api/start").json().at("/house/name").asText()).isEqualTo("炉边");
        assertThat(set("house.name", null)).isEqualTo("200");
        assertThat(alice.get("/api/start").json().at("/house/name").asText()).isEmpty();
    }

    @Test
    void whatTheEnvironmentSaysIsShownAndLocked() {
        set("house.name", "Ours");
        reopen(Map.of("WEBUI_NAME", "Theirs", "ENABLE_SIGNUP", "True"));
        assertThat(setting("house.name").toString())
                .isEqualTo("{\"name\":\"house.name\",\"value\":\"Theirs\",\"fixed\":{\"name\":\"WEBUI_NAME\",\"value\":\"Theirs\"}}");
        assertThat(setting("sign_up").get("value").asText()).isEqualTo("open");
        assertThat(setting("sign_up").at("/fixed/value").asText()).isEqualTo("True"); // as it is written there
        assertThat(set("house.name", "Mine")).isEqualTo("409 setting_fixed");
        reopen(Map.of());
        assertThat(setting("house.name").get("value").asText()).isEqualTo("Ours");
    }

    @Test
    void nonsenseIsRefused() {
        assertThat(set("sign_up", "perhaps")).isEqualTo("400 invalid_field");
        assertThat(set("default_role", "king")).isEqualTo("400 invalid_field");
        assertThat(set("title.enabled", 7)).isEqualTo("400 invalid_field");
        assertThat(set("params", "[1]")).isEqualTo("400 invalid_field");
        assertThat(set("params", "{")).isEqualTo("400 invalid_field");
        assertThat(set("house.name", "x".repeat(61))).isEqualTo("400 invalid_field");
        assertThat(set("unheard.of", "x")).isEqualTo("400 invalid_field");
        assertThat(alice.patch(PATH, "{}").problem()).isEqualTo("400 invalid_field");
    }

    @Test
    void jsonMayComeAsJsonOrAsText() {
        assertThat(set("params", Map.of("temperature", 0.5))).isEqualTo("200");
        assertThat(setting("params").get("value").asText()).isEqualTo("{\"temperature\":0.5}");
        assertThat(set("params", "{ \"topP\" : 1 }")).isEqualTo("200");
        assertThat(setting("params").get("value").asText()).isEqualTo("{\"topP\":1}");
        assertThat(set("title.enabled", false)).isEqualTo("200");
        assertThat(setting("title.enabled").get("value").asText()).isEqualTo("false");
    }

    @Test
    void administratorsSeeWhomTheHouseTalkedWith() throws Exception {
        var path = "/api/admin/egress";
        assertThat(alice.get(path).ok().json().get("hosts")).isEmpty();
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        alice.post("/api/admin/connections/verify", Map.of("provider", "openai", "baseUrl", "http://127.0.0.1:" + port + "/v1"));
        var host = alice.get(path).ok().json().get("hosts").get(0);
        assertThat(host.get("host").asText()).isEqualTo("127.0.0.1:" + port);
        assertThat(host.get("purpose").asText()).isEqualTo("model");
        assertThat(host.get("requests").asInt() + host.get("refused").asInt()).isPositive();
        assertThat(host.get("lastUsedAt").asLong()).isPositive();

        alice.post("/api/admin/users", Map.of("email", "bob@example.org", "password", Browser.PASSWORD, "role", "user"))
                .ok();
        var bob = new Browser(house);
        bob.signIn("bob@example.org", Browser.PASSWORD).ok();
        assertThat(bob.get(path).problem()).isEqualTo("403 forbidden");
    }

    @Test
    void nonsenseInTheEnvironmentStopsTheStart() {
        house.close();
        assertThatThrownBy(() -> open(Map.of("DEFAULT_USER_ROLE", "king")))
                .isInstanceOf(Config.ConfigException.class)
                .hasMessageContaining("DEFAULT_USER_ROLE=king");
        open(Map.of());
    }
}
