package app.hearth.provider;

import static app.hearth.provider.GatewayFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.error.Messages;
import app.hearth.provider.CompletionRequest.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ErrorsTest {
    private final FakeUpstream upstream = new FakeUpstream();
    private final GatewayFixture house = new GatewayFixture(new Backoff(1, Duration.ofMillis(1), Duration.ZERO));

    @AfterEach
    void close() {
        house.close();
        upstream.close();
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments(401, "{\"error\":{\"message\":\"Incorrect API key\",\"code\":\"invalid_api_key\"}}", "PROVIDER_KEY_REFUSED"),
                arguments(401, "", "PROVIDER_KEY_REFUSED"),
                arguments(402, "{\"error\":{\"message\":\"Insufficient Balance\"}}", "PROVIDER_QUOTA"),
                arguments(403, "{\"error\":{\"message\":\"Access denied\",\"code\":\"access_denied\"}}", "PROVIDER_FORBIDDEN"),
                arguments(403, "{\"code\":\"AllocationQuota.FreeTierOnly\",\"message\":\"free tier exhausted\"}", "PROVIDER_QUOTA"),
                arguments(400, "{\"error\":{\"code\":\"Arrearage\",\"message\":\"Access denied\"}}", "PROVIDER_QUOTA"),
                arguments(404, "{\"error\":{\"code\":\"model_not_found\",\"message\":\"nope\"}}", "PROVIDER_MODEL_NOT_FOUND"),
                arguments(404, "{\"error\":\"model 'nope' not found\"}", "PROVIDER_MODEL_NOT_FOUND"),
                arguments(404, "{\"error\":{\"message\":\"The model `x.y` does not exist\"}}", "PROVIDER_MODEL_NOT_FOUND"),
                arguments(400, "{\"error\":{\"message\":\"Unknown model: x\"}}", "PROVIDER_MODEL_NOT_FOUND"),
                arguments(404, "404 page not found", "PROVIDER_NOT_FOUND"),
                arguments(404, "{\"detail\":\"Not Found\"}", "PROVIDER_NOT_FOUND"),
                arguments(405, "405 method not allowed", "PROVIDER_NOT_FOUND"),
                arguments(302, "", "PROVIDER_NOT_FOUND"),
                arguments(429, "{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow down\"}}", "PROVIDER_RATE_LIMITED"),
                arguments(429, "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"You exceeded your quota\"}}", "PROVIDER_QUOTA"),
                arguments(400, "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"x\"}}", "PROVIDER_CONTEXT_TOO_LONG"),
                arguments(
                        400,
                        "{\"error\":{\"message\":\"<400> InternalError.Algo.InvalidParameter: Range of input length should be [1,"
                                + " 98304]\"}}",
                        "PROVIDER_CONTEXT_TOO_LONG"),
                arguments(
                        400,
                        "{\"error\":{\"code\":400,\"message\":\"the request exceeds the available context size\","
                                + "\"type\":\"exceed_context_size_error\"}}",
                        "PROVIDER_CONTEXT_TOO_LONG"),
                arguments(413, "Request Entity Too Large", "PROVIDER_CONTEXT_TOO_LONG"),
                arguments(
                        400,
                        "{\"error\":{\"code\":\"data_inspection_failed\",\"message\":\"Output data may contain inappropriate content.\"}}",
                        "PROVIDER_CONTENT_REFUSED"),
                arguments(400, "{\"code\":\"DataInspectionFailed\",\"message\":\"x\"}", "PROVIDER_CONTENT_REFUSED"),
                arguments(400, "{\"error\":{\"code\":\"content_filter\",\"message\":\"x\"}}", "PROVIDER_CONTENT_REFUSED"),
                arguments(400, "{\"error\":{\"message\":\"Invalid value for 'seed'\"}}", "PROVIDER_REFUSED"),
                arguments(422, "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"extra fields\"}]}", "PROVIDER_REFUSED"),
                arguments(501, "{\"error\":\"This server does not support embeddings.\"}", "PROVIDER_REFUSED"),
                arguments(500, "{\"error\":\"model requires more system memory (5.6 GiB) than is available\"}", "PROVIDER_REFUSED"),
                arguments(500, "oops", "PROVIDER_FAILED"),
                arguments(502, "<html><title>502 Bad Gateway</title></html>", "PROVIDER_FAILED"),
                arguments(503, "{\"error\":{\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}", "PROVIDER_BUSY"),
                arguments(529, "{\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}", "PROVIDER_BUSY"),
                arguments(408, "", "PROVIDER_TIMEOUT"),
                arguments(504, "", "PROVIDER_TIMEOUT"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyRefusalHasItsCode(int status, String body, String code) {
        upstream.model("m").failsWith(status, body);
        var failure = failure(upstream.openAi());
        assertThat(failure.code()).isEqualTo(ErrorCode.valueOf(code));
        assertThat(failure.raw()).contains(body);
        assertThat(failure.arguments())
                .containsEntry("connection", "Fake")
                .containsEntry("host", "127.0.0.1:" + upstream.url().getPort())
                .containsEntry("model", "m");
    }

    static Stream<Arguments> errorsWithin() {
        return Stream.of(
                arguments("data: {\"error\":{\"message\":\"x\",\"code\":\"rate_limit_exceeded\"}}\n\n", "PROVIDER_RATE_LIMITED"),
                arguments("data: {\"error\":{\"message\":\"Provider returned error\",\"code\":502}}\n\n", "PROVIDER_FAILED"),
                arguments("data: {\"error\":{\"message\":\"x\",\"type\":\"overloaded_error\"}}\n\n", "PROVIDER_BUSY"),
                arguments("data: {\"error\":\"maximum context length is 10\"}\n\n", "PROVIDER_CONTEXT_TOO_LONG"),
                arguments("{\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\"}}", "PROVIDER_REFUSED"),
                arguments(
                        "id:1\nevent:error\n:HTTP_STATUS/400\ndata:{\"code\":\"DataInspectionFailed\",\"message\":\"x\"}\n\n",
                        "PROVIDER_CONTENT_REFUSED"),
                arguments(
                        "error: {\"code\":400,\"message\":\"the request exceeds the available context size\",\"type\":\"x\"}\n\n",
                        "PROVIDER_CONTEXT_TOO_LONG"),
                arguments("data: {\"object\":\"error\",\"message\":\"boom\",\"code\":500}\n\n", "PROVIDER_FAILED"));
    }

    @ParameterizedTest
    @MethodSource("errorsWithin")
    void anErrorWithinAGoodAnswerIsOne(String stream, String code) {
        upstream.model("m").sends(stream);
        assertThat(failure(upstream.openAi()).code()).isEqualTo(ErrorCode.valueOf(code));
    }

    static Stream<Arguments> garbage() {
        return Stream.of(
                arguments("text/html", "<html>Welcome to nginx</html>"),
                arguments("application/json", "<html>Welcome to nginx</html>"),
                arguments("text/event-stream", "data: {\"choices\":[}\n\ndata: [DONE]\n\n"),
                arguments("text/event-stream", "data: {\"choices\":[{\n\n"),
                arguments("text/event-stream", "data: hello\n\n"),
                arguments("application/json", "{\"status\":\"ok\"}"),
                arguments("text/plain", "Ollama is running"),
                arguments("text/event-stream", "data: [DONE]\n\n"),
                arguments("text/event-stream", "data: " + "x".repeat(1_100_000)));
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void whatIsNoCompletionIsGarbage(String type, String body) {
        upstream.model("m").type(type).sends(body).thenStopsWithoutFinish();
        assertThat(failure(upstream.openAi()).code()).isEqualTo(ErrorCode.PROVIDER_GARBAGE);
    }

    @Test
    void anEmptyAnswerIsGarbage() {
        upstream.model("m").thenStopsWithoutFinish();
        assertThat(failure(upstream.openAi()).code()).isEqualTo(ErrorCode.PROVIDER_GARBAGE);
    }

    @Test
    void theRawAnswerIsShownWhenItIsGarbage() {
        upstream.model("m")
                .type("text/html")
                .sends("<html>Welcome to nginx</html>")
                .thenStopsWithoutFinish();
        assertThat(failure(upstream.openAi()).raw()).contains("<html>Welcome to nginx</html>");
        upstream.model("m")
                .next()
                .type("text/plain")
                .sends("upstream connect error\nreset")
                .thenStopsWithoutFinish();
        assertThat(failure(upstream.openAi()).raw()).contains("upstream connect error");
    }

    @Test
    void anOllamaLineMayBeAnError() {
        upstream.model("m").says("Hel").fails(500, "llama runner process has terminated");
        var outcome = house.outcome(upstream.ollama(), ask("m"));
        assertThat(outcome.text()).isEqualTo("Hel");
        assertThat(outcome.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_FAILED);
            assertThat(failure.arguments()).containsEntry("message", "llama runner process has terminated");
        });
    }

    @Test
    void aStreamThatIsCutKeepsWhatItSaid() {
        upstream.model("m").says("Hel", "lo").thenCuts();
        for (var connection : List.of(upstream.openAi(), upstream.ollama())) {
            var outcome = house.outcome(connection, ask("m"));
            assertThat(outcome.text()).isEqualTo("Hello");
            assertThat(outcome.failure())
                    .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_LOST));
        }
    }

    @Test
    void aStreamThatIsCutWithinALineIsLost() {
        upstream.model("m")
                .says("Hel")
                .sends("data: {\"choices\":[{\"delta\":{\"content\":tr")
                .thenStopsWithoutFinish();
        var outcome = house.outcome(upstream.openAi(), ask("m"));
        assertThat(outcome.text()).isEqualTo("Hel");
        assertThat(outcome.failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_LOST));
    }

    @Test
    void aStreamThatIsCutBeforeItsFirstDeltaIsLost() {
        upstream.model("m")
                .sends("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n")
                .thenCuts();
        assertThat(failure(upstream.openAi()).code()).isEqualTo(ErrorCode.PROVIDER_LOST);
    }

    @Test
    void aStreamThatEndsWithoutAFinishIsLost() {
        upstream.model("m").says("Hel").thenStopsWithoutFinish();
        for (var connection : List.of(upstream.openAi(), upstream.ollama())) {
            var outcome = house.outcome(connection, ask("m"));
            assertThat(outcome.text()).isEqualTo("Hel");
            assertThat(outcome.failure())
                    .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_LOST));
        }
    }

    @Test
    void whatWasHeldBackIsGivenWhenTheStreamBreaks() {
        upstream.model("m").says("<think>deep</thi").thenCuts();
        var outcome = house.outcome(upstream.openAi(), ask("m"));
        assertThat(GatewayFixture.reasoning(outcome.deltas())).isEqualTo("deep</thi");
    }

    @Test
    void aConnectionThatEndsWithoutAWordIsLost() {
        upstream.model("m").thenCuts();
        assertThat(failure(upstream.openAi()).code()).isEqualTo(ErrorCode.PROVIDER_LOST);
    }

    @Test
    void nobodyAtTheAddressIsUnreachable() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var nobody = new Connection("c", ProviderKind.OPENAI, "Fake", URI.create("http://127.0.0.1:" + free + "/v1"), "", Map.of());
        assertThat(failure(nobody).code()).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE);
    }

    @Test
    void noFirstByteInTimeIsATimeout() {
        upstream.model("m").pauses(Duration.ofMinutes(1)).says("late");
        var hasty = ask("m").with(new Timeouts(Duration.ofMillis(200), Duration.ofSeconds(9), Duration.ofSeconds(9)));
        assertThat(house.outcome(upstream.openAi(), hasty).failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT));
    }

    @Test
    void silenceInTheMiddleIsToldApartAndTheSocketClosed() {
        upstream.model("m").says("Hel").thenGoesSilent();
        var hasty = ask("m").with(new Timeouts(Duration.ofSeconds(9), Duration.ofMillis(200), Duration.ofSeconds(9)));
        var outcome = house.outcome(upstream.openAi(), hasty);
        assertThat(outcome.text()).isEqualTo("Hel");
        assertThat(outcome.failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_SILENT));
        assertThat(upstream.completion(1).awaitHangUp(Duration.ofSeconds(5))).isPresent();
    }

    @Test
    void theWholeTimeIsLimited() {
        upstream.model("m").words(10_000, Duration.ofMillis(5));
        var hasty = ask("m").with(new Timeouts(Duration.ofSeconds(9), Duration.ofSeconds(9), Duration.ofMillis(300)));
        var outcome = house.outcome(upstream.openAi(), hasty);
        assertThat(outcome.deltas()).isNotEmpty();
        assertThat(outcome.failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT));
    }

    @Test
    void theKeyIsInNoFailure() {
        upstream.key("sk-right");
        var wrong = new Connection(
                "c",
                ProviderKind.OPENAI,
                "Fake",
                upstream.openAi().baseUrl(),
                "sk-wrong/key",
                Map.of("X-Api-Key", "another-secret", "Authorization", "Bearer sk-wrong/key"));
        upstream.model("m").says("never");
        var failure = failure(wrong);
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_KEY_REFUSED);
        assertThat(failure.raw().orElseThrow())
                .contains("Incorrect API key provided: •••")
                .doesNotContain("sk-wrong");
        assertThat(failure.arguments().toString() + failure.getMessage())
                .contains("•••")
                .doesNotContain("sk-wrong");
    }

    @Test
    void neitherKeyNorUnstorableTextIsInWhatBrokeAStream() {
        upstream.key("sk-right").model("m").sends("data: garbage sk-right\0\n\n");
        var failure = failure(upstream.openAi());
        assertThat(failure.raw()).contains("garbage •••\uFFFD");
        var log = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(log));
        assertThat(log.toString()).doesNotContain("sk-right");
    }

    @Test
    void aRefusedBailianKeyHintsAtTheRegion() {
        upstream.key("sk-right");
        var base = upstream.bailian();
        var wrong = new Connection("c", ProviderKind.BAILIAN, "百炼", base.baseUrl(), "sk-wrong", Map.of());
        var failure = failure(wrong);
        assertThat(Messages.of(failure.code(), failure.arguments(), Language.ZH))
                .contains("百炼拒绝了 API Key")
                .contains("地域");
        assertThat(Messages.of(failure.code(), failure.arguments(), Language.EN))
                .contains("region");
        assertThat(Messages.of(ErrorCode.PROVIDER_KEY_REFUSED, Map.of("connection", "X"), Language.EN))
                .doesNotContain("region");
    }

    @Test
    void bailiansTokensAMinuteAreNoUsedUpQuota() {
        upstream.model("a")
                .failsWith(429, "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"Request rate increased too quickly\"}}");
        upstream.model("b").failsWith(429, "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"Free allocated quota exceeded.\"}}");
        assertThat(house.outcome(upstream.bailian(), ask("a"))
                        .failure()
                        .orElseThrow()
                        .code())
                .isEqualTo(ErrorCode.PROVIDER_RATE_LIMITED);
        assertThat(house.outcome(upstream.bailian(), ask("b"))
                        .failure()
                        .orElseThrow()
                        .code())
                .isEqualTo(ErrorCode.PROVIDER_QUOTA);
    }

    @Test
    void understandsEveryFormOfRetryAfter() {
        upstream.model("a").header("Retry-After", "7").fails(429, "x");
        upstream.model("b").header("retry-after-ms", "1500").fails(429, "x");
        var date = ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10).format(DateTimeFormatter.RFC_1123_DATE_TIME);
        upstream.model("c").header("Retry-After", date).fails(503, "x");
        upstream.model("d").header("Retry-After", "soon").fails(429, "x");
        assertThat(wait("a")).contains(Duration.ofSeconds(7));
        assertThat(wait("b")).contains(Duration.ofMillis(1500));
        assertThat(wait("c").orElseThrow()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        assertThat(wait("d")).isEmpty();
    }

    private java.util.Optional<Duration> wait(String model) {
        return house.outcome(upstream.openAi(), ask(model))
                .failure()
                .orElseThrow()
                .retryAfter();
    }

    private HearthException failure(Connection connection) {
        return house.outcome(connection, ask("m")).failure().orElseThrow();
    }
}
