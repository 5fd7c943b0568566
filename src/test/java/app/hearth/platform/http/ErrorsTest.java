package app.hearth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.Browser;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every refusal is in the words of the API that was called.
class ErrorsTest {
    private static Doors doors;
    private static Browser browser;
    private static RawClient raw;

    @BeforeAll
    static void open() {
        doors = new Doors(Map.of());
        browser = doors.browser();
        raw = new RawClient(doors.port());
    }

    @AfterAll
    static void close() {
        doors.close();
    }

    @Test
    void ourOwnApiAnswersProblems() {
        var answer = browser.get("/api/member");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("status").asInt()).isEqualTo(401);
        assertThat(answer.problem()).isEqualTo("401 not_signed_in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/nothing", "/v1"})
    void belowV1TheyAreOpenAis(String path) {
        var json = browser.get(path).json();
        assertThat(json.at("/error/message").asText()).isNotBlank();
        assertThat(json.at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(json.at("/error/code").asText()).isIn("not_signed_in", "not_found");
        assertThat(json.get("error").has("param")).isTrue();
        assertThat(json.has("detail")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/auths/", "/api/v1/nothing", "/ollama/api/tags", "/openai/models", "/ollama"})
    void belowOpenWebUisPathsTheyAreDetails(String path) {
        var answer = browser.get(path);
        assertThat(answer.status()).isIn(401, 404);
        assertThat(answer.json().get("detail").asText()).isNotBlank();
        assertThat(answer.json().has("error")).isFalse();
    }

    @Test
    void whereBothCallTheyAreBoth() {
        for (var path : new String[] {"/api/chat/completions", "/api/embeddings", "/api/models"}) {
            var json = browser.post(path, "{}").json();
            assertThat(json.get("detail").asText())
                    .isEqualTo(json.at("/error/message").asText());
        }
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() {
        var answer = browser.get("/api/body");
        assertThat(answer.problem()).isEqualTo("405 method_not_allowed");
        assertThat(answer.header("Allow")).isEqualTo("OPTIONS, POST");
        assertThat(answer.json().get("detail").asText()).contains("GET");
        assertThat(browser.delete("/api/seen").header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(browser.json("PATCH", "/v1/models", "{}")
                        .json()
                        .at("/error/code")
                        .asText())
                .isEqualTo("method_not_allowed");
        assertThat(browser.delete("/api/nothing").problem()).isEqualTo("404 not_found");
        assertThat(browser.post("/nothing", "{}").problem()).isEqualTo("404 not_found");
        var options = browser.json("OPTIONS", "/api/body", "");
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Allow")).isEqualTo("OPTIONS, POST");
    }

    @Test
    void aSlashAtTheEndChangesNothing() {
        assertThat(browser.get("/api/seen/").status()).isEqualTo(200);
        assertThat(browser.post("/api/body/", "{}").status()).isEqualTo(200);
        assertThat(browser.bearer("good").get("/api/v1/auths").status())
                .isEqualTo(browser.bearer("good").get("/api/v1/auths/").status());
    }

    @Test
    void headIsGetWithoutABody() {
        assertThat(raw.send("HEAD /api/seen HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw.send("HEAD /api/member HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 401");
        assertThat(raw.send("HEAD /api/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404");
        assertThat(raw.send("HEAD /api/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("text/event-stream")
                .doesNotContain("data: {}", "Content-Length");
    }

    @Test
    void whatBreaksInsideIsNoSecretOfTheLogButOfTheAnswer() {
        var answer = browser.get("/api/breaks");
        assertThat(answer.problem()).isEqualTo("500 internal");
        assertThat(answer.text()).doesNotContain("on purpose", "IllegalState");
        assertThat(answer.json().at("/arguments/request").asText()).hasSize(36);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/asked/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/asked/%ff HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/asked/a?q=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/asked/a?q=%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/asked/a?q=%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/asked/a%2Fb HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/asked/..%2f..%2fetc HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /static/../app.html HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/asked/a;b=c HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET //api//seen HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/asked/a?q=\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/seen HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
                "GET /api/seen HTTP/1.1\r\n\r\n",
                "GET /api/seen HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET /api/seen HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /api/seen HTTP/9.9\r\nHost: x\r\n\r\n",
                "TRACE /api/seen HTTP/1.1\r\nHost: x\r\n\r\n",
                "FROB /api/seen HTTP/1.1\r\nHost: x\r\n\r\n",
                "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
                "POST /api/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n",
                "POST /api/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999999\r\n\r\n",
                "POST /api/body HTTP/1.1\r\n"
                        + "Host: x\r\n"
                        + "Content-Type: application/json\r\n"
                        + "Content-Length: 2\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "{}",
                "POST /api/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /api/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: gzip\r\n\r\n{}",
                "\0\1\2\3\r\n\r\n",
            })
    void brokenRequestsAreTheClientsFault(String request) {
        var answer = raw.send(request.replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        assertThat(answer).matches("(?s)HTTP/1\\.1 (200|4\\d\\d|505) .*");
        assertThat(answer).doesNotContainIgnoringCase("jetty").doesNotContain("<html", "passwd:", "\tat ");
    }

    @Test
    void headersHaveALimit() {
        var answer = raw.send("GET /api/seen HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 431").contains("headers_too_large");
        assertThat(raw.send("GET /v1/models HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(20_000) + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 401");
        assertThat(raw.send("GET /" + "x".repeat(40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .matches("(?s)HTTP/1\\.1 (414|431) .*");
    }

    @Test
    void aRouteWithoutARuleIsNone() {
        assertThatThrownBy(() -> Route.get("/api/x", null, Void.class, call -> null))
                .hasMessageContaining("/api/x");
        assertThatThrownBy(() -> Route.get("/api/x", Access.MEMBER, Void.class, call -> null)
                        .scope(null))
                .hasMessageContaining("/api/x");
    }
}
