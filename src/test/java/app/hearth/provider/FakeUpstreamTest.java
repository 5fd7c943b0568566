package app.hearth.provider;

import static app.hearth.provider.GatewayFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The fake is only worth as much as it refuses.
@Timeout(60)
class FakeUpstreamTest {
    private static final String GOOD = "'messages':[{'role':'user','content':'hi'}]";

    private final FakeUpstream upstream = new FakeUpstream();
    private final GatewayFixture house = new GatewayFixture();

    @AfterEach
    void close() {
        house.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{" + GOOD + "}",
                "{'model':'m'}",
                "{'model':'m','messages':[]}",
                "{'model':'m','messages':[{'role':'bot','content':'hi'}]}",
                "{'model':'m','messages':[{'role':'user'}]}",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AQID'}}]}]}",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'picture'}]}]}",
                "{'model':'m','messages':[{'role':'tool','tool_call_id':'a','content':'1'}]}",
                "{'model':'m','messages':[{'role':'assistant','content':'','tool_calls':[{'id':'a','type':'function','function':"
                        + "{'name':'f','arguments':'{}'}}]},{'role':'user','content':'hi'}]}",
                "{'model':'m'," + GOOD + ",'tools':[]}",
                "{'model':'m'," + GOOD + ",'tools':[{'type':'function','function':{'name':'not a name'}}]}",
                "{'model':'m'," + GOOD + ",'stream_options':{'include_usage':true}}",
                "{'model':'m'," + GOOD + ",'enable_thinking':false}",
                "{'model':'m'," + GOOD + ",'reasoning_effort':'low'}",
                "{'model':'m'," + GOOD + ",'temperature':3}",
                "{'model':'m'," + GOOD + ",'max_tokens':0}",
                "nonsense"
            })
    void refusesWhatOpenAiRefuses(String body) throws Exception {
        upstream.model("m").says("never");
        assertThat(relay(body)).isEqualTo(400);
    }

    @Test
    void takesWhatIsRight() throws Exception {
        upstream.model("m").says("Hi");
        assertThat(relay("{'model':'m'," + GOOD + "}")).isEqualTo(200);
        assertThat(relay("{'model':'m'," + GOOD + ",'stream':true,'stream_options':{'include_usage':true}}"))
                .isEqualTo(200);
        assertThat(relay("{'model':'other'," + GOOD + "}")).isEqualTo(404);
        upstream.model("m").window(10);
        assertThat(relay("{'model':'m','messages':[{'role':'user','content':'" + "x".repeat(80) + "'}]}"))
                .isEqualTo(400);
        upstream.key("k");
        var without = new Connection("c", ProviderKind.OPENAI, "Fake", java.net.URI.create(upstream.url() + "/v1"), "", java.util.Map.of());
        try (var answer = house.gateway.relay(without, "/chat/completions", new byte[] {'{', '}'})) {
            assertThat(answer.status()).isEqualTo(401);
        }
    }

    @Test
    void saysHelloWithoutAScript() {
        upstream.model("fake-1");
        assertThat(GatewayFixture.text(house.all(upstream.openAi(), ask("fake-1"))))
                .isEqualTo("Hello from fake-1");
    }

    @Test
    void countsWordsAndMakesTitles() {
        upstream.model("m").words(3, Duration.ofMillis(1)).titled("Three words");
        assertThat(GatewayFixture.text(house.all(upstream.openAi(), ask("m")))).isEqualTo("word-1 word-2 word-3");
        var title = CompletionRequest.of(
                "m", java.util.List.of(CompletionRequest.Message.of(CompletionRequest.Role.USER, "Give this chat a title: …")));
        assertThat(GatewayFixture.text(house.all(upstream.openAi(), title))).isEqualTo("Three words");
        assertThat(GatewayFixture.text(house.all(upstream.ollama(), title))).isEqualTo("Three words");
    }

    @Test
    void waitsForTheTest() {
        var latch = new CountDownLatch(1);
        upstream.model("m").says("before").awaits(latch).says(" after");
        try (var completion = house.gateway.complete(upstream.openAi(), ask("m"), Attempts.IGNORED)) {
            assertThat(completion.next()).contains(new Delta.Text("before"));
            assertThat(upstream.completion(1).answered()).isNotDone();
            latch.countDown();
            assertThat(completion.next()).contains(new Delta.Text(" after"));
        }
    }

    @Test
    void embedsTheSameTextAlike() throws Exception {
        var body = "{\"model\":\"e\",\"input\":[\"a\",\"b\",\"a\"]}".getBytes(StandardCharsets.UTF_8);
        try (var answer = house.gateway.relay(upstream.openAi(), "/embeddings", body)) {
            var data = Json.MAPPER.readTree(answer.bytes()).path("data");
            assertThat(data.get(0).path("embedding"))
                    .isEqualTo(data.get(2).path("embedding"))
                    .isNotEqualTo(data.get(1).path("embedding"));
        }
    }

    private int relay(String body) throws Exception {
        var bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        try (var answer = house.gateway.relay(upstream.openAi(), "/chat/completions", bytes)) {
            answer.bytes();
            return answer.status();
        }
    }
}
