package app.hearth.account;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.TestClock;
import app.hearth.platform.config.Config;
import java.nio.file.Path;
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
    private Browser browser;

    @BeforeEach
    void open() {
        house = new House(new Config(Map.of("PORT", "0", "HOST", "127.0.0.1"), Map.of()), data, new TestClock());
        browser = new Browser(house);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theFirstAccountIsTheAdministratorAndThenSignUpIsClosed() {
        assertThat(browser.get("/api/start").json().at("/house/signUp").asText())
                .isEqualTo("first");
        assertThat(browser.signUp("alice@example.org").get("role").asText()).isEqualTo("admin");
        assertThat(browser.get("/api/me").json().get("email").asText()).isEqualTo("alice@example.org");
        assertThat(browser.get("/api/start").json().at("/house/signUp").asText())
                .isEqualTo("closed");
        assertThat(signUp("bob@example.org", "a long enough one")).isEqualTo("403 sign_up_closed");
    }

    @Test
    void signingInAgainNeedsTheRightPassword() {
        browser.signUp("alice@example.org");
        assertThat(browser.post("/api/auth/sign-out", "{}").status()).isEqualTo(204);
        assertThat(browser.get("/api/me").problem()).isEqualTo("401 not_signed_in");
        assertThat(browser.signIn("alice@example.org", "wrong").problem()).isEqualTo("401 wrong_credentials");
        assertThat(browser.signIn("nobody@example.org", "wrong").problem()).isEqualTo("401 wrong_credentials");
        assertThat(browser.signIn("ALICE@example.org ", Browser.PASSWORD).status())
                .isEqualTo(200);
        assertThat(browser.get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void badInputGetsAClearAnswer() {
        assertThat(signUp("alice@example.org", "short")).isEqualTo("400 invalid_field");
        assertThat(signUp("alice@example.org", "password1")).isEqualTo("400 password_too_common");
        assertThat(signUp("alice", "a long enough one")).isEqualTo("400 invalid_field");
        assertThat(browser.post("/api/auth/sign-in", "{").problem()).isEqualTo("400 bad_json");
        assertThat(browser.post("/api/auth/sign-in", "null").problem()).isEqualTo("400 invalid_field");
        assertThat(browser.post("/api/auth/sign-in", "{\"email\":[]}").problem())
                .isEqualTo("400 invalid_field");
        assertThat(browser.post("/api/auth/sign-in", "x".repeat(1_200_000)).problem())
                .isEqualTo("413 too_large");
        assertThat(browser.get("/api/nothing").problem()).isEqualTo("404 not_found");
    }

    @Test
    void anotherSitesWriteIsRefused() {
        var foreign = browser.with("Origin", "http://evil.example");
        assertThat(foreign.post("/api/auth/sign-in", "{}").problem()).isEqualTo("403 wrong_origin");
    }

    @Test
    void errorsSpeakTheCallersLanguage() {
        var chinese = browser.with("Accept-Language", "zh-CN").get("/api/me");
        assertThat(chinese.json().get("detail").asText()).isEqualTo("请先登录。");
    }

    @Test
    void healthAnswersWithTheSecurityHeaders() {
        var health = browser.get("/health");
        assertThat(health.text()).isEqualTo("{\"status\":true}");
        assertThat(health.header("Content-Security-Policy")).contains("script-src 'self'");
    }

    private String signUp(String email, String password) {
        return browser.post("/api/auth/sign-up", Map.of("name", "Someone", "email", email, "password", password))
                .problem();
    }
}
