package app.hearth.chat.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextDecodingTest {
    private static final String SIMPLIFIED = "炉边是一个自己部署的聊天程序。\n今天天气很好，我们去公园散步，看到了许多人在放风筝。人工智能模型（GPT）";
    private static final String TRADITIONAL = "爐邊是一個自己部署的聊天程式。\n今天天氣很好，我們去公園散步，看到了許多人在放風箏。人工智慧模型（GPT）";
    private static final String WESTERN = "Le café de la gare était fermé, nous avons donc déjeuné à l'hôtel.\nMüller heißt er.";

    @ParameterizedTest
    @CsvSource({
        "UTF-8, s",
        "UTF-8, t",
        "UTF-8, w",
        "UTF-16LE, s",
        "UTF-16LE, t",
        "UTF-16LE, w",
        "UTF-16BE, s",
        "UTF-16BE, w",
        "GB18030, s",
        "GBK, s",
        "Big5, t",
        "windows-1252, w"
    })
    void textIsReadInTheEncodingItWasWrittenIn(String charset, String which) {
        var text = text(which);
        assertThat(TextDecoding.decode(text.getBytes(Charset.forName(charset)))).contains(text);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, s", "UTF-16LE, s", "UTF-16BE, t", "UTF-16LE, w", "UTF-32LE, s"})
    void aByteOrderMarkDecidesAndIsDropped(String charset, String which) {
        var text = text(which);
        assertThat(TextDecoding.decode(("\ufeff" + text).getBytes(Charset.forName(charset))))
                .contains(text);
    }

    @Test
    void shortChineseTextsAreNotTakenForUtf16() {
        for (var text : new String[] {"你好", "测试一下", "天气", "的一是了", "中文。"}) {
            assertThat(TextDecoding.decode(text.getBytes(Charset.forName("GB18030"))))
                    .contains(text);
        }
    }

    @Test
    void plainAsciiAndCodeAndTerminalLogsAreText() {
        for (var text :
                new String[] {"hi", "int main() { return 0; }\r\n", "\u001b[31mred\u001b[0m\n", "a,b\n1,2\n", "<script>x</script>"}) {
            assertThat(TextDecoding.decode(text.getBytes(StandardCharsets.US_ASCII)))
                    .contains(text);
        }
    }

    @Test
    void binaryIsRefused() throws Exception {
        var random = new byte[4096];
        new Random(1).nextBytes(random);
        var zipped = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(zipped)) {
            zip.write(SIMPLIFIED.repeat(50).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(TextDecoding.decode(random)).isEmpty();
        assertThat(TextDecoding.decode(zipped.toByteArray())).isEmpty();
        assertThat(TextDecoding.decode("%PDF-1.7\n1 0 obj\n".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(TextDecoding.decode("text\0with a hole".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(TextDecoding.decode(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, (byte) 0xff, 'a'}))
                .isEmpty();
        assertThat(TextDecoding.decode(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xd8}))
                .isEmpty();
        assertThat(TextDecoding.decode(new byte[1000])).isEmpty();
    }

    private static String text(String which) {
        return switch (which) {
            case "s" -> SIMPLIFIED;
            case "t" -> TRADITIONAL;
            default -> WESTERN;
        };
    }
}
