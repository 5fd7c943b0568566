package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Settings;
import app.hearth.provider.FakeUpstream;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each of Open WebUI's names that this version takes has its effect in the house as it runs, under every spelling. What it does not take
/// is told (`ForeignTest`); those that decide how the process starts are tried on the process (`StartTest`).
class SettingsInForceTest {
    private static final String PASSWORD = "a long enough pass phrase";
    /// How the process starts: StartTest.
    private static final List<String> BY_THE_PROCESS =
            List.of("HEARTH_DATA", "PORT", "HOST", "DATABASE_URL", "WEBUI_SECRET_KEY", "GLOBAL_LOG_LEVEL", "HEARTH_ACCEPT_SECRET_KEY");
    /// Ours alone, each with tests in its room: egress, edge, environment connections, relays.
    private static final List<String> OURS =
            List.of("HEARTH_TRUSTED_PROXIES", "HEARTH_EGRESS_ALLOW", "HEARTH_BAILIAN_REGION", "HEARTH_MAX_RELAYS");

    @TempDir
    Path data;

    @FunctionalInterface
    interface Effect {
        void holds(Up up);
    }

    /// @param settings beside an upstream with two models; `@` stands for its address
    record Row(Map<String, String> settings, Effect effect) {
        @Override
        public String toString() {
            return settings.toString();
        }
    }

    record Up(Browser admin, Browser stranger, FakeUpstream upstream) {
        JsonNode picker() {
            return admin.get("/api/picker").ok().json();
        }

        List<String> models() {
            return StreamSupport.stream(picker().get("models").spliterator(), false)
                    .map(model -> model.get("id").asText())
                    .toList();
        }

        JsonNode start() {
            return stranger.get("/api/start").ok().json().get("house");
        }
    }

    static Stream<Row> rows() {
        var rows = new ArrayList<Row>();
        rows.add(new Row(Map.of("WEBUI_NAME", "Our house"), up -> {
            assertThat(up.start().get("name").asText()).isEqualTo("Our house");
            assertThat(up.stranger().get("/api/config").ok().json().get("name").asText())
                    .isEqualTo("Our house");
        }));
        rows.add(new Row(
                Map.of("WEBUI_URL", "https://chat.example.org"),
                up -> assertThat(up.stranger()
                                .with("Origin", "https://chat.example.org")
                                .post("/api/auth/sign-in", Map.of("email", "boss@example.org", "password", PASSWORD))
                                .status())
                        .isEqualTo(200)));
        rows.add(new Row(
                Map.of("ENABLE_SIGNUP", "True"),
                up -> assertThat(up.start().get("signUp").asText()).isEqualTo("open")));
        rows.add(new Row(
                Map.of("ENABLE_SIGNUP", "True", "DEFAULT_USER_ROLE", "user"),
                up -> assertThat(up.stranger()
                                .signUp("ann@example.org")
                                .get("role")
                                .asText())
                        .isEqualTo("user")));
        rows.add(new Row(Map.of("WEBUI_ADMIN_NAME", "The boss"), up -> {
            var me = up.admin().get("/api/me").ok().json();
            assertThat(me.get("name").asText()).isEqualTo("The boss");
            assertThat(me.get("role").asText()).isEqualTo("admin");
        }));
        for (var life :
                Map.of("2h", Duration.ofHours(2), "-1", Duration.ofDays(400)).entrySet()) {
            rows.add(new Row(Map.of("JWT_EXPIRES_IN", life.getKey()), up -> {
                var session = up.stranger()
                        .post("/api/v1/auths/signin", Map.of("email", "boss@example.org", "password", PASSWORD))
                        .ok()
                        .json();
                assertThat(session.get("expires_at").asLong() - System.currentTimeMillis() / 1000)
                        .isCloseTo(life.getValue().toSeconds(), org.assertj.core.data.Offset.offset(60L));
            }));
        }
        for (var name : List.of("ENABLE_API_KEYS", "ENABLE_API_KEY")) {
            rows.add(new Row(Map.of(name, "False"), up -> {
                assertThat(up.admin()
                                .post("/api/me/keys", Map.of("name", "mine", "scopes", List.of("models")))
                                .problem())
                        .isEqualTo("403 api_keys_off");
                assertThat(up.admin()
                                .get("/api/me/keys")
                                .ok()
                                .json()
                                .get("enabled")
                                .asBoolean())
                        .isFalse();
                assertThat(up.stranger()
                                .get("/api/config")
                                .ok()
                                .json()
                                .at("/features/enable_api_keys")
                                .asBoolean())
                        .isFalse();
            }));
        }
        rows.add(new Row(
                Map.of("OPENAI_API_BASE_URLS", "@/v1;http://127.0.0.1:1/v1", "OPENAI_API_KEYS", "sk-a;sk-b"),
                up -> assertThat(up.picker().get("connections")).hasSize(2)));
        rows.add(new Row(Map.of("OPENAI_API_KEY", "sk-mine"), up -> {
            assertThat(up.models()).contains("fake-1");
            assertThat(up.upstream().asked().getLast().headers().get("authorization"))
                    .isEqualTo("Bearer sk-mine");
        }));
        rows.add(new Row(
                Map.of("OPENAI_API_CONFIGS", "{\"0\":{\"prefix_id\":\"p\",\"model_ids\":[\"fake-2\"]}}"),
                up -> assertThat(up.models()).containsExactly("p.fake-2")));
        rows.add(new Row(
                Map.of("ENABLE_OPENAI_API", "False"),
                up -> assertThat(up.models()).isEmpty()));
        for (var name : List.of("OLLAMA_BASE_URL", "OLLAMA_BASE_URLS")) {
            rows.add(new Row(
                    Map.of(name, "@", "ENABLE_OPENAI_API", "False"),
                    up -> assertThat(up.models()).containsExactly("fake-1", "fake-2")));
        }
        rows.add(new Row(
                Map.of("OLLAMA_BASE_URL", "@", "ENABLE_OLLAMA_API", "False", "ENABLE_OPENAI_API", "False"),
                up -> assertThat(up.models()).isEmpty()));
        for (var name : List.of("BAILIAN_API_KEY", "DASHSCOPE_API_KEY")) { // its host that lists nothing: the catalogue is offered
            rows.add(new Row(
                    Map.of(name, "sk-x", "BAILIAN_BASE_URL", "@", "ENABLE_OPENAI_API", "False"),
                    up -> assertThat(up.models())
                            .contains("qwen-plus", "qwen3-max")
                            .hasSizeGreaterThan(100)));
        }
        rows.add(new Row(
                Map.of("DEFAULT_MODELS", "gone,fake-2"),
                up -> assertThat(up.picker().get("default").asText()).isEqualTo("fake-2")));
        for (var name : List.of("TASK_MODEL", "TASK_MODEL_EXTERNAL")) {
            rows.add(new Row(Map.of(name, "fake-2"), up -> {
                Home.ended(up.admin(), Home.ask(up.admin(), "What is a hearth?", "fake-1"));
                assertThat(up.upstream().completion(2).json().get("model").asText())
                        .isEqualTo("fake-2");
            }));
        }
        rows.add(new Row(Map.of("ENABLE_TITLE_GENERATION", "False"), up -> {
            var sent = Home.ask(up.admin(), "What is a hearth?", "fake-1");
            Home.ended(up.admin(), sent);
            Home.eventually(
                    5,
                    () -> up.admin()
                            .get("/api/chats/" + sent.chat())
                            .ok()
                            .text()
                            .contains("What is a hearth?"));
            Home.ended(up.admin(), Home.ask(up.admin(), "And an oven?", "fake-1"));
            assertThat(up.upstream().completions()).hasSize(2);
        }));
        rows.add(new Row(
                Map.of("CORS_ALLOW_ORIGIN", "https://shop.example"),
                up -> assertThat(up.stranger()
                                .with("Origin", "https://shop.example")
                                .get("/health")
                                .header("access-control-allow-origin"))
                        .isEqualTo("https://shop.example")));
        for (var name : List.of("OFFLINE_MODE", "HEARTH_OFFLINE")) {
            rows.add(new Row(
                    Map.of(name, "True"),
                    up -> assertThat(up.admin().post("/api/admin/starter", "").problem())
                            .isEqualTo("403 offline")));
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void hasItsEffect(Row row) throws Exception {
        try (var upstream = new FakeUpstream()) {
            upstream.model("fake-1").says("A fire").titled("Fire");
            upstream.model("fake-2").says("A fire").titled("Fire");
            upstream.answers("GET", "/compatible-mode/v1/models", 404, "application/json", "{}");
            var settings = new HashMap<>(
                    Map.of("PORT", "0", "HOST", "127.0.0.1", "WEBUI_ADMIN_EMAIL", "boss@example.org", "WEBUI_ADMIN_PASSWORD", PASSWORD));
            settings.putIfAbsent("OPENAI_API_BASE_URL", upstream.url() + "/v1");
            row.settings()
                    .forEach((name, value) ->
                            settings.put(name, value.replace("@", upstream.url().toString())));
            Files.createDirectories(data);
            try (var house = new House(new Config(settings, Map.of()), data, Clock.systemUTC())) {
                var admin = new Browser(house);
                admin.post("/api/auth/sign-in", Map.of("email", "boss@example.org", "password", PASSWORD))
                        .ok();
                row.effect().holds(new Up(admin, new Browser(house), upstream));
            }
        }
    }

    @Test
    void anApiKeyOfBeforeLetsNobodyInOnceTheyAreSwitchedOff() {
        try (var home = new Home(data)) {
            var made = home.admin
                    .post("/api/me/keys", Map.of("name", "mine", "scopes", List.of("models")))
                    .ok()
                    .json();
            var program = new Browser(home.house).bearer(made.get("secret").asText());
            program.get("/v1/models").ok();
            home.admin
                    .patch("/api/admin/settings", Map.of("name", "api_keys", "value", false))
                    .ok();
            assertThat(program.get("/v1/models").status()).isEqualTo(403);
            home.admin
                    .patch("/api/admin/settings", Map.of("name", "api_keys", "value", true))
                    .ok();
            program.get("/v1/models").ok();
        }
    }

    @Test
    void everySettingIsTriedSomewhere() {
        var tried = rows().flatMap(row -> row.settings().keySet().stream()).toList();
        assertThat(Settings.all())
                .filteredOn(setting -> !BY_THE_PROCESS.contains(setting.name()) && !OURS.contains(setting.name()))
                .filteredOn(setting -> setting != Settings.AUTH && setting != Settings.ADMIN_EMAIL && setting != Settings.ADMIN_PASSWORD)
                .allSatisfy(setting -> assertThat(setting.names()).containsAnyElementsOf(tried));
    }
}
