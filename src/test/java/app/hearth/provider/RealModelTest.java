package app.hearth.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.egress.Egress;
import app.hearth.platform.egress.EgressRequest;
import app.hearth.platform.egress.EgressRules;
import app.hearth.platform.egress.Purpose;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import app.hearth.provider.CompletionRequest.Message;
import app.hearth.provider.CompletionRequest.Params;
import app.hearth.provider.CompletionRequest.Role;
import app.hearth.provider.local.LocalModels;
import app.hearth.provider.local.LocalOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// The gateway with a real `llama-server`: shows that the scripted upstream does not lie.
@Tag("model")
@Timeout(180)
@EnabledIfEnvironmentVariable(named = "HEARTH_TEST_MODEL", matches = ".+", disabledReason = "./hearth test fetches the model")
@Isolated("measures times")
class RealModelTest {
    private static final String MODEL = "SmolLM2-135M-Instruct.Q4_1";
    private static final Connection LOCAL =
            new Connection("local", ProviderKind.LOCAL, "This machine", URI.create("http://localhost"), "", Map.of());

    @TempDir
    Path data;

    private final Egress egress = new Egress(EgressRules.DEFAULT, Clock.systemUTC());
    private LocalModels local;
    private Gateway gateway;

    @BeforeEach
    void placeTheModel() throws IOException {
        var options = new LocalOptions(
                data, Optional.of(Path.of(System.getenv("HEARTH_TEST_ENGINE"))), 2048, Duration.ofMinutes(10), Duration.ofMinutes(2));
        Files.createDirectories(data.resolve("models"));
        Files.createSymbolicLink(data.resolve("models").resolve(MODEL + ".gguf"), Path.of(System.getenv("HEARTH_TEST_MODEL")));
        local = new LocalModels(options, this::isUp, Clock.systemUTC());
        gateway = Gateways.over(egress, local, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        local.close();
        egress.close();
    }

    @Test
    void aLocalModelIsStartedAndAnswers() {
        assertThat(gateway.models(LOCAL)).extracting(UpstreamModel::id).containsExactly(MODEL);
        assertThat(gateway.models(LOCAL).getFirst().window()).hasValue(2048);
        try (var completion = gateway.complete(LOCAL, ask("Say hi", 12), Attempts.IGNORED)) {
            var deltas = GatewayFixture.all(completion);
            assertThat(GatewayFixture.text(deltas)).isNotBlank();
            assertThat(deltas).filteredOn(Delta.Text.class::isInstance).hasSizeGreaterThan(1);
            assertThat(deltas).filteredOn(Delta.Usage.class::isInstance).last().isInstanceOfSatisfying(Delta.Usage.class, usage -> {
                assertThat(usage.promptTokens()).isPositive();
                assertThat(usage.completionTokens()).isBetween(1, 12);
            });
            assertThat(deltas.getLast()).isIn(new Delta.Finish("stop"), new Delta.Finish("length"));
            assertThat(completion.sent().orElseThrow().body()).doesNotContain(local.key());
        }
    }

    @Test
    void aPromptBeyondTheWindowIsToldAsSuch() {
        assertFails(ask("many words ".repeat(4000), 5), ErrorCode.PROVIDER_CONTEXT_TOO_LONG);
    }

    @Test
    void whatIsNotThereIsToldAsSuch() {
        var request = CompletionRequest.of("nope", List.of(Message.of(Role.USER, "hi")));
        assertFails(request, ErrorCode.PROVIDER_MODEL_NOT_FOUND);
    }

    @Test
    void anAnswerGoesOnFromItsBeginning() {
        var request = CompletionRequest.of(
                        MODEL, List.of(Message.of(Role.USER, "Count to five"), Message.of(Role.ASSISTANT, "One, two, three,")))
                .with(new Params(OptionalDouble.of(0), OptionalDouble.empty(), OptionalInt.of(4)));
        try (var completion = gateway.complete(LOCAL, request, Attempts.IGNORED)) {
            assertThat(GatewayFixture.text(GatewayFixture.all(completion))).isNotBlank();
        }
    }

    @Test
    void closingStopsTheEngine() throws IOException {
        try (var completion = gateway.complete(LOCAL, ask("Tell a very long story", 1500), Attempts.IGNORED)) {
            assertThat(completion.next()).isPresent();
        }
        // its only slot is free again: a short question is answered long before the story would have been told
        var before = System.nanoTime();
        var body = "{\"model\":\"" + MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":1}";
        try (var answer = gateway.relay(LOCAL, "/chat/completions", body.getBytes(StandardCharsets.UTF_8))) {
            assertThat(Json.MAPPER.readTree(answer.bytes()).path("choices")).hasSize(1);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    }

    private void assertFails(CompletionRequest request, ErrorCode code) {
        try (var completion = gateway.complete(LOCAL, request, Attempts.IGNORED)) {
            assertThatThrownBy(completion::next).isInstanceOfSatisfying(HearthException.class, failure -> {
                assertThat(failure.code()).isEqualTo(code);
                assertThat(failure.arguments())
                        .containsEntry("connection", "This machine")
                        .containsEntry("host", "llama-server");
            });
        }
    }

    private static CompletionRequest ask(String question, int most) {
        return CompletionRequest.of(MODEL, List.of(Message.of(Role.USER, question)))
                .with(new Params(OptionalDouble.of(0), OptionalDouble.empty(), OptionalInt.of(most)));
    }

    private boolean isUp(URI address) {
        try (var answer = egress.send(EgressRequest.get(address, Map.of(), Purpose.configured("local", address)))) {
            return answer.status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
