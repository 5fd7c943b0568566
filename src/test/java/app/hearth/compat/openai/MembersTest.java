package app.hearth.compat.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.error.HearthException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MembersTest {
    @Test
    void changesOneMemberAndHandsTheOthersOnByteForByte() {
        var members = Members.of(bytes("""
            { "x" : 1.10000000000000000000001 ,"model": "a\\u0062c" , "deep":{"model":"no", "n":[1, {"k":"}"}]},"stream":true, "seed" : 12345678901234567890123 , "字":"é\\n"}\
            """));
        assertThat(members.text("model")).contains("abc");
        assertThat(members.isTrue("stream")).isTrue();
        assertThat(text(members.with("model", "upstream/é", Set.of("stream", "absent"))))
                .isEqualTo("{\"x\" : 1.10000000000000000000001,\"model\": \"upstream/é\","
                        + "\"deep\":{\"model\":\"no\", \"n\":[1, {\"k\":\"}\"}]},\"seed\" : 12345678901234567890123,\"字\":\"é\\n\"}");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (var bad : new String[] {"", "[]", "\"x\"", "{\"a\":1", "{\"a\":1}}", "{\"a\":1} {}", "{a:1}"}) {
            assertThatThrownBy(() -> Members.of(bytes(bad))).as(bad).isInstanceOf(HearthException.class);
        }
    }

    @Test
    void anEmptyObjectStaysOne() {
        assertThat(text(Members.of(bytes("{}")).with("model", "x", Set.of()))).isEqualTo("{}");
        assertThat(Members.of(bytes("{\"model\":5}")).text("model")).isEmpty();
    }

    @Test
    void whatIsNotUtf8IsRefusedAndItsMarkIsNot() {
        for (var other : new Charset[] {StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16}) {
            assertThatThrownBy(() -> Members.of("{\"model\":\"x\"}".getBytes(other)))
                    .as(other.name())
                    .isInstanceOf(HearthException.class);
        }
        var marked = Members.of(bytes("\uFEFF{\"model\":\"abc\",\"a\":1}"));
        assertThat(marked.text("model")).contains("abc");
        assertThat(text(marked.with("model", "x", Set.of()))).isEqualTo("{\"model\":\"x\",\"a\":1}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
