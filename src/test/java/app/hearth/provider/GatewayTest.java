package app.hearth.provider;

import static app.hearth.provider.GatewayFixture.all;
import static app.hearth.provider.GatewayFixture.ask;
import static app.hearth.provider.GatewayFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import app.hearth.provider.CompletionRequest.Message;
import app.hearth.provider.CompletionRequest.Part;
import app.hearth.provider.CompletionRequest.Role;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Timeout(60)
@Isolated("measures times")
class GatewayTest {
    private final FakeUpstream upstream = new FakeUpstream();
    private final GatewayFixture house = new GatewayFixture();

    @AfterEach
    void close() {
        house.close();
        upstream.close();
    }

    @Test
    void streamsAnAnswerWithItsThoughtUsageAndFinish() {
        upstream.model("m").thinks("Hm", ".").says("Hel", "lo").usage(12, 4, 8);
        assertThat(house.all(upstream.openAi(), ask("m")))
                .containsExactly(
                        new Delta.Reasoning("Hm"),
                        new Delta.Reasoning("."),
                        new Delta.Text("Hel"),
                        new Delta.Text("lo"),
                        new Delta.Usage(12, 4, null, 8),
                        new Delta.Finish("stop"));
    }

    @Test
    void speaksWithAllThreeKindsAlike() {
        upstream.model("m").thinks("Hm").says("Hi");
        for (var connection : List.of(upstream.openAi(), upstream.ollama(), upstream.bailian())) {
            assertThat(house.all(connection, ask("m")))
                    .as(connection.kind().id())
                    .filteredOn(delta -> !(delta instanceof Delta.Usage))
                    .containsExactly(new Delta.Reasoning("Hm"), new Delta.Text("Hi"), new Delta.Finish("stop"));
        }
    }

    @Test
    void keepsTheConnectionForTheNextQuestion() {
        upstream.model("m").says("one");
        FakeUpstream.await(() -> {
            house.all(upstream.openAi(), ask("m"));
            return upstream.completions().size() > upstream.connections(); // it is given back a moment after the answer's end
        });
    }

    @Test
    void closingEndsTheUpstreamConnectionAtOnce() {
        upstream.model("m").says("one").thenGoesSilent();
        var completion = house.gateway.complete(upstream.openAi(), ask("m"), Attempts.IGNORED);
        assertThat(completion.next()).contains(new Delta.Text("one"));
        var reading = CompletableFuture.supplyAsync(completion::next);
        var before = Instant.now();
        completion.close();
        var left = upstream.completion(1).awaitHangUp(Duration.ofSeconds(5)).orElseThrow();
        assertThat(Duration.between(before, left)).isLessThan(Duration.ofSeconds(1));
        assertThat(reading.orTimeout(5, TimeUnit.SECONDS).join()).isEmpty();
        assertThat(completion.next()).isEmpty();
    }

    @Test
    void closingEndsTheWaitForTheFirstByte() {
        upstream.model("m").pauses(Duration.ofMinutes(5)).says("late");
        var completion = house.gateway.complete(upstream.openAi(), ask("m"), Attempts.IGNORED);
        var reading = CompletableFuture.supplyAsync(completion::next);
        var asked = upstream.completion(1);
        completion.close();
        assertThat(asked.awaitHangUp(Duration.ofSeconds(5))).isPresent();
        assertThat(reading.orTimeout(5, TimeUnit.SECONDS).join()).isEmpty();
    }

    @Test
    void closingEndsTheWaitForAnotherTryAtOnce() {
        try (var slow = new GatewayFixture(Backoff.USUAL)) {
            upstream.model("m").header("Retry-After", "15").fails(429, "slow down");
            var waiting = new CompletableFuture<Duration>();
            var completion = slow.gateway.complete(upstream.openAi(), ask("m"), (_, wait, _) -> waiting.complete(wait));
            var reading = CompletableFuture.supplyAsync(completion::next);
            assertThat(waiting.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(Duration.ofSeconds(15));
            completion.close();
            assertThat(reading.orTimeout(5, TimeUnit.SECONDS).join()).isEmpty();
            assertThat(upstream.completions()).hasSize(1);
        }
    }

    @Test
    void triesAgainBeforeTheFirstDeltaAndTellsOfIt() {
        upstream.model("m").fails(503, "busy").next().fails(500, "oops").next().says("ok");
        var told = new ArrayList<String>();
        try (var completion =
                house.gateway.complete(upstream.openAi(), ask("m"), (attempt, _, code) -> told.add(attempt + " " + code.id()))) {
            assertThat(text(all(completion))).isEqualTo("ok");
        }
        assertThat(told).containsExactly("2 provider_busy", "3 provider_failed");
    }

    @Test
    void triesAgainAfterALineThatBrokeBeforeTheFirstDelta() {
        upstream.model("m").thenCuts();
        upstream.model("m").next().says("here");
        assertThat(GatewayFixture.text(house.all(upstream.openAi(), ask("m")))).isEqualTo("here");
        assertThat(upstream.completions()).hasSize(2);
    }

    @Test
    void givesUpAfterThreeTries() {
        upstream.model("m").fails(500, "oops");
        assertThat(house.outcome(upstream.openAi(), ask("m")).failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_FAILED));
        assertThat(upstream.completions()).hasSize(3);
    }

    @Test
    void neverTriesAgainAfterTheFirstDelta() {
        upstream.model("m").says("Hel").thenFails(500);
        var outcome = house.outcome(upstream.openAi(), ask("m"));
        assertThat(outcome.text()).isEqualTo("Hel");
        assertThat(outcome.failure()).isPresent();
        assertThat(upstream.completions()).hasSize(1);
    }

    @Test
    void doesNotWaitForALongRetryAfter() {
        upstream.model("m").header("Retry-After", "3600").fails(429, "slow down");
        assertThat(house.outcome(upstream.openAi(), ask("m")).failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_RATE_LIMITED);
            assertThat(failure.retryAfter()).contains(Duration.ofHours(1));
        });
        assertThat(upstream.completions()).hasSize(1);
    }

    @Test
    void showsWhatWasSentWithoutTheKeyAndWithoutThePicturesBytes() {
        upstream.key("sk-very-secret").model("m").vision().says("A cat");
        var picture = new byte[300];
        picture[7] = 42;
        var question = Message.of(Role.USER, List.of(new Part.Text("What is sk-very-secret?"), new Part.Image("image/png", picture)));
        try (var completion = house.gateway.complete(upstream.openAi(), CompletionRequest.of("m", List.of(question)), Attempts.IGNORED)) {
            assertThat(completion.sent()).isEmpty();
            assertThat(text(all(completion))).isEqualTo("A cat");
            var sent = completion.sent().orElseThrow();
            assertThat(sent.url()).isEqualTo(upstream.url() + "/v1/chat/completions");
            assertThat(sent.body()).doesNotContain("very-secret").contains("data:image/png;base64,<300 bytes>");
            var received = new String(upstream.completion(1).body(), StandardCharsets.UTF_8);
            assertThat(received.replaceFirst("base64,[A-Za-z0-9+/=]+", "base64,<300 bytes>")
                            .replace("sk-very-secret", "•••"))
                    .isEqualTo(sent.body());
        }
    }

    @Test
    void theExtraFieldsWinOverOursButNotOverTheStream() {
        upstream.model("m").says("ok");
        var extra = Json.object().put("temperature", 0.5).put("seed", 7).put("stream", false);
        var request = ask("m").with(extra)
                .with(new CompletionRequest.Params(
                        java.util.OptionalDouble.of(1), java.util.OptionalDouble.empty(), java.util.OptionalInt.of(9)));
        assertThat(text(house.all(upstream.openAi(), request))).isEqualTo("ok");
        var body = upstream.completion(1).json();
        assertThat(body.path("temperature").doubleValue()).isEqualTo(0.5);
        assertThat(body.path("seed").intValue()).isEqualTo(7);
        assertThat(body.path("max_tokens").intValue()).isEqualTo(9);
        assertThat(body.path("stream").booleanValue()).isTrue();
    }

    @Test
    void sendsToolsAndTheirResults() {
        upstream.model("m").calls("weather", "{\"city\":", "\"Hangzhou\"}");
        var tool = new CompletionRequest.Tool("weather", "The weather of a city", Json.parse("{\"type\":\"object\",\"properties\":{}}"));
        var call = new CompletionRequest.ToolCall("call_1", "weather", "");
        var request = CompletionRequest.of(
                        "m",
                        List.of(
                                Message.of(Role.USER, "hi"),
                                new Message(Role.ASSISTANT, List.of(), List.of(call), java.util.Optional.empty()),
                                Message.toolResult("call_1", "sunny")))
                .with(List.of(tool));
        for (var connection : List.of(upstream.openAi(), upstream.ollama(), upstream.bailian())) {
            var deltas = house.all(connection, request);
            var arguments = new StringBuilder();
            deltas.forEach(delta -> arguments.append(delta instanceof Delta.ToolCall piece ? piece.arguments() : ""));
            assertThat(deltas.getFirst()).isInstanceOfSatisfying(Delta.ToolCall.class, first -> {
                assertThat(first.name()).isEqualTo("weather");
                assertThat(first.id()).isEqualTo("call_weather_1");
            });
            assertThat(arguments.toString()).as(connection.kind().id()).isEqualTo("{\"city\":\"Hangzhou\"}");
            assertThat(deltas.getLast()).isEqualTo(new Delta.Finish("tool_calls"));
        }
    }

    @Test
    void countsTheModelsToVerify() {
        upstream.key("k").model("a");
        upstream.model("b");
        assertThat(house.gateway.verify(upstream.openAi())).isEqualTo(2);
        assertThat(house.gateway.verify(upstream.ollama())).isEqualTo(2);
        var wrong = new Connection(
                "c", ProviderKind.OPENAI, "Fake", upstream.openAi().baseUrl(), "other", Map.of());
        assertThatThrownBy(() -> house.gateway.verify(wrong))
                .isInstanceOfSatisfying(
                        HearthException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.PROVIDER_KEY_REFUSED));
    }

    @Test
    void relaysBytesBothWaysUntouched() throws Exception {
        upstream.key("k").model("m").says("Hel", "lo");
        var body = "{ \"model\":\"m\",  \"messages\":[{\"role\":\"user\",\"content\":\"h\\u0069\"}],\"stream\":true,\"odd\":1}"
                .getBytes(StandardCharsets.UTF_8);
        for (var connection : List.of(upstream.openAi(), upstream.bailian())) {
            try (var answer = house.gateway.relay(connection, "/chat/completions", body)) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(new String(answer.bytes(), StandardCharsets.UTF_8))
                        .startsWith("data: {\"id\":\"chatcmpl-fake\"")
                        .endsWith("data: [DONE]\n\n");
            }
            assertThat(upstream.completions().getLast().body()).isEqualTo(body);
        }
        try (var answer = house.gateway.relay(
                upstream.openAi(), "/embeddings", "{\"model\":\"m\",\"input\":\"x\"}".getBytes(StandardCharsets.UTF_8))) {
            assertThat(Json.MAPPER.readTree(answer.bytes()).path("data")).hasSize(1);
        }
        try (var answer = house.gateway.relay(upstream.openAi(), "/nowhere", "{}".getBytes(StandardCharsets.UTF_8))) {
            assertThat(answer.status()).isEqualTo(404);
        }
    }

    @Test
    void relaysToTheOpenAiFaceOfAnOllama() throws Exception {
        upstream.model("m").says("Hi");
        var body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}".getBytes(StandardCharsets.UTF_8);
        try (var answer = house.gateway.relay(upstream.ollama(), "/chat/completions", body)) {
            assertThat(Json.MAPPER
                            .readTree(answer.bytes())
                            .at("/choices/0/message/content")
                            .asText())
                    .isEqualTo("Hi");
        }
        assertThat(upstream.completion(1).path()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void relaysToNoPathOutsideTheApi() {
        for (var path : List.of("/../x", "chat", "//evil", "/a?b", "/a/./b", "/a\r\nb")) {
            assertThatThrownBy(() -> house.gateway.relay(upstream.openAi(), path, new byte[0]))
                    .as(path)
                    .isInstanceOf(HearthException.class);
        }
        assertThat(upstream.asked()).isEmpty();
    }

    @Test
    void refusesAnAddressThatIsNone() {
        var nowhere = new Connection("c", ProviderKind.OPENAI, "Fake", URI.create("nonsense"), "", Map.of());
        assertThat(house.outcome(nowhere, ask("m")).failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_ADDRESS_WRONG));
    }
}
