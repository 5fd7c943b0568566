package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.config.Config;
import app.hearth.platform.id.Ids;
import app.hearth.provider.FakeUpstream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What happens to the replies of somebody whose account goes while they are made.
@Timeout(60)
class LeavingTest {
    @TempDir
    Path data;

    @Test
    void nothingMoreIsAskedOfTheUpstreamForAnAccountThatIsGone() {
        try (var upstream = new FakeUpstream();
                var house = house(upstream)) {
            upstream.model("fake-1").words(2_000, Duration.ofMillis(20));
            var admin = new Browser(house);
            admin.signUp("admin@example.org");
            var removed = admin.invite("bob@example.org");
            var leaving = admin.invite("carol@example.org");
            ask(removed);
            ask(leaving);
            ask(admin);
            upstream.completion(3);
            admin.delete("/api/admin/users/" + removed.me()).ok();
            leaving.delete("/api/me", Map.of("password", Browser.PASSWORD)).ok();
            FakeUpstream.await(() -> upstream.completions().stream()
                            .filter(asked -> asked.hungUp())
                            .count()
                    == 2);
            assertThat(admin.get("/api/runs").ok().json().get("runs")).hasSize(1);
        }
    }

    @Test
    void whoMustWaitForApprovalAgainHasNothingMadeAnyMore() {
        try (var upstream = new FakeUpstream();
                var house = house(upstream)) {
            upstream.model("fake-1").words(2_000, Duration.ofMillis(20));
            var admin = new Browser(house);
            admin.signUp("admin@example.org");
            var bob = admin.invite("bob@example.org");
            var me = bob.me();
            var chat = ask(bob);
            bob.post("/api/chats/" + chat + "/queue", question("another story")).ok();
            upstream.completion(1);
            admin.patch("/api/admin/users/" + me, Map.of("role", "pending")).ok();
            FakeUpstream.await(() -> upstream.completions().getFirst().hungUp());
            admin.patch("/api/admin/users/" + me, Map.of("role", "user")).ok();
            bob.signIn("bob@example.org", Browser.PASSWORD).ok();
            assertThat(bob.get("/api/runs").ok().json().get("runs")).isEmpty();
            assertThat(bob.get("/api/chats/" + chat + "/messages")
                            .ok()
                            .json()
                            .get("queued")
                            .toString())
                    .contains("another story");
            assertThat(upstream.completions()).hasSize(1);
        }
    }

    private House house(FakeUpstream upstream) {
        var settings =
                Map.of("PORT", "0", "HOST", "127.0.0.1", "OPENAI_API_BASE_URL", upstream.url() + "/v1", "ENABLE_OLLAMA_API", "false");
        return new House(new Config(settings, Map.of()), data, Clock.systemUTC());
    }

    private static String ask(Browser who) {
        var chat = Ids.next();
        who.post("/api/chats/" + chat + "/messages", question("a long story")).ok();
        return chat;
    }

    private static Map<String, Object> question(String text) {
        var reply = Map.of("id", Ids.next(), "model", "fake-1");
        return Map.of("id", Ids.next(), "parts", List.of(Map.of("type", "text", "text", text)), "replies", List.of(reply));
    }
}
