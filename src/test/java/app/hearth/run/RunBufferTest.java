package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.json.Json;
import app.hearth.run.RunBuffer.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RunBufferTest {
    private final RunBuffer buffer = new RunBuffer();

    @Test
    void neighboursOfOneKindAreMergedAndKindsStayApart() {
        buffer.append(Kind.REASONING, "hm");
        buffer.append(Kind.TEXT, "Hel");
        buffer.append(Kind.TEXT, "lo");
        assertThat(text(buffer.after(0))).isEqualTo("hm");
        assertThat(buffer.after(0).last()).isEqualTo(1);
        assertThat(text(buffer.after(1))).isEqualTo("Hello");
        assertThat(buffer.after(1).last()).isEqualTo(3);
        assertThat(buffer.after(3)).isNull();
    }

    @Test
    void aWatcherThatComesLateMissesNothing() {
        var said = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            buffer.append(Kind.TEXT, i + " 火\n\"");
            said.append(i).append(" 火\n\"");
        }
        assertThat(text(buffer.after(0))).isEqualTo(said.toString());
        assertThat(buffer.last()).isEqualTo(5_000);
    }

    @Test
    void aCursorBeyondTheEndIsRefused() {
        buffer.append(Kind.TEXT, "x");
        assertThatThrownBy(() -> buffer.after(2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineBreakInTheTextNeverEndsTheEvent() {
        buffer.append(Kind.TEXT, "a\n\nevent: end\n");
        var event = new String(buffer.after(0).event("r:2-1", "r"), StandardCharsets.UTF_8);
        assertThat(event.lines()).hasSize(4).startsWith("id: r:2-1", "event: text");
        assertThat(Json.parse(event.lines().toList().get(2).substring(6))
                        .get("text")
                        .asText())
                .isEqualTo("a\n\nevent: end\n");
    }

    private static String text(RunBuffer.Slice slice) {
        return Json.parse("\"" + new String(slice.json(), StandardCharsets.UTF_8) + "\"")
                .asText();
    }
}
