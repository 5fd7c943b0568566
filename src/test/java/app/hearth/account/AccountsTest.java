package app.hearth.account;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.TestClock;
import app.hearth.platform.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Through the front door: the real server, a real database.
class AccountsTest {
    @TempDir
    Path data;

    private final TestClock clock = new TestClock();
    private House house;
    private Browser browser;

    @BeforeEach
    void open() {
        open(Map.of());
    }

    private void open(Map<String, String> environment) {
        var all = new HashMap<>(Map.of("PORT", "0", "HOST", "127.0.0.1"));
        all.putAll(environment);
        house = new House(new Config(all, Map.of()), data, clock);
        browser = new Browser(house);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void reopen(Map<String, String> environment) {
        house.close();
        open(environment);
    }

    @Test
    void theFirstAccountIsTheAdministratorAndThenSignUpIsClosed() {
        assertThat(start(browser)).isEqualTo("first");
        var me = browser.signUp("alice@example.org");
        assertThat(me.get("role").asText()).isEqualTo("admin");
        assertThat(me.get("founder").asBoolean()).isTrue();
        assertThat(browser.get("/api/me").json()).isEqualTo(me);
        assertThat(start(browser)).isEqualTo("closed");
        assertThat(signUp("bob@example.org", "a long enough one")).isEqualTo("403 sign_up_closed");
    }

    @Test
    void ofManyWhoSignUpToAnEmptyHouseAtOnceOneGetsIn() throws InterruptedException {
        var answers = new ConcurrentLinkedQueue<String>();
        var threads = new java.util.ArrayList<Thread>();
        for (int i = 0; i < 12; i++) {
            var email = "racer" + i + "@example.org";
            threads.add(Thread.startVirtualThread(() -> answers.add(new Browser(house)
                    .post("/api/auth/sign-up", Map.of("name", "R", "email", email, "password", Browser.PASSWORD))
                    .problem())));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(answers).hasSize(12).containsOnlyOnce("200").contains("403 sign_up_closed");
        assertThat(answers).allMatch(answer -> answer.equals("200") || answer.equals("403 sign_up_closed"));
    }

    @Test
    void laterAccountsGetTheRoleThatTheEnvironmentSays() {
        reopen(Map.of("ENABLE_SIGNUP", "true", "DEFAULT_USER_ROLE", "user"));
        browser.signUp("alice@example.org");
        assertThat(start(browser)).isEqualTo("open");
        assertThat(browser.stranger().signUp("bob@example.org").get("role").asText())
                .isEqualTo("user");
        assertThat(signUp("BOB@example.org", "a long enough one")).isEqualTo("409 email_taken");
    }

    @Test
    void whoeverWaitsForApprovalSeesOnlyTheirAccount() {
        reopen(Map.of("ENABLE_SIGNUP", "true"));
        browser.signUp("alice@example.org");
        var bob = browser.stranger();
        assertThat(bob.signUp("bob@example.org").get("role").asText()).isEqualTo("pending");
        assertThat(bob.get("/api/me").status()).isEqualTo(200);
        assertThat(bob.get("/api/me/keys").problem()).isEqualTo("403 account_pending");
        assertThat(bob.get("/api/admin/users").problem()).isEqualTo("403 account_pending");
    }

    @Test
    void signingInAgainNeedsTheRightPassword() {
        browser.signUp("alice@example.org");
        assertThat(browser.post("/api/auth/sign-out", "{}").status()).isEqualTo(204);
        assertThat(browser.get("/api/me").problem()).isEqualTo("401 not_signed_in");
        assertThat(browser.signIn("alice@example.org", "wrong").problem()).isEqualTo("401 wrong_credentials");
        assertThat(browser.signIn("nobody@example.org", "wrong").problem()).isEqualTo("401 wrong_credentials");
        assertThat(browser.post("/api/auth/sign-in", "{}").problem()).isEqualTo("401 wrong_credentials");
        assertThat(browser.signIn("ALICE@example.org ", Browser.PASSWORD).status())
                .isEqualTo(200);
        assertThat(browser.get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void theCookieIsOutOfReachOfScriptsAndOfOtherWebsites() {
        var answer = browser.post("/api/auth/sign-up", Map.of("name", "A", "email", "alice@example.org", "password", Browser.PASSWORD));
        assertThat(answer.headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("hearth_" + house.port() + "="))
                .allMatch(cookie -> cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"));
    }

    @Test
    void badInputGetsAClearAnswer() {
        assertThat(signUp("alice@example.org", "short")).isEqualTo("400 invalid_field");
        assertThat(signUp("alice@example.org", "x".repeat(129))).isEqualTo("400 invalid_field");
        assertThat(signUp("alice@example.org", "password1")).isEqualTo("400 password_too_common");
        assertThat(signUp("alice.smith@example.org", "alice.smith1")).isEqualTo("400 password_too_common");
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
    void aPasswordOfEightOr128CharactersWillDo() {
        assertThat(signUp("alice@example.org", "炉边夜话很温暖啊")).isEqualTo("200");
        reopen(Map.of("ENABLE_SIGNUP", "true"));
        assertThat(signUp("bob@example.org", "😀".repeat(64) + "xyzw".repeat(16)))
                .isEqualTo("200");
        assertThat(browser.signIn("bob@example.org", "😀".repeat(64) + "xyzw".repeat(16))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void preferencesAreMergedKeyByKey() {
        browser.signUp("alice@example.org");
        browser.patch("/api/me", "{\"preferences\":{\"theme\":\"dark\",\"a\":{\"b\":1}},\"language\":\"zh-CN\"}")
                .ok();
        var me = browser.patch("/api/me", "{\"preferences\":{\"a\":null,\"wide\":true},\"name\":\" Alice \"}")
                .ok()
                .json();
        assertThat(me.get("preferences").toString()).isEqualTo("{\"theme\":\"dark\",\"wide\":true}");
        assertThat(me.get("language").asText()).isEqualTo("zh-CN");
        assertThat(me.get("name").asText()).isEqualTo("Alice");
        assertThat(browser.patch("/api/me", "{\"language\":null}")
                        .json()
                        .get("language")
                        .isNull())
                .isTrue();
        assertThat(browser.patch("/api/me", "{\"language\":\"tlh\"}").problem()).isEqualTo("400 invalid_field");
        assertThat(browser.patch("/api/me", Map.of("preferences", Map.of("x", "y".repeat(65_000))))
                        .problem())
                .isEqualTo("413 too_large");
    }

    @Test
    void aSessionLives28DaysPastItsLastUse() {
        browser.signUp("alice@example.org");
        for (int i = 0; i < 3; i++) {
            clock.pass(Duration.ofDays(27));
            assertThat(browser.get("/api/me").status()).isEqualTo(200);
        }
        clock.pass(Duration.ofDays(28).plusSeconds(1));
        assertThat(browser.get("/api/me").problem()).isEqualTo("401 not_signed_in");
    }

    @Test
    void peopleSeeTheirDevicesAndSignThemOut() {
        browser.signUp("alice@example.org");
        var phone = browser.with("User-Agent", "Phone");
        phone.signIn("alice@example.org", Browser.PASSWORD).ok();
        var devices = browser.get("/api/me/sessions").ok().json().get("sessions");
        assertThat(devices).hasSize(2);
        var other = devices.get(0).get("current").asBoolean() ? devices.get(1) : devices.get(0);
        assertThat(other.get("device").asText()).isEqualTo("Phone");
        assertThat(other.get("address").asText()).isEqualTo("127.0.0.1");
        assertThat(browser.delete("/api/me/sessions/" + other.get("id").asText())
                        .status())
                .isEqualTo(204);
        assertThat(phone.get("/api/me").status()).isEqualTo(401);
        assertThat(browser.delete("/api/me/sessions/" + other.get("id").asText())
                        .problem())
                .isEqualTo("404 not_found");

        phone.signIn("alice@example.org", Browser.PASSWORD).ok();
        assertThat(browser.delete("/api/me/sessions").status()).isEqualTo(204);
        assertThat(phone.get("/api/me").status()).isEqualTo(401);
        assertThat(browser.get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void anotherPersonsSessionIsNotFound() {
        browser.signUp("alice@example.org");
        var bob = browser.invite("bob@example.org");
        var session =
                browser.get("/api/me/sessions").json().at("/sessions/0/id").asText();
        assertThat(bob.delete("/api/me/sessions/" + session).problem()).isEqualTo("404 not_found");
        assertThat(browser.get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void anotherPasswordEndsAllOtherSessions() {
        browser.signUp("alice@example.org");
        var phone = browser.stranger();
        phone.signIn("alice@example.org", Browser.PASSWORD).ok();
        assertThat(browser.post("/api/me/password", Map.of("current", "wrong", "password", "another long one"))
                        .problem())
                .isEqualTo("400 wrong_password");
        assertThat(browser.post("/api/me/password", Map.of("current", Browser.PASSWORD, "password", "12345678"))
                        .problem())
                .isEqualTo("400 password_too_common");
        assertThat(browser.post("/api/me/password", Map.of("current", Browser.PASSWORD, "password", "another long one"))
                        .status())
                .isEqualTo(204);
        assertThat(phone.get("/api/me").status()).isEqualTo(401);
        assertThat(browser.get("/api/me").status()).isEqualTo(200);
        assertThat(phone.signIn("alice@example.org", Browser.PASSWORD).status()).isEqualTo(401);
        assertThat(phone.signIn("alice@example.org", "another long one").status())
                .isEqualTo(200);
    }

    @Test
    void peopleLeaveWithTheirPasswordButTheFounderStays() {
        browser.signUp("alice@example.org");
        var bob = browser.invite("bob@example.org");
        assertThat(bob.delete("/api/me", Map.of("password", "wrong")).problem()).isEqualTo("400 wrong_password");
        assertThat(bob.delete("/api/me", Map.of("password", Browser.PASSWORD)).status())
                .isEqualTo(204);
        assertThat(bob.get("/api/me").status()).isEqualTo(401);
        assertThat(bob.signIn("bob@example.org", Browser.PASSWORD).problem()).isEqualTo("401 wrong_credentials");
        assertThat(browser.delete("/api/me", Map.of("password", Browser.PASSWORD))
                        .problem())
                .isEqualTo("403 primary_admin");
    }

    @Test
    void signingInAsSomebodyElseEndsTheSessionBefore() {
        browser.signUp("alice@example.org");
        browser.invite("bob@example.org");
        var cookie = browser.cookie("hearth_").orElseThrow();
        browser.signIn("bob@example.org", Browser.PASSWORD).ok();
        assertThat(browser.with("Cookie", "hearth_" + house.port() + "=" + cookie)
                        .get("/api/me")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void errorsSpeakTheCallersLanguage() {
        var chinese = browser.with("Accept-Language", "zh-CN").get("/api/me");
        assertThat(chinese.json().get("detail").asText()).isEqualTo("请先登录。");
    }

    private static String start(Browser browser) {
        return browser.get("/api/start").ok().json().at("/house/signUp").asText();
    }

    private String signUp(String email, String password) {
        return browser.stranger()
                .post("/api/auth/sign-up", Map.of("name", "Someone", "email", email, "password", password))
                .problem();
    }
}
