package app.hearth.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.egress.Egress;
import app.hearth.platform.egress.EgressRules;
import app.hearth.platform.json.Json;
import app.hearth.provider.Attempts;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.CompletionRequest.Message;
import app.hearth.provider.CompletionRequest.Params;
import app.hearth.provider.CompletionRequest.Part;
import app.hearth.provider.CompletionRequest.Role;
import app.hearth.provider.Delta;
import app.hearth.provider.FakeUpstream;
import app.hearth.provider.Gateway;
import app.hearth.provider.Gateways;
import app.hearth.provider.Thinking;
import app.hearth.provider.local.LocalModels;
import app.hearth.provider.local.LocalOptions;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OllamaTest {
    private Optional<String> keepAlive = Optional.empty();
    private final FakeUpstream upstream = new FakeUpstream();
    private final Egress egress = new Egress(EgressRules.DEFAULT, Clock.systemUTC());
    private final LocalModels local = new LocalModels(LocalOptions.of(Path.of("target", "no-models")), _ -> false, Clock.systemUTC());
    private final Gateway gateway = Gateways.over(egress, local, Clock.systemUTC());

    @AfterEach
    void close() {
        local.close();
        egress.close();
        upstream.close();
    }

    @Test
    void thinkIsSentOnlyToModelsThatCan() {
        upstream.model("plain").says("Hi");
        upstream.model("thinker").thinks("Hm").says("Hi");
        for (var thinking : List.of(Thinking.UNSET, Thinking.OFF, Thinking.ON, new Thinking.Effort("high"))) {
            complete(ask("plain", "hi").with(thinking));
            assertThat(body().has("think")).isFalse();
        }
        complete(ask("thinker", "hi"));
        assertThat(body().has("think")).isFalse();
        assertThat(complete(ask("thinker", "hi").with(Thinking.OFF))).noneMatch(Delta.Reasoning.class::isInstance);
        assertThat(body().path("think")).isEqualTo(Json.parse("false"));
        assertThat(complete(ask("thinker", "hi").with(Thinking.ON))).contains(new Delta.Reasoning("Hm"));
        assertThat(body().path("think")).isEqualTo(Json.parse("true"));
    }

    @Test
    void gptOssTakesLevels() {
        upstream.model("gpt-oss:20b").thinks("Hm").says("Hi");
        upstream.answers(
                "POST",
                "/api/show",
                200,
                "application/json",
                "{\"capabilities\":[\"completion\",\"thinking\"],\"model_info\":{\"general.architecture\":\"gptoss\",\"gptoss.context_length\":131072}}");
        complete(ask("gpt-oss:20b", "hi").with(new Thinking.Effort("high")));
        assertThat(body().path("think").asText()).isEqualTo("high");
        complete(ask("gpt-oss:20b", "hi").with(Thinking.OFF));
        assertThat(body().path("think").asText()).isEqualTo("low");
    }

    @Test
    void theWindowGrowsWithThePromptInPowersOfTwoUpToTheModels() {
        upstream.model("m").window(100_000).says("Hi");
        upstream.model("numbers").window(100_000).says("Hi");
        assertThat(window(ask("m", "hi"))).isEqualTo(4096);
        assertThat(window(ask("m", "x".repeat(9_000)))).isEqualTo(8192);
        assertThat(window(ask("m", "炉".repeat(9_000)))).isEqualTo(16_384);
        assertThat(window(ask("numbers", "2026;1.5\n".repeat(1_500)))).isEqualTo(16_384); // 9,000 digits are 9,000 tokens
        assertThat(window(ask("m", "hi").with(new Params(OptionalDouble.empty(), OptionalDouble.empty(), OptionalInt.of(20_000)))))
                .isEqualTo(32_768);
        assertThat(window(ask("m", "x".repeat(240_000)))).isEqualTo(100_000);
    }

    @Test
    void theWindowDoesNotShrinkForTheNextShortChat() {
        upstream.model("m").window(100_000).says("Hi");
        assertThat(window(ask("m", "x".repeat(9_000)))).isEqualTo(8192);
        assertThat(window(ask("m", "hi"))).isEqualTo(8192);
    }

    @Test
    void nothingIsCutSilently() {
        upstream.model("m").window(100_000).says("Hi");
        complete(ask("m", "hi"));
        assertThat(body().path("truncate")).isEqualTo(Json.parse("false"));
        assertThat(body().path("shift")).isEqualTo(Json.parse("false"));
    }

    @Test
    void aTooSmallEstimateIsTriedAgainWithTwiceTheRoom() {
        upstream.model("m")
                .window(100_000)
                .fails(400, "the input length exceeds the context length")
                .next()
                .says("Hi");
        assertThat(complete(ask("m", "hi"))).contains(new Delta.Text("Hi"));
        assertThat(upstream.completions()
                        .getFirst()
                        .json()
                        .at("/options/num_ctx")
                        .intValue())
                .isEqualTo(4096);
        assertThat(upstream.completions()
                        .getLast()
                        .json()
                        .at("/options/num_ctx")
                        .intValue())
                .isEqualTo(8192);
    }

    @Test
    void parametersStandInTheOptions() {
        upstream.model("m").says("Hi");
        var extra = Json.object().put("seed", 7).put("keep_alive", "10m");
        extra.putArray("stop").add("END");
        extra.putObject("options").put("num_ctx", 12_345).put("mirostat", 1);
        extra.putObject("response_format").put("type", "json_object");
        complete(ask("m", "hi").with(extra).with(new Params(OptionalDouble.of(0.5), OptionalDouble.of(0.9), OptionalInt.of(10))));
        assertThat(body().path("options").toString())
                .isEqualTo(
                        "{\"num_ctx\":12345,\"temperature\":0.5,\"top_p\":0.9,\"num_predict\":10,\"seed\":7,\"stop\":[\"END\"],\"mirostat\":1}");
        assertThat(body().path("keep_alive").asText()).isEqualTo("10m");
        assertThat(body().path("format").asText()).isEqualTo("json");
        assertThat(body().has("response_format")).isFalse();
    }

    @Test
    void aModelIsKeptInMemoryAsLongAsWasSet() {
        upstream.model("m").says("Hi");
        complete(ask("m", "hi"));
        assertThat(body().has("keep_alive")).isFalse();
        keepAlive = Optional.of("30m");
        complete(ask("m", "hi"));
        assertThat(body().path("keep_alive")).isEqualTo(Json.parse("\"30m\""));
        keepAlive = Optional.of("-1");
        complete(ask("m", "hi"));
        assertThat(body().path("keep_alive")).isEqualTo(Json.parse("-1"));
    }

    @Test
    void picturesAreBareBase64() {
        upstream.model("m").vision().says("A cat");
        var question = Message.of(Role.USER, List.of(new Part.Text("What?"), new Part.Image("image/png", new byte[] {1, 2, 3})));
        complete(CompletionRequest.of("m", List.of(question)));
        assertThat(body().path("messages").toString()).isEqualTo("[{\"role\":\"user\",\"content\":\"What?\",\"images\":[\"AQID\"]}]");
    }

    @Test
    void aTurnOfThoughtAloneIsNoError() {
        upstream.model("m").thinks("Hm");
        assertThat(complete(ask("m", "hi")))
                .filteredOn(delta -> !(delta instanceof Delta.Usage))
                .containsExactly(new Delta.Reasoning("Hm"), new Delta.Finish("stop"));
    }

    @Test
    void theModelIsAskedForOnceOnly() {
        upstream.model("m").says("Hi");
        complete(ask("m", "hi"));
        complete(ask("m", "hi"));
        assertThat(upstream.asked())
                .filteredOn(one -> one.path().equals("/api/show"))
                .hasSize(1);
    }

    private static CompletionRequest ask(String model, String question) {
        return CompletionRequest.of(model, List.of(Message.of(Role.USER, question)));
    }

    private int window(CompletionRequest request) {
        complete(request);
        return body().at("/options/num_ctx").intValue();
    }

    private JsonNode body() {
        return upstream.completions().getLast().json();
    }

    private List<Delta> complete(CompletionRequest request) {
        var deltas = new ArrayList<Delta>();
        try (var completion = gateway.complete(upstream.ollama().keeping(keepAlive), request, Attempts.IGNORED)) {
            for (var delta = completion.next(); delta.isPresent(); delta = completion.next()) {
                deltas.add(delta.get());
            }
        }
        return deltas;
    }
}
