package app.hearth.compat;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.platform.config.Config;
import app.hearth.platform.json.Json;
import app.hearth.provider.FakeUpstream;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/// Other people's clients at the front door: OpenAI's SDK and what speaks Open WebUI's API.
class CompatTest {
    @TempDir
    Path data;

    private final FakeUpstream upstream = new FakeUpstream();
    private House house;
    private Browser browser;

    @BeforeEach
    void open() {
        upstream.key("sk-upstream").model("fake-1");
        var settings = Map.of(
                "PORT", "0",
                "HOST", "127.0.0.1",
                "OPENAI_API_BASE_URL", upstream.url() + "/v1",
                "OPENAI_API_KEY", "sk-upstream",
                "ENABLE_OLLAMA_API", "false");
        house = new House(new Config(settings, Map.of()), data, Clock.systemUTC());
        browser = new Browser(house);
        browser.signUp("alice@example.org");
    }

    @AfterEach
    void close() {
        house.close();
        upstream.close();
    }

    @Test
    void openWebUisSignInAnswersATokenThatEndsWithItsSession() {
        var wrong = browser.stranger().post("/api/v1/auths/signin", Map.of("email", "alice@example.org", "password", "wrong"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().get("detail").asText()).isEqualTo("E-mail or password is wrong.");

        var session = signIn();
        assertThat(session.get("token_type").asText()).isEqualTo("Bearer");
        assertThat(session.get("role").asText()).isEqualTo("admin");
        assertThat(session.get("expires_at").asLong())
                .isBetween(Clock.systemUTC().millis() / 1000, Clock.systemUTC().millis() / 1000 + 29 * 86_400);
        assertThat(session.at("/permissions/chat/edit").asBoolean()).isTrue();
        var program = browser.stranger().bearer(session.get("token").asText());
        assertThat(program.get("/api/v1/auths/").ok().json().get("email").asText())
                .isEqualTo("alice@example.org");
        assertThat(program.post("/api/v1/auths/update/profile", Map.of("name", "Alice"))
                        .ok()
                        .json()
                        .get("name")
                        .asText())
                .isEqualTo("Alice");
        assertThat(program.post("/api/v1/auths/update/password", Map.of("password", Browser.PASSWORD, "new_password", "another long one"))
                        .ok()
                        .text())
                .isEqualTo("true");
        assertThat(browser.get("/api/me").status())
                .as("the other session ended")
                .isEqualTo(401);
        assertThat(program.get("/api/v1/auths/signout").ok().text()).isEqualTo("{\"status\":true}");
        assertThat(program.get("/api/models").status()).isEqualTo(401);
        assertThat(program.get("/api/models").json().get("detail").asText()).isEqualTo("Sign in first.");
    }

    @Test
    void theHouseIsDescribedInOpenWebUisShape() {
        var config = browser.stranger().get("/api/config").ok().json();
        assertThat(config.get("status").asBoolean()).isTrue();
        assertThat(config.get("onboarding").asBoolean()).isFalse();
        assertThat(config.at("/features/enable_signup").asBoolean()).isFalse();
        assertThat(browser.get("/api/version").ok().json().has("version")).isTrue();
        assertThat(browser.get("/health").text()).isEqualTo("{\"status\":true}");
        assertThat(browser.get("/health/db").text()).isEqualTo("{\"status\":true}");
        var models = program().get("/api/models").ok().json().get("data");
        assertThat(models).hasSize(1);
        assertThat(models.get(0).get("id").asText()).isEqualTo("fake-1");
        assertThat(models.get(0).get("owned_by").asText()).isEqualTo("openai");
        assertThat(program().get("/v1/models").ok().json().at("/data/0/id").asText())
                .isEqualTo("fake-1");
        assertThat(program().get("/v1/models/fake-1").ok().json().get("object").asText())
                .isEqualTo("model");
        assertThat(program().get("/v1/models/no/such").json().at("/error/code").asText())
                .isEqualTo("model_not_found");
    }

    @Test
    void aCompletionPassesThroughWithEveryField() {
        upstream.model("fake-1").says("Hel", "lo");
        var request = """
            {"model":"fake-1","messages":[{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_usage":true},\
            "seed":123456789012345678901,"x_unknown":{"deep":[1.10]}}\
            """;
        try (var stream = program().events("POST", "/v1/chat/completions", request)) {
            assertThat(stream.status()).isEqualTo(200);
            var text = new StringBuilder();
            var usage = false;
            var done = false;
            for (var event = stream.next(); event.isPresent(); event = stream.next()) {
                var data = event.get().data();
                done |= data.equals("[DONE]");
                if (!done) {
                    text.append(Json.parse(data).at("/choices/0/delta/content").asText());
                    usage |= Json.parse(data).path("usage").isObject();
                }
            }
            assertThat(text).hasToString("Hello");
            assertThat(usage).isTrue();
            assertThat(done).isTrue();
        }
        assertThat(new String(upstream.completion(1).body(), StandardCharsets.UTF_8))
                .isEqualTo(request);
    }

    @Test
    void openWebUisOwnFieldsStayInTheHouse() {
        upstream.model("fake-1").says("Hel", "lo");
        var request = Map.of(
                "model",
                "fake-1",
                "messages",
                List.of(Map.of("role", "user", "content", "hi")),
                "chat_id",
                "c",
                "features",
                Map.of("web_search", true),
                "temperature",
                0.5);
        var answer = program().post("/api/chat/completions", request).ok().json();
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("Hello");
        var sent = upstream.completion(1).json();
        assertThat(sent.has("chat_id")).isFalse();
        assertThat(sent.has("features")).isFalse();
        assertThat(sent.get("temperature").asDouble()).isEqualTo(0.5);
    }

    @Test
    void anUpstreamsRefusalKeepsItsStatusAndWords() {
        upstream.model("fake-1").fails(429, "slow down");
        var answer = program()
                .post("/v1/chat/completions", Map.of("model", "fake-1", "messages", List.of(Map.of("role", "user", "content", "x"))));
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.text()).contains("slow down");
    }

    @Test
    void ourOwnRefusalsSpeakTheCallersDialect() {
        var unknown = Map.of("model", "nope", "messages", List.of());
        assertThat(program()
                        .post("/v1/chat/completions", unknown)
                        .json()
                        .at("/error/code")
                        .asText())
                .isEqualTo("model_not_found");
        var both = program().post("/api/chat/completions", unknown).json();
        assertThat(both.get("detail").asText()).contains("nope");
        assertThat(both.at("/error/message").asText()).contains("nope");
        assertThat(program()
                        .post("/v1/chat/completions", "{")
                        .json()
                        .at("/error/code")
                        .asText())
                .isEqualTo("bad_json");
        assertThat(program().get("/api/v1/nothing").status()).isEqualTo(404);
        assertThat(browser.stranger().get("/v1/models").json().at("/error/code").asText())
                .isEqualTo("not_signed_in");
    }

    @Test
    void aClientThatLeavesFreesTheUpstreamAlsoWhileItThinks() {
        upstream.model("fake-1").pausing(Duration.ofMinutes(1)).says("late");
        try (var _ = program()
                .events(
                        "POST",
                        "/v1/chat/completions",
                        "{\"model\":\"fake-1\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")) {
            upstream.completion(1);
        }
        assertThat(upstream.completion(1).awaitHangUp(Duration.ofSeconds(5))).isPresent();
    }

    @Test
    void aClientThatLeavesFreesTheUpstreamAlsoWhenItAskedForNoStream() throws IOException {
        var never = new CountDownLatch(1);
        upstream.model("fake-1").awaits(never).says("late");
        var token = signIn().get("token").asText();
        var body = "{\"model\":\"fake-1\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), house.port())) {
            var request = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                    + token + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            upstream.completion(1);
        }
        assertThat(upstream.completion(1).awaitHangUp(Duration.ofSeconds(5))).isPresent();
    }

    @Test
    void embeddingsPassThrough() {
        upstream.answers("POST", "/v1/embeddings", 200, "application/json", "{\"data\":[{\"embedding\":[0.5]}],\"extra\":1}");
        var answer = program().post("/v1/embeddings", Map.of("model", "fake-1", "input", "x"));
        assertThat(answer.ok().text()).isEqualTo("{\"data\":[{\"embedding\":[0.5]}],\"extra\":1}");
    }

    @Test
    void theApiDescribesItself() {
        var document = browser.get("/api/openapi.json").ok().json();
        assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
        assertThat(document.at("/paths/~1api~1chats/get").isMissingNode()).isFalse();
    }

    /// The official `openai` package.
    @Test
    @EnabledIfEnvironmentVariable(named = "HEARTH_TEST_PYTHON", matches = ".+", disabledReason = "./hearth test fetches the openai package")
    void openAisOwnSdkWorks() throws IOException, InterruptedException {
        upstream.model("fake-1").says("Hel", "lo");
        var key = browser.post("/api/me/keys", Map.of("name", "sdk", "scopes", List.of("models")))
                .ok()
                .json()
                .get("secret")
                .asText();
        var python = new ProcessBuilder(
                        System.getenv("HEARTH_TEST_PYTHON"),
                        "src/test/python/openai_sdk.py",
                        "http://127.0.0.1:" + house.port() + "/v1",
                        key)
                .redirectErrorStream(true)
                .start();
        var said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(python.exitValue()).as(said).isZero();
    }

    private JsonNode signIn() {
        return browser.stranger()
                .post("/api/v1/auths/signin", Map.of("email", "alice@example.org", "password", Browser.PASSWORD))
                .ok()
                .json();
    }

    private Browser program() {
        return browser.stranger().bearer(signIn().get("token").asText());
    }
}
