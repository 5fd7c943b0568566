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
        assertThat(text(buffer.snapshot().after(0))).isEqualTo("hm");
        assertThat(buffer.snapshot().after(0).last()).isEqualTo(1);
        assertThat(text(buffer.snapshot().after(1))).isEqualTo("Hello");
        assertThat(buffer.snapshot().after(1).last()).isEqualTo(3);
        assertThat(buffer.snapshot().after(3)).isNull();
    }

    @Test
    void aWatcherThatComesLateMissesNothing() {
        var said = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            buffer.append(Kind.TEXT, i + " 火\n\"");
            said.append(i).append(" 火\n\"");
        }
        assertThat(text(buffer.snapshot().after(0))).isEqualTo(said.toString());
        assertThat(buffer.last()).isEqualTo(5_000);
    }

    @Test
    void aCursorBeyondTheEndIsRefused() {
        buffer.append(Kind.TEXT, "x");
        assertThatThrownBy(() -> buffer.snapshot().after(2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineBreakInTheTextNeverEndsTheEvent() {
        buffer.append(Kind.TEXT, "a\n\nevent: end\n");
        var event = new String(buffer.snapshot().after(0).event("r:2-1", "r"), StandardCharsets.UTF_8);
        assertThat(event.lines()).hasSize(4).startsWith("id: r:2-1", "event: text");
        assertThat(Json.parse(event.lines().toList().get(2).substring(6))
                        .get("text")
                        .asText())
                .isEqualTo("a\n\nevent: end\n");
    }

    /// Whoever decodes a long reply reads a snapshot; the run speaks on meanwhile.
    @Test
    void aSnapshotStaysWhatItWasWhileTheRunSpeaksOn() throws InterruptedException {
        var buffer = new RunBuffer();
        var speaker = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 20_000; i++) {
                buffer.append(RunBuffer.Kind.TEXT, "0123456789");
            }
        });
        while (buffer.last() < 20_000) {
            var snapshot = buffer.snapshot();
            var all = snapshot.allAfter(0);
            assertThat(all).hasSizeLessThanOrEqualTo(1);
            assertThat(all.isEmpty() ? 0 : all.getFirst().json().length).isEqualTo((int) snapshot.last() * 10);
            assertThat(all.isEmpty() || all.getFirst().json()[all.getFirst().json().length - 1] == '9')
                    .isTrue();
        }
        speaker.join();
        assertThat(text(buffer.snapshot().after(19_999))).isEqualTo("0123456789");
    }

    private static String text(RunBuffer.Slice slice) {
        return Json.parse("\"" + new String(slice.json(), StandardCharsets.UTF_8) + "\"")
                .asText();
    }
}
