package app.hearth.compat.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineEndsTest {
    @Test
    void onlyABlankLineIsBetweenTwoEvents() {
        assertThat(after()).isTrue();
        assertThat(after("data: {}\n\n")).isTrue();
        assertThat(after("data: {}\r\n\r\n")).isTrue();
        assertThat(after("data: {}\n", "\n")).isTrue();
        assertThat(after("data: {}\r\n", "\r", "\n")).isTrue();
        assertThat(after("event: delta\n")).isFalse();
        assertThat(after("event: delta\r\n")).isFalse();
        assertThat(after("data: {}\n\n", "data")).isFalse();
        assertThat(after("a\n\n", "b\n")).isFalse();
    }

    private static boolean after(String... chunks) {
        var ends = new LineEnds();
        for (var chunk : chunks) {
            var bytes = chunk.getBytes(StandardCharsets.UTF_8);
            ends.add(bytes, bytes.length);
        }
        return ends.isBetweenEvents();
    }
}
