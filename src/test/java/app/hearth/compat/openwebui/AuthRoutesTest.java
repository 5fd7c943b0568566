package app.hearth.compat.openwebui;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.platform.config.Config;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/api/v1/auths/…` as Open WebUI's clients call it.
class AuthRoutesTest {
    private static final String BASE = "/api/v1/auths";

    @TempDir
    Path data;

    private House house;
    private Browser alice;

    @BeforeEach
    void open() {
        open(Map.of());
    }

    private void open(Map<String, String> more) {
        var settings = new HashMap<>(Map.of("PORT", "0", "HOST", "127.0.0.1", "ENABLE_OLLAMA_API", "false"));
        settings.putAll(more);
        house = new House(new Config(settings, Map.of()), data, Clock.systemUTC());
        alice = new Browser(house);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Browser program(String email) {
        return alice.stranger().bearer(token(email));
    }

    private String token(String email) {
        return alice.stranger()
                .post(BASE + "/signin", Map.of("email", email, "password", Browser.PASSWORD))
                .ok()
                .json()
                .get("token")
                .asText();
    }

    private static Map<String, String> person(String email) {
        return Map.of("name", "Somebody", "email", email, "password", Browser.PASSWORD, "profile_image_url", "/user.png");
    }

    @Test
    void aSignUpAnswersASessionAndLaterOnesAreRefusedAsThere() {
        var first = alice.stranger().post(BASE + "/signup", person("alice@example.org"));
        assertThat(first.ok().json().get("role").asText()).isEqualTo("admin");
        assertThat(alice.bearer(first.json().get("token").asText())
                        .get(BASE + "/")
                        .ok()
                        .json()
                        .get("name")
                        .asText())
                .isEqualTo("Somebody");
        assertThat(alice.post(BASE + "/signup", person("bob@example.org")).status())
                .isEqualTo(403);
    }

    @Test
    void anAddressThatIsTakenOrNoneIs400() {
        alice.signUp("alice@example.org");
        alice.patch("/api/admin/settings", Map.of("name", "sign_up", "value", "open"))
                .ok();
        var taken = alice.stranger().post(BASE + "/signup", person("Alice@Example.org"));
        assertThat(taken.status()).isEqualTo(400);
        assertThat(taken.json().get("detail").asText()).contains("already");
        assertThat(alice.stranger().post(BASE + "/signup", person("no address")).status())
                .isEqualTo(400);
        assertThat(alice.post(BASE + "/add", person("alice@example.org")).status())
                .isEqualTo(400);
    }

    /// A picture or link on any website makes a browser send its cookie with a GET.
    @Test
    void nobodyIsSignedOutByALink() {
        alice.signUp("alice@example.org");
        for (var link : List.of(
                alice.get(BASE + "/signout"),
                alice.with("Cookie", alice.sessionCookie())
                        .with("Authorization", "Basic eDp5")
                        .get(BASE + "/signout"))) {
            assertThat(link.status()).isEqualTo(405);
        }
        assertThat(alice.get("/api/me").status()).isEqualTo(200);
        var program = program("alice@example.org");
        assertThat(program.get(BASE + "/signout").ok().text()).isEqualTo("{\"status\":true}");
        assertThat(program.get(BASE).status()).isEqualTo(401);
        assertThat(alice.get("/api/me").status()).isEqualTo(200);
        var other = program("alice@example.org");
        assertThat(other.post(BASE + "/signout", "{}").ok().text()).isEqualTo("{\"status\":true}");
        assertThat(other.get(BASE).status()).isEqualTo(401);
    }

    @Test
    void anAdministratorAddsPeople() {
        alice.signUp("alice@example.org");
        var admin = program("alice@example.org");
        var form = new HashMap<>(person("bob@example.org"));
        form.put("role", "user");
        var added = admin.post(BASE + "/add", form).ok().json();
        assertThat(added.get("role").asText()).isEqualTo("user");
        assertThat(added.get("email").asText()).isEqualTo("bob@example.org");
        var bob = alice.bearer(added.get("token").asText());
        assertThat(bob.get("/api/me").ok().json().get("email").asText()).isEqualTo("bob@example.org");
        var own = program("bob@example.org");
        assertThat(own.get("/api/me/sessions").ok().json().get("sessions")).hasSize(2);
        own.delete("/api/me/sessions").ok();
        assertThat(bob.get("/api/me").status()).as("its owner ended it").isEqualTo(401);
        assertThat(own.post(BASE + "/add", person("eve@example.org")).status()).isEqualTo(403);
        assertThat(admin.post(BASE + "/add", person("carol@example.org"))
                        .ok()
                        .json()
                        .get("role")
                        .asText())
                .as("the house's default")
                .isEqualTo("pending");
    }

    @Test
    void anAccountHasOneKeyOfTheirKind() {
        alice.signUp("alice@example.org");
        var own = program("alice@example.org");
        assertThat(own.get(BASE + "/api_key").status()).isEqualTo(404);
        var key = own.post(BASE + "/api_key", "").ok().json().get("api_key").asText();
        assertThat(key).matches("sk-[0-9a-f]{32}");
        assertThat(alice.bearer(key).get("/api/models").status()).isEqualTo(200);
        assertThat(alice.bearer(key).get("/api/admin/users").status())
                .as("it may what members may")
                .isEqualTo(403);
        assertThat(alice.bearer(key).post(BASE + "/api_key", "").status())
                .as("a key makes no keys")
                .isEqualTo(403);
        var shown = own.get(BASE + "/api_key").ok().json().get("api_key").asText();
        assertThat(shown).startsWith(key.substring(0, 10)).endsWith("…").hasSizeLessThan(15);
        var next = own.post(BASE + "/api_key", "").ok().json().get("api_key").asText();
        assertThat(alice.bearer(key).get("/api/models").status()).isEqualTo(401);
        assertThat(alice.bearer(next).get("/api/models").status()).isEqualTo(200);
        assertThat(own.get("/api/me/keys").json().get("keys")).hasSize(1);
        assertThat(own.delete(BASE + "/api_key").ok().text()).isEqualTo("true");
        assertThat(alice.bearer(next).get("/api/models").status()).isEqualTo(401);
    }

    @Test
    void theHousesRulesAreReadAndChangedAsAWhole() {
        alice.signUp("alice@example.org");
        var config = alice.get(BASE + "/admin/config").ok().json();
        assertThat(config.get("ENABLE_SIGNUP").asBoolean()).isFalse();
        assertThat(config.get("ENABLE_API_KEYS").asBoolean()).isTrue();
        assertThat(config.get("DEFAULT_USER_ROLE").asText()).isEqualTo("pending");
        assertThat(config.get("JWT_EXPIRES_IN").asText()).isEqualTo("4w");
        var wanted = changed(config, "ENABLE_SIGNUP", true);
        wanted.put("DEFAULT_USER_ROLE", "user");
        wanted.put("SHOW_ADMIN_DETAILS", true); // what this house does not know
        assertThat(alice.post(BASE + "/admin/config", wanted)
                        .ok()
                        .json()
                        .get("ENABLE_SIGNUP")
                        .asBoolean())
                .isTrue();
        assertThat(alice.stranger()
                        .post(BASE + "/signup", person("bob@example.org"))
                        .ok()
                        .json()
                        .get("role")
                        .asText())
                .isEqualTo("user");
        var refused = changed(config, "DEFAULT_USER_ROLE", "king");
        assertThat(alice.post(BASE + "/admin/config", refused).status()).isEqualTo(400);
        assertThat(alice.post(BASE + "/admin/config", changed(config, "JWT_EXPIRES_IN", "1h"))
                        .status())
                .isEqualTo(409);
        assertThat(alice.get(BASE + "/admin/config")
                        .ok()
                        .json()
                        .get("ENABLE_SIGNUP")
                        .asBoolean())
                .as("nothing of what was refused holds")
                .isTrue();
    }

    @Test
    void whatTheEnvironmentFixedStays() {
        house.close();
        open(Map.of("DEFAULT_USER_ROLE", "user"));
        alice.signUp("alice@example.org");
        var config = alice.get(BASE + "/admin/config").ok().json();
        var wanted = changed(config, "DEFAULT_USER_ROLE", "admin");
        wanted.put("ENABLE_SIGNUP", true);
        var answer = alice.post(BASE + "/admin/config", wanted);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().get("detail").asText()).contains("DEFAULT_USER_ROLE");
        assertThat(alice.get(BASE + "/admin/config").ok().json()).isEqualTo(config);
    }

    private static Map<String, Object> changed(JsonNode config, String name, Object value) {
        var changed = new HashMap<String, Object>();
        config.properties().forEach(one -> changed.put(one.getKey(), one.getValue()));
        changed.put(name, value);
        return changed;
    }

    @Test
    void aTimezoneIsKept() {
        alice.signUp("alice@example.org");
        var own = program("alice@example.org");
        own.post(BASE + "/update/timezone", Map.of("timezone", "Asia/Shanghai")).ok();
        assertThat(own.get("/api/me").json().at("/preferences/timezone").asText())
                .isEqualTo("Asia/Shanghai");
        assertThat(own.post(BASE + "/update/timezone", Map.of("timezone", "x".repeat(65)))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aHouseWithoutALoginSaysSo() {
        house.close();
        open(Map.of("WEBUI_AUTH", "False"));
        var features = alice.get("/api/config").ok().json().get("features");
        assertThat(features.get("auth").asBoolean()).isFalse();
        assertThat(features.get("enable_login_form").asBoolean()).isFalse();
        assertThat(alice.get("/api/models").status()).isEqualTo(200);
    }
}
