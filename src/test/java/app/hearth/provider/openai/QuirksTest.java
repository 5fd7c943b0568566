package app.hearth.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.CompletionRequest.Message;
import app.hearth.provider.CompletionRequest.Params;
import app.hearth.provider.CompletionRequest.Part;
import app.hearth.provider.CompletionRequest.Role;
import app.hearth.provider.CompletionRequest.ToolCall;
import app.hearth.provider.Thinking;
import app.hearth.provider.UpstreamModel.Thinks;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// A test a quirk.
class QuirksTest {
    private static final CompletionRequest HI = CompletionRequest.of("", List.of(Message.of(Role.USER, "hi")));
    private static final String ELSEWHERE = "llm.example.org";

    @Test
    void nothingIsSentThatNobodyAskedFor() {
        assertThat(body(ELSEWHERE, "some-model", HI).properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("model", "messages", "stream", "stream_options");
    }

    @Test
    void openAiCallsTheLimitCompletionTokens() {
        var request = HI.with(new Params(OptionalDouble.of(0.5), OptionalDouble.empty(), OptionalInt.of(9)));
        assertThat(body("api.openai.com", "gpt-4.1", request)
                        .path("max_completion_tokens")
                        .intValue())
                .isEqualTo(9);
        assertThat(body("api.openai.com", "gpt-4.1", request).has("max_tokens")).isFalse();
        assertThat(body(ELSEWHERE, "some-model", request).path("max_tokens").intValue())
                .isEqualTo(9);
    }

    @Test
    void openAisThinkingModelsTakeNoTemperature() {
        var request = HI.with(new Params(OptionalDouble.of(0.5), OptionalDouble.of(0.5), OptionalInt.empty()));
        for (var model : List.of("o3-mini", "gpt-5", "gpt-5.1", "openai/gpt-5-mini")) {
            var body = body("api.openai.com", model, request);
            assertThat(body.has("temperature") || body.has("top_p")).as(model).isFalse();
        }
        assertThat(body("api.openai.com", "gpt-4o", request).has("temperature")).isTrue();
        assertThat(body("ollama.example.org", "olmo-2", request).has("temperature"))
                .isTrue();
    }

    @Test
    void effortIsAWordOfTheModel() {
        var quirks = QuirkTable.of("api.openai.com", "gpt-5");
        assertThat(quirks.thinks()).isEqualTo(Thinks.EFFORT);
        assertThat(quirks.efforts()).containsExactly("minimal", "low", "medium", "high");
        assertThat(thinking("api.openai.com", "gpt-5", new Thinking.Effort("low"))
                        .path("reasoning_effort")
                        .asText())
                .isEqualTo("low");
        assertThat(thinking("api.openai.com", "gpt-5", Thinking.OFF)
                        .path("reasoning_effort")
                        .asText())
                .isEqualTo("minimal");
        assertThat(thinking("api.openai.com", "gpt-5.1", Thinking.OFF)
                        .path("reasoning_effort")
                        .asText())
                .isEqualTo("none");
        assertThat(thinking("api.openai.com", "gpt-5", Thinking.ON).has("reasoning_effort"))
                .isFalse();
        assertThat(thinking(ELSEWHERE, "some-model", new Thinking.Effort("max"))
                        .path("reasoning_effort")
                        .asText())
                .isEqualTo("max");
        assertThat(thinking("api.openai.com", "gpt-4o", new Thinking.Effort("low"))
                        .has("reasoning_effort"))
                .isFalse();
    }

    @Test
    void bailianIsToldEitherWayWhenTheModelCanSwitch() {
        var plus = QuirkTable.of(QuirkTable.BAILIAN, "qwen-plus").thinking(Quirks.Wire.ENABLE, Thinks.SWITCH);
        assertThat(fields(plus, Thinking.UNSET).path("enable_thinking")).isEqualTo(Json.parse("false"));
        assertThat(fields(plus.thinksByDefault(true), Thinking.UNSET).path("enable_thinking"))
                .isEqualTo(Json.parse("true"));
        assertThat(fields(plus, Thinking.OFF).path("enable_thinking")).isEqualTo(Json.parse("false"));
        var budget = fields(plus, new Thinking.On(OptionalInt.of(500)));
        assertThat(budget.path("enable_thinking")).isEqualTo(Json.parse("true"));
        assertThat(budget.path("thinking_budget").intValue()).isEqualTo(500);
    }

    @Test
    void bailianIsNeverToldWhenTheModelCanNot() {
        var quirks = QuirkTable.of(QuirkTable.BAILIAN, "x");
        for (var thinking : List.of(Thinking.UNSET, Thinking.OFF, Thinking.ON)) {
            assertThat(fields(quirks.thinking(Quirks.Wire.ENABLE, Thinks.NONE), thinking))
                    .isEmpty();
            assertThat(fields(quirks.thinking(Quirks.Wire.ENABLE, Thinks.ALWAYS), thinking))
                    .isEmpty();
        }
        assertThat(fields(quirks.thinking(Quirks.Wire.ENABLE, Thinks.UNKNOWN), Thinking.UNSET))
                .isEmpty();
        assertThat(fields(quirks.thinking(Quirks.Wire.ENABLE, Thinks.UNKNOWN), Thinking.OFF)
                        .path("enable_thinking"))
                .isEqualTo(Json.parse("false"));
    }

    @Test
    void bailiansEffortComesWithTheSwitch() {
        var quirks = QuirkTable.of(QuirkTable.BAILIAN, "qwen3.8-max").thinking(Quirks.Wire.ENABLE, Thinks.SWITCH);
        assertThat(fields(quirks, new Thinking.Effort("low")).toString())
                .isEqualTo("{\"enable_thinking\":true,\"reasoning_effort\":\"low\"}");
        assertThat(fields(quirks, new Thinking.Effort("unheard")).toString()).isEqualTo("{\"enable_thinking\":true}");
        assertThat(QuirkTable.of(QuirkTable.BAILIAN, "deepseek-v4-pro").efforts())
                .containsExactly("high", "max");
    }

    @Test
    void minimaxThinksAdaptively() {
        assertThat(thinking(QuirkTable.BAILIAN, "MiniMax/MiniMax-M3", Thinking.ON)
                        .at("/thinking/type")
                        .asText())
                .isEqualTo("adaptive");
        assertThat(thinking(QuirkTable.BAILIAN, "MiniMax/MiniMax-M3", Thinking.OFF)
                        .at("/thinking/type")
                        .asText())
                .isEqualTo("disabled");
    }

    @Test
    void deepSeekZhipuAndMoonshotAreToldAType() {
        for (var host : Map.of(
                        "api.deepseek.com",
                        "deepseek-chat",
                        "open.bigmodel.cn",
                        "glm-4.6",
                        "api.moonshot.cn",
                        "kimi-k2.6",
                        "ark.cn-beijing.volces.com",
                        "doubao-seed-2")
                .entrySet()) {
            assertThat(thinking(host.getKey(), host.getValue(), Thinking.OFF)
                            .at("/thinking/type")
                            .asText())
                    .as(host.getKey())
                    .isEqualTo("disabled");
            assertThat(thinking(host.getKey(), host.getValue(), Thinking.ON)
                            .at("/thinking/type")
                            .asText())
                    .isEqualTo("enabled");
            assertThat(thinking(host.getKey(), host.getValue(), Thinking.UNSET).has("thinking"))
                    .isFalse();
        }
        assertThat(thinking("api.deepseek.com", "deepseek-reasoner", Thinking.OFF)
                        .has("thinking"))
                .isFalse();
    }

    @Test
    void siliconFlowIsToldWhenAsked() {
        assertThat(thinking("api.siliconflow.cn", "Qwen/Qwen3-8B", Thinking.OFF).path("enable_thinking"))
                .isEqualTo(Json.parse("false"));
        assertThat(thinking("api.siliconflow.cn", "Qwen/Qwen3-8B", Thinking.UNSET)
                        .has("enable_thinking"))
                .isFalse();
    }

    @Test
    void openRouterHasAnObjectForIt() {
        assertThat(thinking("openrouter.ai", "anthropic/claude-x", new Thinking.On(OptionalInt.of(2000)))
                        .path("reasoning")
                        .toString())
                .isEqualTo("{\"enabled\":true,\"max_tokens\":2000}");
        assertThat(thinking("openrouter.ai", "x/y", new Thinking.Effort("high"))
                        .at("/reasoning/effort")
                        .asText())
                .isEqualTo("high");
        assertThat(thinking("openrouter.ai", "x/y", Thinking.OFF).at("/reasoning/enabled"))
                .isEqualTo(Json.parse("false"));
    }

    @Test
    void serversThatPeopleRunThemselvesAreToldThroughTheTemplate() {
        assertThat(thinking(ELSEWHERE, "Qwen/Qwen3-8B", Thinking.OFF)
                        .path("chat_template_kwargs")
                        .toString())
                .isEqualTo("{\"enable_thinking\":false,\"thinking\":false}");
        assertThat(thinking(ELSEWHERE, "Qwen3-30B-A3B-Instruct-2507", Thinking.OFF)
                        .has("chat_template_kwargs"))
                .isFalse();
        assertThat(thinking(QuirkTable.LOCAL, "whatever", Thinking.ON).at("/chat_template_kwargs/enable_thinking"))
                .isEqualTo(Json.parse("true"));
        // gpt-oss knows levels only, the lowest stands for off
        assertThat(thinking(QuirkTable.LOCAL, "gpt-oss-20b-mxfp4", Thinking.OFF).at("/chat_template_kwargs/reasoning_effort"))
                .isEqualTo(Json.parse("\"low\""));
        assertThat(thinking(QuirkTable.LOCAL, "gpt-oss-20b-mxfp4", new Thinking.Effort("high"))
                        .at("/chat_template_kwargs/reasoning_effort"))
                .isEqualTo(Json.parse("\"high\""));
    }

    @Test
    void someTemplatesOpenTheThoughtInThePrompt() {
        assertThat(QuirkTable.of(ELSEWHERE, "deepseek-ai/DeepSeek-R1-0528").opensInPrompt())
                .isTrue();
        assertThat(QuirkTable.of(ELSEWHERE, "Qwen/QwQ-32B").opensInPrompt()).isTrue();
        assertThat(QuirkTable.of(ELSEWHERE, "Qwen/Qwen3-8B").opensInPrompt()).isFalse();
        assertThat(QuirkTable.of(QuirkTable.BAILIAN, "deepseek-r1").opensInPrompt())
                .isFalse();
        assertThat(QuirkTable.of("api.deepseek.com", "deepseek-reasoner").opensInPrompt())
                .isFalse();
    }

    @Test
    void anAnswersBeginningIsMarkedWhereTheHostWantsIt() {
        var request = CompletionRequest.of("", List.of(Message.of(Role.USER, "hi"), Message.of(Role.ASSISTANT, "Once")));
        assertThat(last(QuirkTable.BAILIAN, request).path("partial")).isEqualTo(Json.parse("true"));
        assertThat(last("api.moonshot.cn", request).path("partial")).isEqualTo(Json.parse("true"));
        assertThat(last("api.mistral.ai", request).path("prefix")).isEqualTo(Json.parse("true"));
        assertThat(last(ELSEWHERE, request).toString()).isEqualTo("{\"role\":\"assistant\",\"content\":\"Once\"}");
    }

    @Test
    void hybridModelsGoOnWithoutThinking() {
        var request = CompletionRequest.of("", List.of(Message.of(Role.USER, "hi"), Message.of(Role.ASSISTANT, "Once")));
        var switchable = QuirkTable.of(QuirkTable.BAILIAN, "qwen-plus")
                .thinking(Quirks.Wire.ENABLE, Thinks.SWITCH)
                .thinksByDefault(true);
        var body = new OpenAiRequest(request.with(new Thinking.On(OptionalInt.of(100))), switchable).body();
        assertThat(body.path("enable_thinking")).isEqualTo(Json.parse("false"));
        assertThat(body.has("thinking_budget")).isFalse();
        assertThat(body(QuirkTable.LOCAL, "m", request).at("/chat_template_kwargs/enable_thinking"))
                .isEqualTo(Json.parse("false"));
    }

    @Test
    void bailiansRangesAreOpen() {
        var request = HI.with(new Params(OptionalDouble.of(2), OptionalDouble.of(0), OptionalInt.empty()));
        var body = body(QuirkTable.BAILIAN, "qwen-max", request);
        assertThat(body.path("temperature").doubleValue()).isLessThan(2);
        assertThat(body.path("top_p").doubleValue()).isGreaterThan(0);
    }

    @Test
    void qwqTakesTheSystemPromptFromTheUser() {
        var request = CompletionRequest.of("", List.of(Message.of(Role.SYSTEM, "Be brief."), Message.of(Role.USER, "hi")));
        assertThat(body(QuirkTable.BAILIAN, "qwq-plus", request)
                        .path("messages")
                        .toString())
                .isEqualTo("[{\"role\":\"user\",\"content\":\"Be brief.\\n\\nhi\"}]");
        assertThat(body(QuirkTable.BAILIAN, "qwen-plus", request).path("messages"))
                .hasSize(2);
    }

    @Test
    void thoughtsGoBackOnlyWhereTheyAreWanted() {
        var early = Message.of(Role.ASSISTANT, List.of(new Part.Reasoning("early"), new Part.Text("Hi")));
        var calling =
                new Message(Role.ASSISTANT, List.of(new Part.Reasoning("late")), List.of(new ToolCall("a", "f", "{}")), Optional.empty());
        var request = CompletionRequest.of(
                "", List.of(Message.of(Role.USER, "hi"), early, Message.of(Role.USER, "and?"), calling, Message.toolResult("a", "1")));
        assertThat(body(ELSEWHERE, "m", request).toString()).doesNotContain("early", "late");
        assertThat(body("api.deepseek.com", "deepseek-chat", request).toString())
                .doesNotContain("early")
                .contains("\"reasoning_content\":\"late\"");
        assertThat(body(QuirkTable.BAILIAN, "qwen3.8-max", request).toString()).contains("early", "late");
    }

    @Test
    void picturesStandBesideTheText() {
        var request = CompletionRequest.of(
                "", List.of(Message.of(Role.USER, List.of(new Part.Text("See:"), new Part.Image("image/jpeg", new byte[] {1, 2, 3})))));
        assertThat(Json.write(body(ELSEWHERE, "m", request).path("messages")))
                .isEqualTo("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"See:\"},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/jpeg;base64,AQID\"}}]}]");
    }

    @Test
    void aRefusedFieldOfOursIsTakenOut() {
        var body = Json.object().put("temperature", 1).put("max_tokens", 5);
        body.putObject("stream_options").put("include_usage", true);
        assertThat(mended(body, "Unrecognized request argument supplied: stream_options"))
                .hasValueSatisfying(
                        mended -> assertThat(mended.has("stream_options")).isFalse());
        assertThat(mended(body, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."))
                .hasValueSatisfying(mended -> assertThat(
                                mended.path("max_completion_tokens").intValue())
                        .isEqualTo(5));
        assertThat(mended(body, "Range of max_tokens should be [1, 4]"))
                .hasValueSatisfying(mended ->
                        assertThat(mended.path("max_tokens").intValue()).isEqualTo(4));
        assertThat(mended(body, "something else is wrong")).isEmpty();
        assertThat(Mending.of(body, Json.object().put("temperature", 1), refused("no temperature please")))
                .isEmpty();
        assertThat(Mending.of(body, Json.object(), new HearthException(ErrorCode.PROVIDER_FAILED, Map.of("message", "temperature"))))
                .isEmpty();
    }

    private static Optional<ObjectNode> mended(ObjectNode body, String message) {
        return Mending.of(body, Json.object(), refused(message));
    }

    private static HearthException refused(String message) {
        return new HearthException(ErrorCode.PROVIDER_REFUSED, Map.of("message", message));
    }

    private static ObjectNode body(String host, String model, CompletionRequest request) {
        return new OpenAiRequest(request, QuirkTable.of(host, model)).body();
    }

    private static JsonNode last(String host, CompletionRequest request) {
        var messages = body(host, "m", request).path("messages");
        return messages.get(messages.size() - 1);
    }

    private static ObjectNode thinking(String host, String model, Thinking thinking) {
        return body(host, model, HI.with(thinking));
    }

    private static ObjectNode fields(Quirks quirks, Thinking thinking) {
        var body = Json.object();
        new ThinkingFields(quirks, false).write(thinking, body);
        return body;
    }
}
