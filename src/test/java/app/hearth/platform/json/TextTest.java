package app.hearth.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What no database keeps does not get past the edge.
class TextTest {
    private static JsonNode read(String json) throws JsonProcessingException {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "a\\u0000b, a\uFFFDb",
                "\\ud83d\\ude00, 😀",
                "\\uD83D\\uDE00, 😀",
                "\\ud83d, \uFFFD",
                "\\ude00, \uFFFD",
                "\\ud83dx, \uFFFDx",
                "\\ude00\\ud83d, \uFFFD\uFFFD",
                "\\ud83d\\ud83d\\ude00, \uFFFD😀",
                "\\ud83d\\u0041, \uFFFDA",
                "\\\\u0000, \\u0000",
                "\\\\\\u0000, \\\uFFFD",
                "\\\\ud83d, \\ud83d",
                "\\u00e9\\ud800, é\uFFFD",
                "\\\"\\u0000, |\"\uFFFD|",
            })
    void escapesThatAreNoTextBecomeReplacements(String escaped, String text) throws JsonProcessingException {
        assertThat(read("{\"v\":\"" + escaped + "\"}").get("v").asText()).isEqualTo(text);
        assertThat(read("{\"" + escaped + "\":1}").fieldNames().next()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\u00",
                "\"\\ud83d",
                "\"\\ud83d\\",
                "\"\\ud83d\\u",
                "\"\\ud83d\\uzzzz\"",
                "\"\\u\"",
                "\\",
                "\"\\u0000",
                "{\"a\":1,\"a\":2}",
                "[1] 2"
            })
    void brokenJsonStaysBroken(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void onlyUtf8IsRead() {
        for (var bytes : new byte[][] {
            {'"', (byte) 0xff, '"'},
            {'"', (byte) 0xc0, (byte) 0x80, '"'},
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            "\"x\"".getBytes(StandardCharsets.UTF_16),
            {'"', (byte) 0xe7, '"'}
        }) {
            assertThatThrownBy(() -> Json.read(bytes, JsonNode.class)).isInstanceOf(JsonProcessingException.class);
        }
    }

    @Test
    void aByteOrderMarkIsSkipped() throws JsonProcessingException {
        assertThat(read("\uFEFF[1]").get(0).asInt()).isEqualTo(1);
    }

    @Test
    void decodedTextIsCleanedToo() {
        assertThat(Text.clean("a\0b\ud83d")).isEqualTo("a\uFFFDb\uFFFD");
        assertThat(Text.clean("😀é")).isEqualTo("😀é");
        assertThat(Text.clean("\ude00😀\0")).isEqualTo("\uFFFD😀\uFFFD");
    }
}
