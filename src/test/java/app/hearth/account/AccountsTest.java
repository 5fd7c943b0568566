package app.hearth.account;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.House;
import app.hearth.platform.config.Config;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Through the front door: the real server, a real database.
class AccountsTest {
    @TempDir
    Path data;

    private House house;
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @BeforeEach
    void open() {
        house = new House(new Config(Map.of("PORT", "0", "HOST", "127.0.0.1"), Map.of()), data, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theFirstAccountIsTheAdministratorAndThenSignUpIsClosed() throws Exception {
        assertThat(json(get("/api/start")).at("/house/signUp").asText()).isEqualTo("first");
        var me = signUp("alice@example.org", "a long enough one");
        assertThat(me.statusCode()).isEqualTo(200);
        assertThat(json(me).get("role").asText()).isEqualTo("admin");
        assertThat(json(get("/api/me")).get("email").asText()).isEqualTo("alice@example.org");
        assertThat(json(get("/api/start")).at("/house/signUp").asText()).isEqualTo("closed");
        assertThat(problem(signUp("bob@example.org", "a long enough one"))).isEqualTo("403 sign_up_closed");
    }

    @Test
    void signingInAgainNeedsTheRightPassword() throws Exception {
        signUp("alice@example.org", "a long enough one");
        assertThat(post("/api/auth/sign-out", "{}").statusCode()).isEqualTo(204);
        assertThat(problem(get("/api/me"))).isEqualTo("401 not_signed_in");
        assertThat(problem(post("/api/auth/sign-in", "{\"email\":\"alice@example.org\",\"password\":\"wrong\"}")))
                .isEqualTo("401 wrong_credentials");
        assertThat(problem(post("/api/auth/sign-in", "{\"email\":\"nobody@example.org\",\"password\":\"wrong\"}")))
                .isEqualTo("401 wrong_credentials");
        assertThat(post("/api/auth/sign-in", "{\"email\":\" Alice@example.org\",\"password\":\"a long enough one\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/api/me").statusCode()).isEqualTo(200);
    }

    @Test
    void badInputGetsAClearAnswer() throws Exception {
        assertThat(problem(signUp("alice@example.org", "short"))).isEqualTo("400 invalid_field");
        assertThat(problem(signUp("alice@example.org", "password1"))).isEqualTo("400 password_too_common");
        assertThat(problem(signUp("alice", "a long enough one"))).isEqualTo("400 invalid_field");
        assertThat(problem(post("/api/auth/sign-in", "{"))).isEqualTo("400 bad_json");
        assertThat(problem(post("/api/auth/sign-in", "null"))).isEqualTo("400 invalid_field");
        assertThat(problem(post("/api/auth/sign-in", "{\"email\":[]}"))).isEqualTo("400 invalid_field");
        assertThat(problem(post("/api/auth/sign-in", "x".repeat(1_200_000)))).isEqualTo("413 too_large");
        assertThat(problem(get("/api/nothing"))).isEqualTo("404 not_found");
        assertThat(problem(get("/v1/nothing"))).isEqualTo("404 not_found");
    }

    @Test
    void anotherSitesWriteIsRefused() throws Exception {
        var foreign = request("/api/auth/sign-in")
                .header("Origin", "http://evil.example")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"));
        assertThat(problem(send(foreign))).isEqualTo("403 wrong_origin");
        var form = request("/api/auth/sign-in")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"));
        assertThat(problem(send(form))).isEqualTo("415 unsupported_media_type");
    }

    @Test
    void errorsSpeakTheCallersLanguage() throws Exception {
        var chinese = send(request("/api/me").header("Accept-Language", "zh-CN").GET());
        assertThat(json(chinese).get("detail").asText()).isEqualTo("请先登录。");
    }

    @Test
    void healthAnswersWithTheSecurityHeaders() throws Exception {
        assertThat(get("/health").body()).isEqualTo("{\"status\":true}");
        assertThat(get("/health")
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("script-src 'self'");
    }

    private HttpResponse<String> signUp(String email, String password) throws IOException, InterruptedException {
        return post("/api/auth/sign-up", Json.write(Map.of("name", "Someone", "email", email, "password", password)));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + house.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.parse(response.body());
    }

    private static String problem(HttpResponse<String> response) {
        return response.statusCode() + " " + json(response).get("code").asText();
    }
}
