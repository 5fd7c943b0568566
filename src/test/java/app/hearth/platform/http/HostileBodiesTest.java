package app.hearth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is sent, the answer is the sender's fault and never the house's.
class HostileBodiesTest {
    private static Doors doors;
    private static Browser browser;

    @BeforeAll
    static void open() {
        doors = new Doors(Map.of());
        browser = doors.browser();
    }

    @AfterAll
    static void close() {
        doors.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "\"",
                "nul",
                "{\"text\":}",
                "{\"text\":\"a\" \"b\"}",
                "{'text':1}",
                "{\"text\":\"a\0b\"}",
                "\0",
                "{\"text\":\"\n\"}",
                "{\"text\":\"x\",\"text\":\"y\"}",
                "{\"object\":{\"a\":1,\"a\":2}}",
                "{} {}",
                "{\"text\":\"\\x\"}",
                "{\"text\":\"\\u12\"}",
                "NaN",
                "{\"number\":+1}",
                "{\"number\":01}",
                "{\"number\":1e}",
                "<xml/>",
                "text=1&number=2"
            })
    void whatIsNoJsonIsBadJson(String body) {
        assertThat(browser.post("/api/body", body).problem()).isIn("400 bad_json", "400 invalid_field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "1",
                "\"x\"",
                "[]",
                "true",
                "{\"text\":[]}",
                "{\"text\":{}}",
                "{\"number\":\"x\"}",
                "{\"number\":{}}",
                "{\"number\":99999999999}",
                "{\"number\":1e400}",
                "{\"number\":true}",
                "{\"list\":7}",
                "{\"list\":{\"a\":1}}",
                "{\"object\":[]}",
                "{\"object\":\"x\"}"
            })
    void aWrongTypeNamesItsField(String body) {
        assertThat(browser.post("/api/body", body).problem()).isIn("400 invalid_field", "400 bad_json");
    }

    @Test
    void deepNestingEnds() {
        for (var depth : new int[] {201, 1_000, 20_000}) {
            assertThat(browser.post("/api/body", "{\"object\":" + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth) + "}")
                            .status())
                    .isIn(400, 413);
            assertThat(browser.post("/api/tree", "[".repeat(depth) + "]".repeat(depth))
                            .status())
                    .isEqualTo(400);
            assertThat(browser.post("/api/tree", "[".repeat(depth)).status()).isEqualTo(400);
        }
        assertThat(browser.post("/api/tree", "[".repeat(150) + "]".repeat(150)).status())
                .isEqualTo(200);
    }

    @Test
    void hugeNumbersEnd() {
        assertThat(browser.post("/api/tree", "[" + "9".repeat(100_000) + "]").status())
                .isEqualTo(400);
        assertThat(browser.post("/api/tree", "[1e" + "9".repeat(150) + "]").status())
                .isLessThan(500);
        assertThat(browser.post("/api/tree", "[1e999999999]").status()).isLessThan(500);
        assertThat(browser.post("/api/body", "{\"number\":1e999999999}").status())
                .isEqualTo(400);
        assertThat(browser.post("/api/body", "{\"number\":" + "9".repeat(300) + "}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whatIsNotUtf8IsBadJson() {
        var bytes = "{\"text\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(browser.upload("POST", "/api/body", "application/json", bytes)
                        .problem())
                .isEqualTo("400 bad_json");
        var wide = "{\"text\":\"x\"}".getBytes(StandardCharsets.UTF_16LE);
        assertThat(browser.upload("POST", "/api/body", "application/json", wide).problem())
                .isEqualTo("400 bad_json");
        var overlong = new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'};
        assertThat(browser.upload("POST", "/api/tree", "application/json", overlong)
                        .problem())
                .isEqualTo("400 bad_json");
    }

    @Test
    void nulAndHalfSurrogatesAreReplaced() {
        var answer = browser.post(
                "/api/body", "{\"text\":\"a\\u0000b\\ud800c\",\"list\":[\"\\udc00\"],\"object\":{\"k\\u0000\":\"\\ud83d\\ude00\"}}");
        assertThat(answer.json().get("text").asText()).isEqualTo("a\uFFFDb\uFFFDc");
        assertThat(answer.json().at("/list/0").asText()).isEqualTo("\uFFFD");
        assertThat(answer.json().get("object").toString()).isEqualTo("{\"k\uFFFD\":\"😀\"}");
        assertThat(browser.get("/api/asked/x?q=a%00b").json().get("query").asText())
                .isEqualTo("a\uFFFDb");
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedHoweverItComes() {
        var long50 = "{\"text\":\"" + "x".repeat(50_000) + "\"}";
        assertThat(browser.post("/api/body", long50).problem()).isEqualTo("413 too_large");
        assertThat(browser.post("/api/body", long50).json().get("detail").asText())
                .contains("50 kB");
        var chunked = new StringBuilder(
                "POST /api/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 60; i++) {
            chunked.append("400\r\n").append("x".repeat(0x400)).append("\r\n");
        }
        assertThat(new RawClient(doors.port()).send(chunked + "0\r\n\r\n")).startsWith("HTTP/1.1 413");
        var fits = "POST /api/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n";
        assertThat(new RawClient(doors.port()).send(fits)).startsWith("HTTP/1.1 200");
    }

    @Test
    void bytesComeAsTheyWere() {
        var bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        var answer = browser.upload("PUT", "/api/raw", "application/octet-stream", bytes);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.bytes()).isEqualTo(bytes);
    }

    @Test
    void whatIsNoIdIsNowhere() {
        assertThat(browser.get("/api/id/1").problem()).isEqualTo("404 not_found");
        assertThat(browser.get("/api/id/0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000").status())
                .isEqualTo(200);
    }

    /// The answer to a body that is refused unread is heard, and the connection serves the next request.
    @Test
    void aRefusedBodyIsReadAwaySoThatTheConnectionLivesOn() throws IOException {
        var body = "x".repeat(3_000_000);
        var tooLarge = "POST /api/body HTTP/1.1\r\nHost: a\r\nX-Hearth: 1\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        try (var socket = new RawClient(doors.port()).open()) {
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream().write(tooLarge.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(RawClient.answer(socket.getInputStream()))
                        .startsWith("HTTP/1.1 413")
                        .doesNotContain("Connection: close");
            }
            socket.getOutputStream().write("GET /api/nothing HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(RawClient.answer(socket.getInputStream())).startsWith("HTTP/1.1 404");
        }
    }

    /// Who waits to be told to send is not asked to only to be refused.
    @Test
    void aRefusedBodyThatWaitsIsNotAskedFor() {
        var answer = new RawClient(doors.port())
                .send("POST /api/body HTTP/1.1\r\nHost: a\r\nX-Hearth: 1\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n"
                        + "Expect: 100-continue\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("Connection: close");
    }
}
