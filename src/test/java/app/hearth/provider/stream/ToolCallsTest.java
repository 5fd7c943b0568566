package app.hearth.provider.stream;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.provider.Delta;
import app.hearth.provider.openai.OpenAiChunks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolCallsTest {
    @Test
    void fragmentsOfOneIndexAreOneCall() throws IOException {
        assertThat(calls(
                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}",
                        "{\"index\":0,\"id\":\"\",\"function\":{\"arguments\":\"{\\\"x\\\":\"}}",
                        "{\"index\":0,\"id\":null,\"function\":{\"name\":null,\"arguments\":\"1}\"}}"))
                .containsExactly(
                        new Delta.ToolCall(0, "a", "f", ""), new Delta.ToolCall(0, "", "", "{\"x\":"), new Delta.ToolCall(0, "", "", "1}"));
    }

    @Test
    void aMissingIndexIsConcludedFromIdAndName() throws IOException {
        assertThat(calls(
                        "{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}",
                        "{\"function\":{\"arguments\":\"}\"}}",
                        "{\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}",
                        "{\"id\":\"b\",\"function\":{\"arguments\":\"}\"}}"))
                .containsExactly(
                        new Delta.ToolCall(0, "a", "f", "{"),
                        new Delta.ToolCall(0, "", "", "}"),
                        new Delta.ToolCall(1, "b", "f", "{"),
                        new Delta.ToolCall(1, "", "", "}"));
    }

    @Test
    void aMissingIdIsMade() throws IOException {
        assertThat(calls(
                        "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
                        "{\"index\":1,\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}"))
                .containsExactly(new Delta.ToolCall(0, "call_1", "f", "{}"), new Delta.ToolCall(1, "call_2", "g", "{}"));
    }

    @Test
    void oneIndexForCallsWithDifferentIdsIsNotBelieved() throws IOException {
        assertThat(calls(
                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
                        "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}"))
                .containsExactly(new Delta.ToolCall(0, "a", "f", "{}"), new Delta.ToolCall(1, "b", "g", "{}"));
    }

    @Test
    void oneIdForTwoCallsIsMadeTwo() throws IOException {
        assertThat(calls(
                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
                        "{\"index\":1,\"id\":\"a\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}"))
                .extracting(Delta.ToolCall::id)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void argumentsMayBeAnObject() throws IOException {
        assertThat(calls("{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\":[1,{\"y\":\"z\"}]}}}"))
                .containsExactly(new Delta.ToolCall(0, "a", "f", "{\"x\":[1,{\"y\":\"z\"}]}"));
    }

    @Test
    void aNameThatComesLateIsWaitedFor() throws IOException {
        assertThat(calls(
                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"\",\"arguments\":\"{\"}}",
                        "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"}\"}}"))
                .containsExactly(new Delta.ToolCall(0, "a", "f", "{}"));
    }

    @Test
    void aCallThatFollowsTextComesAfterIt() throws IOException {
        var deltas = AnswerReaderTest.read(
                AnswerReaderTest.chunk("<thi") + chunk("{\"id\":\"a\",\"function\":{\"name\":\"f\"}}") + "data: [DONE]\n\n");
        assertThat(deltas).containsExactly(new Delta.Text("<thi"), new Delta.ToolCall(0, "a", "f", ""), new Delta.Finish("tool_calls"));
    }

    @Test
    void theFormerFunctionCallIsACall() throws IOException {
        var deltas = AnswerReaderTest.read("data: {\"choices\":[{\"delta\":{\"function_call\":{\"name\":\"f\",\"arguments\":\"{\"}}}]}\n\n"
                + "data: {\"choices\":[{\"delta\":{\"function_call\":{\"arguments\":\"}\"}}}]}\n\n"
                + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"function_call\"}]}\n\ndata: [DONE]\n\n");
        assertThat(deltas)
                .containsExactly(
                        new Delta.ToolCall(0, "call_1", "f", "{"), new Delta.ToolCall(0, "", "", "}"), new Delta.Finish("tool_calls"));
    }

    private static String chunk(String call) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call + "]}}]}\n\n";
    }

    private static List<Delta.ToolCall> calls(String... fragments) throws IOException {
        var stream = new StringBuilder();
        for (var fragment : fragments) {
            stream.append(chunk(fragment));
        }
        var calls = new ArrayList<Delta.ToolCall>();
        var bytes = (stream + "data: [DONE]\n\n").getBytes(StandardCharsets.UTF_8);
        var reader = new AnswerReader(new ByteArrayInputStream(bytes), new OpenAiChunks(), false, delta -> {
            if (delta instanceof Delta.ToolCall call) {
                calls.add(call);
            }
        });
        boolean more = true;
        while (more) {
            more = reader.read();
        }
        return calls;
    }
}
