package app.hearth.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// With a real `llama-server` and a real small model, which `./hearth test` fetches.
@Tag("model")
@Isolated("kills the interpreters that run below this process")
@EnabledIfEnvironmentVariable(named = "HEARTH_TEST_MODEL", matches = ".+", disabledReason = "./hearth test fetches the model")
class LocalModelsTest {
    private static final String MODEL = "SmolLM2-135M-Instruct.Q4_1";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path data;

    private final ManualClock clock = new ManualClock();
    private LocalOptions options;

    @BeforeEach
    void placeTheModel() throws IOException {
        options = new LocalOptions(
                data, Optional.of(Path.of(System.getenv("HEARTH_TEST_ENGINE"))), 2048, Duration.ofMinutes(10), Duration.ofMinutes(2));
        Files.createDirectories(data.resolve("models"));
        Files.createSymbolicLink(data.resolve("models").resolve(MODEL + ".gguf"), Path.of(System.getenv("HEARTH_TEST_MODEL")));
    }

    @Test
    void startsOnFirstUseAndAnswers() throws Exception {
        try (var models = new LocalModels(options, LocalModelsTest::isUp, clock)) {
            assertThat(models.list()).containsExactly(new LocalModel(MODEL, MODEL, 98_362_432, LocalModel.State.STOPPED, true));
            var answer = ask(models.baseUrl(MODEL), models.key());
            assertThat(answer).contains("\"finish_reason\"").contains("\"completion_tokens\":");
            assertThat(models.list().getFirst().state()).isEqualTo(LocalModel.State.READY);
        }
    }

    @Test
    void stopsWhenIdleAndStartsAgain() {
        try (var models = new LocalModels(options, LocalModelsTest::isUp, clock)) {
            var first = models.baseUrl(MODEL);
            models.sweep(); // loading the model was work
            clock.pass(Duration.ofMinutes(9));
            models.sweep();
            assertThat(models.list().getFirst().state()).isEqualTo(LocalModel.State.READY);
            clock.pass(Duration.ofMinutes(1));
            models.sweep();
            assertThat(models.list().getFirst().state()).isEqualTo(LocalModel.State.STOPPED);
            assertThat(isUp(first.resolve("/health"))).isFalse();
            assertThat(isUp(models.baseUrl(MODEL).resolve("/health"))).isTrue();
        }
    }

    @Test
    void stopsWhenItsFileIsRemoved() throws IOException {
        try (var models = new LocalModels(options, LocalModelsTest::isUp, clock)) {
            var address = models.baseUrl(MODEL);
            Files.delete(data.resolve("models").resolve(MODEL + ".gguf"));
            models.sweep();
            assertThat(isUp(address.resolve("/health"))).isFalse();
        }
    }

    @Test
    void startsAgainAfterItBrokeButNotAtOnce() {
        try (var models = new LocalModels(options, LocalModelsTest::isUp, clock)) {
            models.baseUrl(MODEL);
            engines(ProcessHandle.current()).forEach(engine -> {
                engine.destroyForcibly();
                engine.onExit().join();
            });
            assertThatThrownBy(() -> {
                        while (true) {
                            models.baseUrl(MODEL); // until the guard has noticed
                        }
                    })
                    .isInstanceOfSatisfying(HearthException.class, refusal -> {
                        assertThat(refusal.code()).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE);
                        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
                    });
            clock.pass(Duration.ofSeconds(1));
            assertThat(isUp(models.baseUrl(MODEL).resolve("/health"))).isTrue();
        }
    }

    @Test
    void refusesAFileThatIsNoModel() throws IOException {
        Files.writeString(data.resolve("models/broken.gguf"), "no model");
        try (var models = new LocalModels(options, LocalModelsTest::isUp, clock)) {
            assertThatThrownBy(() -> models.baseUrl("broken"))
                    .isInstanceOfSatisfying(
                            HearthException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE));
            assertThat(models.list()).extracting(LocalModel::state).contains(LocalModel.State.FAILED);
        }
    }

    @Test
    void reachesNoFileOutsideTheModelsFolder() {
        try (var models = new LocalModels(options, LocalModelsTest::isUp, clock)) {
            assertThatThrownBy(() -> models.baseUrl("../models/" + MODEL + "/../../x"))
                    .isInstanceOfSatisfying(
                            HearthException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND));
        }
    }

    @Test
    void doesNotOutliveAKilledHouse() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var house = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), House.class.getName(), data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(house.inputReader().readLine()).isEqualTo("up");
        var engine = engines(house.toHandle()).findFirst().orElseThrow();
        house.destroyForcibly();
        engine.onExit().get(10, TimeUnit.SECONDS);
        assertThat(engine.isAlive()).isFalse();
    }

    /// A house that has a model running, for a test to kill.
    static final class House {
        public static void main(String[] args) throws InterruptedException {
            var engine = Optional.of(Path.of(System.getenv("HEARTH_TEST_ENGINE")));
            var options = new LocalOptions(Path.of(args[0]), engine, 2048, Duration.ofMinutes(10), Duration.ofMinutes(2));
            new LocalModels(options, LocalModelsTest::isUp, Clock.systemUTC()).baseUrl(MODEL);
            System.out.println("up");
            Thread.currentThread().join();
        }
    }

    private static Stream<ProcessHandle> engines(ProcessHandle house) {
        return house.descendants()
                .filter(process -> process.info().command().orElse("").contains("python"));
    }

    private static String ask(URI base, String key) throws IOException, InterruptedException {
        var body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Say hi\"}],\"max_tokens\":8,\"temperature\":0}";
        var request = HttpRequest.newBuilder(URI.create(base + "/chat/completions"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    private static boolean isUp(URI address) {
        try {
            return HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static final class ManualClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
