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

    private House house(FakeUpstream upstream) {
        var settings =
                Map.of("PORT", "0", "HOST", "127.0.0.1", "OPENAI_API_BASE_URL", upstream.url() + "/v1", "ENABLE_OLLAMA_API", "false");
        return new House(new Config(settings, Map.of()), data, Clock.systemUTC());
    }

    private static void ask(Browser who) {
        var reply = Map.of("id", Ids.next(), "model", "fake-1");
        var part = Map.of("type", "text", "text", "a long story");
        who.post("/api/chats/" + Ids.next() + "/messages", Map.of("id", Ids.next(), "parts", List.of(part), "replies", List.of(reply)))
                .ok();
    }
}
