package app.hearth.account;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.TestClock;
import app.hearth.platform.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Guessing is slow, and failing on purpose locks nobody out.
class SignInLimitsTest {
    private static final String ALICE = "alice@example.org";

    @TempDir
    Path data;

    private final TestClock clock = new TestClock();
    private House house;
    private Browser alice;

    @BeforeEach
    void open() {
        house = new House(new Config(Map.of("PORT", "0", "HOST", "127.0.0.1"), Map.of()), data, clock);
        alice = new Browser(house);
        alice.signUp(ALICE);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Browser from(String address) {
        return alice.with("X-Forwarded-For", address);
    }

    private static List<Integer> fail(Browser browser, String email, int times) {
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < times; i++) {
            statuses.add(browser.signIn(email, "wrong").status());
        }
        return statuses;
    }

    @Test
    void theSixthFailureInARowHasToWait() {
        var guesser = from("192.0.2.1");
        assertThat(fail(guesser, ALICE, 6)).containsExactly(401, 401, 401, 401, 401, 429);
        var refused = guesser.signIn(ALICE, Browser.PASSWORD);
        assertThat(refused.problem()).isEqualTo("429 too_many_attempts");
        assertThat(refused.header("Retry-After")).isEqualTo("10");
        assertThat(refused.json().get("detail").asText()).contains("10 seconds");
    }

    @Test
    void blocksGrowToAQuarterOfAnHour() {
        var guesser = from("192.0.2.1");
        fail(guesser, ALICE, 5);
        var waits = new ArrayList<String>();
        for (int i = 0; i < 9; i++) {
            var wait = guesser.signIn(ALICE, "wrong").header("Retry-After");
            waits.add(wait);
            clock.pass(Duration.ofSeconds(Long.parseLong(wait)));
            assertThat(guesser.signIn(ALICE, "wrong").status()).isEqualTo(401);
        }
        assertThat(waits).startsWith("10", "20", "40", "80").endsWith("900");
        clock.pass(Duration.ofDays(1));
        assertThat(guesser.signIn(ALICE, Browser.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void anUnknownAccountIsCountedLikeAKnownOne() {
        assertThat(fail(from("192.0.2.1"), "nobody@example.org", 8)).isEqualTo(fail(from("192.0.2.2"), ALICE, 8));
    }

    @Test
    void aGuesserWithManyAccountsIsStoppedByAddress() {
        var guesser = from("192.0.2.1");
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 20; i++) {
            statuses.addAll(fail(guesser, "person" + i + "@example.org", 1));
        }
        assertThat(statuses).endsWith(429).contains(401);
        assertThat(from("192.0.2.2").signIn("person1@example.org", "wrong").status())
                .isEqualTo(401);
    }

    @Test
    void aGuesserWithManyAddressesIsStoppedByAccountButItsOwnerIsNot() {
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 20; i++) {
            statuses.addAll(fail(from("192.0.2." + i), ALICE, 1));
        }
        assertThat(statuses).endsWith(429).contains(401);
        assertThat(from("198.51.100.7").signIn(ALICE, Browser.PASSWORD).status())
                .isEqualTo(429);
        // the browser that alice signed up with is known
        alice.post("/api/auth/sign-out", "{}").ok();
        assertThat(alice.signIn(ALICE, Browser.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void aKnownBrowserIsNoWayToGuess() {
        assertThat(fail(alice, ALICE, 6)).endsWith(401, 429);
        // nor to guess at others, or with a mark of one's own making
        var mark = "hearth_" + house.port() + "-known";
        var forged = from("192.0.2.9").with("Cookie", mark + "=abc.99999999999999.abc");
        assertThat(fail(forged, ALICE, 6)).endsWith(401, 429);
    }

    @Test
    void theWholeNetworkOfAnIpv6AddressIsOne() {
        fail(from("2001:db8:1:2::1"), ALICE, 5);
        assertThat(from("2001:db8:1:2:ffff::9").signIn(ALICE, "wrong").status()).isEqualTo(429);
        assertThat(from("2001:db8:1:3::1").signIn(ALICE, "wrong").status()).isEqualTo(401);
    }

    @Test
    void theRightPasswordClearsTheCount() {
        var browser = from("192.0.2.1");
        for (int i = 0; i < 4; i++) {
            assertThat(fail(browser, ALICE, 4)).containsOnly(401);
            assertThat(browser.signIn(ALICE, Browser.PASSWORD).status()).isEqualTo(200);
        }
    }

    @Test
    void ownSignInsDoNotWashAnAddressClean() {
        alice.invite("mallory@example.org");
        var address = from("192.0.2.1");
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 20; i++) {
            statuses.addAll(fail(address, "person" + i + "@example.org", 1));
            address.stranger().signIn("mallory@example.org", Browser.PASSWORD);
        }
        assertThat(statuses).endsWith(429);
    }

    @Test
    void aHundredGuessesAtOnceAreAHundred() throws InterruptedException {
        var statuses = new ConcurrentLinkedQueue<Integer>();
        var threads = new ArrayList<Thread>();
        var guesser = from("192.0.2.1");
        for (int i = 0; i < 40; i++) {
            threads.add(Thread.startVirtualThread(
                    () -> statuses.add(guesser.stranger().signIn(ALICE, "wrong").status())));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(statuses).hasSize(40);
        assertThat(statuses.stream().filter(status -> status == 401)).hasSize(5);
    }

    @Test
    void onlyListedProxiesAreBelieved() {
        house.close();
        house = new House(
                new Config(Map.of("PORT", "0", "HOST", "127.0.0.1", "HEARTH_TRUSTED_PROXIES", "10.0.0.0/8"), Map.of()), data, clock);
        alice = new Browser(house);
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 6; i++) {
            statuses.addAll(fail(from("192.0.2." + i), ALICE, 1));
        }
        assertThat(statuses).endsWith(429);
    }

    @Test
    void theCurrentPasswordIsNotGuessedEither() {
        var form = Map.of("current", "wrong", "password", "another long one");
        for (int i = 0; i < 5; i++) {
            assertThat(alice.post("/api/me/password", form).problem()).isEqualTo("400 wrong_password");
        }
        assertThat(alice.post("/api/me/password", form).problem()).isEqualTo("429 too_many_attempts");
        assertThat(alice.delete("/api/me", Map.of("password", "wrong")).problem())
                .isEqualTo("429 too_many_attempts");
    }

    @Test
    void signUpIsLimitedByAddress() {
        var last = "";
        var robot = from("192.0.2.66");
        for (int i = 0; i < 101; i++) {
            last = robot.post("/api/auth/sign-up", "{}").problem();
        }
        assertThat(last).isEqualTo("429 too_many_attempts");
    }
}
