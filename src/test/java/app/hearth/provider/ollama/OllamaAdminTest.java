package app.hearth.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.egress.Egress;
import app.hearth.platform.egress.EgressRules;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.provider.FakeUpstream;
import app.hearth.provider.ollama.OllamaPull.Progress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OllamaAdminTest {
    private final FakeUpstream upstream = new FakeUpstream();
    private final Egress egress = new Egress(EgressRules.DEFAULT, Clock.systemUTC());
    private final OllamaAdmin admin = new OllamaAdmin(egress, Clock.systemUTC());

    @AfterEach
    void close() {
        egress.close();
        upstream.close();
    }

    @Test
    void aPullTellsItsProgressOverAllLayers() {
        upstream.pulls(
                Duration.ZERO,
                "{\"status\":\"pulling manifest\"}",
                "{\"status\":\"pulling aaa\",\"digest\":\"sha256:a\",\"total\":100}",
                "{\"status\":\"pulling aaa\",\"digest\":\"sha256:a\",\"total\":100,\"completed\":60}",
                "{\"status\":\"pulling bbb\",\"digest\":\"sha256:b\",\"total\":50,\"completed\":10}",
                "{\"status\":\"pulling aaa\",\"digest\":\"sha256:a\",\"total\":100,\"completed\":100}",
                "{\"status\":\"success\"}");
        var all = new ArrayList<Progress>();
        try (var pull = admin.pull(upstream.ollama(), "qwen3:8b")) {
            for (var progress = pull.next(); progress.isPresent(); progress = pull.next()) {
                all.add(progress.get());
            }
        }
        assertThat(all)
                .containsExactly(
                        new Progress("pulling manifest", 0, 0),
                        new Progress("pulling aaa", 0, 100),
                        new Progress("pulling aaa", 60, 100),
                        new Progress("pulling bbb", 70, 150),
                        new Progress("pulling aaa", 110, 150),
                        new Progress("success", 110, 150));
        assertThat(upstream.asked().getFirst().json().path("model").asText()).isEqualTo("qwen3:8b");
    }

    @Test
    void aPullThatFailsSaysWhy() {
        upstream.pulls(Duration.ZERO, "{\"status\":\"pulling manifest\"}", "{\"error\":\"pull model manifest: file does not exist\"}");
        try (var pull = admin.pull(upstream.ollama(), "nope")) {
            assertThat(pull.next()).isPresent();
            assertThatThrownBy(pull::next)
                    .isInstanceOfSatisfying(
                            HearthException.class,
                            failure ->
                                    assertThat(failure.arguments()).containsEntry("message", "pull model manifest: file does not exist"));
        }
    }

    @Test
    void aPullThatBreaksOffIsLost() {
        upstream.pulls(Duration.ZERO, "{\"status\":\"pulling manifest\"}");
        try (var pull = admin.pull(upstream.ollama(), "m")) {
            assertThat(pull.next()).isPresent();
            assertFails(pull::next, ErrorCode.PROVIDER_LOST);
        }
    }

    @Test
    void cancellingAPullHangsUp() {
        upstream.pulls(Duration.ofMinutes(5), "{\"status\":\"pulling manifest\"}", "{\"status\":\"success\"}");
        var pull = admin.pull(upstream.ollama(), "m");
        assertThat(pull.next()).isPresent();
        var reading = CompletableFuture.supplyAsync(pull::next);
        pull.close();
        assertThat(upstream.asked().getFirst().awaitHangUp(Duration.ofSeconds(5)))
                .isPresent();
        assertThat(reading.orTimeout(5, TimeUnit.SECONDS).join()).isEmpty();
    }

    @Test
    void deletesWhatIsThere() {
        upstream.model("m");
        admin.delete(upstream.ollama(), "m");
        assertFails(() -> admin.delete(upstream.ollama(), "m"), ErrorCode.PROVIDER_MODEL_NOT_FOUND);
    }

    @Test
    void unloadsAModel() {
        upstream.model("m");
        admin.unload(upstream.ollama(), "m");
        var asked = upstream.asked().getFirst();
        assertThat(asked.path()).isEqualTo("/api/generate");
        assertThat(asked.json().toString()).isEqualTo("{\"model\":\"m\",\"keep_alive\":0,\"stream\":false}");
    }

    @Test
    void tellsWhatIsLoaded() {
        upstream.model("m");
        var loaded = admin.loaded(upstream.ollama());
        assertThat(loaded).singleElement().satisfies(model -> {
            assertThat(model.model()).isEqualTo("m");
            assertThat(model.until())
                    .hasValueSatisfying(until -> assertThat(until).isEqualTo("2026-11-23T10:35:30.477382139Z"));
            assertThat(model.window()).hasValue(4096);
        });
        assertThat(admin.version(upstream.ollama())).isEqualTo("0.33.0-rc2");
    }

    @Test
    void theProbeFindsAnOllamaAndNothingElse() {
        var probe = new OllamaProbe(egress);
        assertThat(probe.version(upstream.url())).contains("0.33.0-rc2");
        upstream.answers("GET", "/api/version", 200, "text/html", "<html>something else</html>");
        assertThat(probe.version(upstream.url())).isEmpty();
        upstream.answers("GET", "/api/version", 200, "application/json", "{\"name\":\"another\"}");
        assertThat(probe.version(upstream.url())).isEmpty();
        upstream.close();
        assertThat(probe.version(upstream.url())).isEmpty();
        assertThat(probe.version(URI.create("nonsense"))).isEmpty();
    }

    private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HearthException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
