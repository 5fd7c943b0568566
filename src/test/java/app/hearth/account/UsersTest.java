package app.hearth.account;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.TestClock;
import app.hearth.platform.config.Config;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The people of the house, as administrators manage them.
class UsersTest {
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

    @Test
    void anApprovedPersonGoesOnInTheSessionThatWaited() {
        var bob = alice.invite("bob@example.org", "pending");
        assertThat(bob.get("/api/me/keys").status()).isEqualTo(403);
        var changed = alice.patch(path(bob), Map.of("role", "user")).ok().json();
        assertThat(changed.get("role").asText()).isEqualTo("user");
        assertThat(bob.get("/api/me/keys").status()).isEqualTo(200);
    }

    @Test
    void anotherRoleEndsTheSessions() {
        var bob = alice.invite("bob@example.org", "admin");
        var path = path(bob);
        alice.patch(path, Map.of("role", "user")).ok();
        assertThat(bob.get("/api/me").status()).isEqualTo(401);
        bob.signIn("bob@example.org", Browser.PASSWORD).ok();
        alice.patch(path, Map.of("role", "pending")).ok();
        assertThat(bob.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void aPasswordGivenByTheAdministratorEndsTheSessions() {
        var bob = alice.invite("bob@example.org");
        alice.patch(path(bob), Map.of("password", "a freshly made one")).ok();
        assertThat(bob.get("/api/me").status()).isEqualTo(401);
        assertThat(bob.signIn("bob@example.org", "a freshly made one").status()).isEqualTo(200);
    }

    @Test
    void nameAndEMailChangeAndNothingElse() {
        var bob = alice.invite("bob@example.org");
        var changed = alice.patch(path(bob), Map.of("name", "Robert", "email", "Robert@Example.org"))
                .ok()
                .json();
        assertThat(changed.get("name").asText()).isEqualTo("Robert");
        assertThat(changed.get("email").asText()).isEqualTo("robert@example.org");
        assertThat(bob.get("/api/me").status()).isEqualTo(200);
        assertThat(alice.patch(path(bob), Map.of("email", "alice@example.org")).problem())
                .isEqualTo("409 email_taken");
        assertThat(alice.patch(path(bob), Map.of("role", "king")).problem()).isEqualTo("400 invalid_field");
        assertThat(alice.patch(path(bob), Map.of("password", "12345678")).problem())
                .isEqualTo("400 password_too_common");
    }

    @Test
    void aRemovedPersonIsOutAtOnce() {
        var bob = alice.invite("bob@example.org");
        var path = path(bob);
        assertThat(alice.delete(path).status()).isEqualTo(204);
        assertThat(bob.get("/api/me").status()).isEqualTo(401);
        assertThat(bob.signIn("bob@example.org", Browser.PASSWORD).status()).isEqualTo(401);
        assertThat(alice.delete(path).problem()).isEqualTo("404 not_found");
        assertThat(alice.get("/api/admin/users").json().get("total").asInt()).isEqualTo(1);
        alice.invite("bob@example.org");
    }

    @Test
    void theFounderIsTheirOwnMaster() {
        var bob = alice.invite("bob@example.org", "admin");
        var founder = path(alice);
        assertThat(bob.delete(founder).problem()).isEqualTo("403 primary_admin");
        assertThat(bob.patch(founder, Map.of("role", "user")).problem()).isEqualTo("403 primary_admin");
        assertThat(bob.patch(founder, Map.of("password", "now it is bob's")).problem())
                .isEqualTo("403 primary_admin");
        assertThat(bob.patch(founder, Map.of("email", "bob2@example.org")).problem())
                .isEqualTo("403 primary_admin");
        assertThat(alice.patch(founder, Map.of("role", "user")).problem()).isEqualTo("403 primary_admin");
        assertThat(alice.patch(founder, Map.of("name", "Alice A.")).status()).isEqualTo(200);
        assertThat(alice.get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void theListIsPagedAndSearched() {
        for (int i = 0; i < 5; i++) {
            clock.pass(Duration.ofSeconds(i % 2)); // some were made in the same millisecond
            alice.post("/api/admin/users", Map.of("name", "Person " + i, "email", "p" + i + "@example.org", "password", Browser.PASSWORD))
                    .ok();
        }
        var emails = new ArrayList<String>();
        var after = "";
        do {
            var page = alice.get("/api/admin/users?limit=2" + after).ok().json();
            assertThat(page.get("total").asInt()).isEqualTo(6);
            emails.addAll(emails(page));
            after = page.get("next").isNull()
                    ? ""
                    : "&after=" + page.get("next").asText();
        } while (!after.isEmpty());
        assertThat(emails).hasSize(6).doesNotHaveDuplicates().startsWith("alice@example.org");

        assertThat(emails(alice.get("/api/admin/users?q=PERSON%203").json())).containsExactly("p3@example.org");
        assertThat(emails(alice.get("/api/admin/users?q=P4@").json())).containsExactly("p4@example.org");
        assertThat(emails(alice.get("/api/admin/users?q=%25").json())).isEmpty();
        assertThat(emails(alice.get("/api/admin/users?q=_").json())).isEmpty();
        alice.post("/api/admin/users", Map.of("email", "waits@example.org", "password", Browser.PASSWORD, "role", "pending"))
                .ok();
        var waiting = alice.get("/api/admin/users?role=pending").ok().json();
        assertThat(emails(waiting)).containsExactly("waits@example.org");
        assertThat(waiting.get("total").asInt()).isEqualTo(1);
        assertThat(alice.get("/api/admin/users?role=king").problem()).isEqualTo("400 invalid_field");
        assertThat(alice.get("/api/admin/users?after=x").problem()).isEqualTo("400 invalid_field");
        assertThat(alice.get("/api/admin/users?limit=1000").problem()).isEqualTo("400 invalid_field");
    }

    private static List<String> emails(JsonNode page) {
        return StreamSupport.stream(page.get("users").spliterator(), false)
                .map(user -> user.get("email").asText())
                .toList();
    }

    private static String path(Browser person) {
        return "/api/admin/users/" + person.me();
    }
}
