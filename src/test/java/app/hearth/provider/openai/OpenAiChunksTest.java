package app.hearth.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.provider.Delta;
import app.hearth.provider.stream.AnswerReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the many servers that call themselves OpenAI-compatible do differently.
class OpenAiChunksTest {
    private static final String END = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    @ParameterizedTest
    @CsvSource({"reasoning_content", "reasoning", "thinking"})
    void thoughtsStandUnderAnyOfThreeNames(String field) throws IOException {
        assertThat(read("data: {\"choices\":[{\"delta\":{\"content\":null,\"" + field + "\":\"Hm\"}}]}\n\n" + END))
                .startsWith(new Delta.Reasoning("Hm"));
    }

    @Test
    void aThoughtUnderTwoNamesIsOne() throws IOException {
        assertThat(read("data:"
                        + " {\"choices\":[{\"delta\":{\"reasoning\":\"Hm\",\"reasoning_content\":\"Hm\",\"reasoning_details\":[{}]}}]}\n\n"
                        + END))
                .containsExactly(new Delta.Reasoning("Hm"), new Delta.Finish("stop"));
    }

    @Test
    void mistralsPartsAreReadToo() throws IOException {
        assertThat(read("data:"
            + " {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Hm\"}]},{\"type\":\"text\",\"text\":\"Hi\"}]}}]}\n\n"
                        + END))
                .startsWith(new Delta.Reasoning("Hm"), new Delta.Text("Hi"));
    }

    @Test
    void aRefusalIsText() throws IOException {
        assertThat(read("data: {\"choices\":[{\"delta\":{\"refusal\":\"I can't.\"}}]}\n\n" + END))
                .startsWith(new Delta.Text("I can't."));
    }

    @Test
    void usageComesInAChunkWithoutChoices() throws IOException {
        assertThat(read(END.replace(
                        "data: [DONE]",
                        "data:"
                            + " {\"choices\":[],\"usage\":{\"prompt_tokens\":18,\"completion_tokens\":95,\"total_tokens\":113,\"prompt_tokens_details\":{\"cached_tokens\":6},\"completion_tokens_details\":{\"reasoning_tokens\":90}}}\n\n"
                            + "data: [DONE]")))
                .containsExactly(new Delta.Usage(18, 95, 90, 6), new Delta.Finish("stop"));
    }

    @Test
    void moonshotsUsageStandsInTheChoiceAndGroqsInItsOwnField() throws IOException {
        assertThat(read("data:"
            + " {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"cached_tokens\":1}}]}\n\n"
            + "data: [DONE]\n\n"))
                .startsWith(new Delta.Usage(1, 2, null, 1));
        assertThat(read("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{\"usage\":{\"prompt_tokens\":3,"
                        + "\"completion_tokens\":4}}}\n\ndata: [DONE]\n\n"))
                .startsWith(new Delta.Usage(3, 4, null, null));
    }

    @Test
    void deepSeeksCacheHitsAreCachedTokens() throws IOException {
        assertThat(read("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"prompt_cache_hit_tokens\":8}}\n\n"
                        + END))
                .startsWith(new Delta.Usage(9, 1, null, 8));
    }

    @Test
    void theSameUsageInEveryChunkIsToldOnce() throws IOException {
        var chunk = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\n";
        assertThat(read(chunk + chunk + END))
                .filteredOn(Delta.Usage.class::isInstance)
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "stop,stop",
        "length,length",
        "max_tokens,length",
        "content_filter,content_filter",
        "sensitive,content_filter",
        "eos,stop",
        "tool_calls,tool_calls",
        "repetition,repetition"
    })
    void finishReasonsAreOursOrTheUpstreamsOwnWord(String theirs, String ours) throws IOException {
        assertThat(read("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"" + theirs + "\"}]}\n\ndata: [DONE]\n\n"))
                .containsExactly(new Delta.Finish(ours));
    }

    @Test
    void doneWithoutAReasonIsAStop() throws IOException {
        assertThat(read("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n"))
                .containsExactly(new Delta.Text("Hi"), new Delta.Finish("stop"));
    }

    @Test
    void anAnswerThatIsNotStreamedIsReadAsWell() throws IOException {
        var whole = """
            {
              "object": "chat.completion",
              "choices": [ { "index": 0, "finish_reason": "tool_calls",
                "message": { "role": "assistant", "content": "Hi", "reasoning_content": "Hm",
                  "tool_calls": [ { "id": "a", "type": "function", "function": { "name": "f", "arguments": "{}" } } ] } } ],

              "usage": { "prompt_tokens": 1, "completion_tokens": 2 }
            }
            """;
        assertThat(read(whole))
                .containsExactly(
                        new Delta.Reasoning("Hm"),
                        new Delta.Text("Hi"),
                        new Delta.ToolCall(0, "a", "f", "{}"),
                        new Delta.Usage(1, 2, null, null),
                        new Delta.Finish("tool_calls"));
    }

    @Test
    void furtherAnswersToTheSameQuestionAreLeftOut() throws IOException {
        assertThat(read("data: {\"choices\":[{\"delta\":{\"content\":\"b\"},\"index\":1}]}\n\n"
                        + "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"index\":0}]}\n\n" + END))
                .containsExactly(new Delta.Text("a"), new Delta.Finish("stop"));
    }

    @Test
    void unknownFieldsAndWrongTypesDoNotMatter() throws IOException {
        assertThat(read("data:"
            + " {\"x\":{\"y\":[1,{\"z\":null}]},\"choices\":[null,7,{\"delta\":{\"content\":7,\"tool_calls\":null,\"audio\":{\"data\":\"A\"}},\"finish_reason\":null,\"logprobs\":{\"content\":[]}}],\"usage\":null}\n\n"
            + "data: {\"choices\":null}\n\n"
            + ": ping\n\n"
            + "data: {\"id\":\"only\"}\n\n" + END))
                .containsExactly(new Delta.Finish("stop"));
    }

    private static List<Delta> read(String stream) throws IOException {
        var deltas = new ArrayList<Delta>();
        var body = new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8));
        var reader = new AnswerReader(body, new OpenAiChunks(), false, deltas::add);
        boolean more = true;
        while (more) {
            more = reader.read();
        }
        return deltas;
    }
}
