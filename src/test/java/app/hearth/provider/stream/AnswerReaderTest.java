package app.hearth.provider.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.provider.Delta;
import app.hearth.provider.openai.OpenAiChunks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
    private static final String RICH = """
        : keep-alive

        data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning_content":null},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{"content":" <thi"}}]}\r
        \r
        data: {"choices":[{"index":0,"delta":{"content":"nk>\\nÜber 炉"}}]}

        data:{"choices":[{"index":0,"delta":{"content":"边 😀\\ud83d"}}]}

        event: message
        data: {"choices":[{"index":0,"delta":{"content":"\\ude00 \\u0000</th"}}]}

        data: {"choices":[{"index":0,"delta":{"content":"ink>\\n\\nAnswer <think>kept</think>"}}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\\"x\\""}}]}}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}}]}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: {"choices":[],
        data: "usage":{"prompt_tokens":3,"completion_tokens":4}}

        data: [DONE]

        """;

    @Test
    void givesTheSameDeltasWhereverTheBytesAreCut() throws IOException {
        var bytes = RICH.getBytes(StandardCharsets.UTF_8);
        var expected = read(new ByteArrayInputStream(bytes));
        assertThat(joined(expected, Delta.Reasoning.class)).isEqualTo("Über 炉边 😀😀 \uFFFD");
        assertThat(joined(expected, Delta.Text.class)).isEqualTo("Answer <think>kept</think>");
        assertThat(expected)
                .contains(new Delta.ToolCall(0, "a", "f", "{\"x\""), new Delta.ToolCall(0, "", "", ":1}"))
                .endsWith(new Delta.Usage(3, 4, null, null), new Delta.Finish("tool_calls"));
        for (int cut = 1; cut < bytes.length; cut++) {
            int at = cut;
            assertThat(read(new Pieces(bytes, position -> position < at ? at - position : bytes.length - position)))
                    .as("cut at " + cut)
                    .isEqualTo(expected);
        }
        assertThat(read(new Pieces(bytes, _ -> 1))).isEqualTo(expected);
    }

    @Test
    void givesTheSameDeltasInRandomPieces() throws IOException {
        var bytes = RICH.getBytes(StandardCharsets.UTF_8);
        var expected = read(new ByteArrayInputStream(bytes));
        var random = new Random(7);
        for (int i = 0; i < 500; i++) {
            assertThat(read(new Pieces(bytes, _ -> 1 + random.nextInt(40)))).isEqualTo(expected);
        }
    }

    /// However an answer's text is cut into chunks, thought and answer are the same.
    @Test
    void tellsThoughtFromAnswerWhereverTheTextIsCut() throws IOException {
        var text = "\n <think>\n a < b 😀 </thin </think>\n\nThe <think>answer</think> 😀";
        var random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            var stream = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(6)); // also between the halves of a pair
                stream.append(chunk(text.substring(at, end)));
                at = end;
            }
            var deltas = read(stream + "data: [DONE]\n\n");
            assertThat(joined(deltas, Delta.Reasoning.class))
                    .as(stream.toString())
                    .isEqualTo("a < b 😀 </thin");
            assertThat(joined(deltas, Delta.Text.class)).as(stream.toString()).isEqualTo("The <think>answer</think> 😀");
        }
    }

    @Test
    void aTagInTheMiddleOfAnAnswerIsText() throws IOException {
        var deltas = read(chunk("Use ") + chunk("<think>x</think>") + "data: [DONE]\n\n");
        assertThat(joined(deltas, Delta.Text.class)).isEqualTo("Use <think>x</think>");
    }

    @Test
    void knowsTheOtherTags() throws IOException {
        for (var tag : List.of("thinking", "think")) {
            var deltas = read(chunk("<" + tag + ">a</" + tag + ">b") + "data: [DONE]\n\n");
            assertThat(joined(deltas, Delta.Reasoning.class)).isEqualTo("a");
            assertThat(joined(deltas, Delta.Text.class)).isEqualTo("b");
        }
        var kimi = read(chunk("◁think▷a◁/think▷b") + "data: [DONE]\n\n");
        assertThat(joined(kimi, Delta.Reasoning.class) + joined(kimi, Delta.Text.class))
                .isEqualTo("ab");
    }

    @Test
    void anUnclosedTagLeavesAThoughtWithoutAnswer() throws IOException {
        var deltas = read(chunk("<think>going on and </thi") + "data: [DONE]\n\n");
        assertThat(joined(deltas, Delta.Reasoning.class)).isEqualTo("going on and </thi");
        assertThat(joined(deltas, Delta.Text.class)).isEmpty();
        assertThat(deltas).endsWith(new Delta.Finish("stop"));
    }

    @Test
    void anAnswerMayBeginWithinTheThought() throws IOException {
        for (var begin : List.of("Hm", "\n<think>\nHm")) {
            var deltas = read(bytes(chunk(begin) + chunk(".</think>Hi") + "data: [DONE]\n\n"), true);
            assertThat(joined(deltas, Delta.Reasoning.class)).isEqualTo("Hm.");
            assertThat(joined(deltas, Delta.Text.class)).isEqualTo("Hi");
        }
        var marked = "data: {\"choices\":[{\"delta\":{\"reasoning\":\"Hm\"}}]}\n\n";
        var deltas = read(bytes(marked + chunk("Hi") + "data: [DONE]\n\n"), true);
        assertThat(deltas).startsWith(new Delta.Reasoning("Hm"), new Delta.Text("Hi"));
    }

    @Test
    void anEmptyThoughtIsNone() throws IOException {
        var deltas = read(chunk("<think>\n\n</think>\n\n") + chunk("Hi") + "data: [DONE]\n\n");
        assertThat(deltas).containsExactly(new Delta.Text("Hi"), new Delta.Finish("stop"));
    }

    @Test
    void whatOnlyLooksLikeATagIsText() throws IOException {
        assertThat(joined(read(chunk(" <") + chunk("thin") + chunk("g>") + "data: [DONE]\n\n"), Delta.Text.class))
                .isEqualTo(" <thing>");
        assertThat(joined(read(chunk("<thi") + "data: [DONE]\n\n"), Delta.Text.class))
                .isEqualTo("<thi");
    }

    @Test
    void tagsAreTextWhereTheServerMarksThoughtsItself() throws IOException {
        var deltas = read(
                "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"a\"}}]}\n\n" + chunk("<think>b</think>") + "data: [DONE]\n\n");
        assertThat(joined(deltas, Delta.Text.class)).isEqualTo("<think>b</think>");
    }

    @Test
    void halvesOfPairsAreReplacedWhenTheirOtherHalfNeverComes() throws IOException {
        var deltas = read("data: {\"choices\":[{\"delta\":{\"content\":\"a\\ud83d\"}}]}\n\n"
                + "data: {\"choices\":[{\"delta\":{\"content\":\"b\\ude00c\"}}]}\n\n"
                + "data: {\"choices\":[{\"delta\":{\"content\":\"d\\ud83d\"}}]}\n\ndata: [DONE]\n\n");
        assertThat(joined(deltas, Delta.Text.class)).isEqualTo("a\uFFFDb\uFFFDcd\uFFFD");
    }

    @Test
    void bytesThatAreNoUtf8AreReplaced() throws IOException {
        var bytes = chunk("a#b").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '#' ? (byte) 0xE7 : bytes[i];
        }
        var whole = new java.io.SequenceInputStream(
                new ByteArrayInputStream(bytes), new ByteArrayInputStream("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(joined(read(whole), Delta.Text.class)).isEqualTo("a\uFFFDb");
    }

    @Test
    void aLineMayBeAMebibyteLongAndNoLonger() throws IOException {
        var wide = "x".repeat(1_000_000);
        assertThat(joined(read(chunk(wide) + chunk("y") + "data: [DONE]\n\n"), Delta.Text.class))
                .isEqualTo(wide + "y");
        assertThatThrownBy(() -> read(chunk("x".repeat(1_100_000))))
                .isInstanceOfSatisfying(
                        BrokenAnswer.class, broken -> assertThat(broken.kind()).isEqualTo(BrokenAnswer.Kind.GARBAGE));
    }

    @Test
    void anAnswerMayEndWithoutDoneAndWithoutItsLastLineEnd() throws IOException {
        var deltas = read(chunk("Hi") + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}");
        assertThat(deltas).containsExactly(new Delta.Text("Hi"), new Delta.Finish("length"));
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
        assertThat(read("\uFEFF" + chunk("Hi") + "data: [DONE]\n\n")).startsWith(new Delta.Text("Hi"));
    }

    static String chunk(String content) {
        var text = new StringBuilder();
        for (int i = 0; i < content.length(); i++) {
            var c = content.charAt(i);
            text.append(Character.isSurrogate(c) || c < 0x20 || c == '"' || c == '\\' ? String.format("\\u%04x", (int) c) : c);
        }
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}\n\n";
    }

    static List<Delta> read(String stream) throws IOException {
        return read(bytes(stream), false);
    }

    private static InputStream bytes(String stream) {
        return new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Delta> read(InputStream stream) throws IOException {
        return read(stream, false);
    }

    private static List<Delta> read(InputStream stream, boolean opened) throws IOException {
        var deltas = new ArrayList<Delta>();
        var reader = new AnswerReader(stream, new OpenAiChunks(), opened, deltas::add);
        while (reader.read()) {
            assertThat(deltas).doesNotContain(new Delta.Finish("stop")); // the last one only
        }
        return deltas;
    }

    private static String joined(List<Delta> deltas, Class<? extends Delta> kind) {
        var all = new StringBuilder();
        for (var delta : deltas) {
            if (kind.isInstance(delta)) {
                all.append(delta instanceof Delta.Text(var text) ? text : ((Delta.Reasoning) delta).text());
            }
        }
        return all.toString();
    }

    /// Gives so many bytes at a time as it is told.
    private static final class Pieces extends InputStream {
        private final byte[] bytes;
        private final java.util.function.IntUnaryOperator size;
        private int position;

        Pieces(byte[] bytes, java.util.function.IntUnaryOperator size) {
            this.bytes = bytes;
            this.size = size;
        }

        @Override
        public int read() {
            return position < bytes.length ? bytes[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (position == bytes.length) {
                return -1;
            }
            int count = Math.min(Math.min(length, size.applyAsInt(position)), bytes.length - position);
            System.arraycopy(bytes, position, buffer, offset, count);
            position += count;
            return count;
        }
    }
}
