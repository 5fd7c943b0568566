package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.provider.FakeModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever an upstream does wrong, the reply says what it was, in the reader's language, keeps what had come, and our own API answers as
/// ever.
@Timeout(90)
class FaultsTest {
    @TempDir
    static Path data;

    private static Home home;
    private static Browser alice;
    private static final Map<String, Home.Sent> SENT = new HashMap<>();

    /// @param model its id in the house
    /// @param kept the text that had come before
    /// @param raw what the upstream's own answer holds; empty where it gave none
    private record Fault(String model, String code, String kept, String raw, UnaryOperator<FakeModel> script) {
        @Override
        public String toString() {
            return model;
        }
    }

    private static Fault refusal(String model, int status, String code) {
        return new Fault(model, code, "", "scripted failure " + status, fake -> fake.thenFails(status));
    }

    static List<Fault> faults() {
        return List.of(
                refusal("401", 401, "provider_key_refused"),
                refusal("403", 403, "provider_forbidden"),
                new Fault(
                        "404",
                        "provider_model_not_found",
                        "",
                        "no such thing",
                        fake -> fake.failsWith(404, "{\"error\":{\"code\":\"model_not_found\",\"message\":\"no such thing\"}}")),
                new Fault(
                        "429",
                        "provider_rate_limited",
                        "",
                        "scripted failure 429",
                        fake -> fake.header("Retry-After", "1").thenFails(429)),
                refusal("500", 500, "provider_failed"),
                refusal("502", 502, "provider_failed"),
                refusal("503", 503, "provider_busy"),
                refusal("504", 504, "provider_timeout"),
                new Fault("cut-at-once", "provider_lost", "", "", FakeModel::thenCuts),
                new Fault(
                        "cut",
                        "provider_lost",
                        "Half a",
                        "",
                        fake -> fake.says("Half", " a").thenCuts()),
                new Fault(
                        "stopped",
                        "provider_lost",
                        "Half a",
                        "",
                        fake -> fake.says("Half", " a").thenStopsWithoutFinish()),
                new Fault(
                        "garbage",
                        "provider_garbage",
                        "",
                        "Welcome to nginx",
                        fake -> fake.type("text/html")
                                .sends("<html>Welcome to nginx</html>")
                                .thenStopsWithoutFinish()),
                new Fault(
                        "torn",
                        "provider_garbage",
                        "Half a",
                        "",
                        fake -> fake.says("Half", " a").sends("data: {\"choices\":[}\n\n")),
                new Fault(
                        "error-within",
                        "provider_failed",
                        "Half a",
                        "scripted failure 500",
                        fake -> fake.says("Half", " a").thenFails(500)));
    }

    @BeforeAll
    static void open() {
        home = new Home(data);
        alice = home.admin.invite("alice@example.org");
        faults().forEach(fault -> fault.script.apply(home.upstream.model(fault.model)));
        home.admin.get("/api/picker?refresh=1").ok();
        faults().forEach(fault -> SENT.put(fault.model, Home.ask(alice, "What now?", fault.model))); // all at once: some are tried again
    }

    @AfterAll
    static void close() {
        home.close();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultHasACodeASentenceAndTheUpstreamsOwnWords(Fault fault) {
        var sent = SENT.get(fault.model);
        var reply = Home.ended(alice, sent);
        assertThat(reply.get("state").asText()).isEqualTo("failed");
        assertThat(reply.at("/error/code").asText()).isEqualTo(fault.code);
        assertThat(Home.text(reply)).isEqualTo(fault.kept);
        var english = sentence(sent, "en");
        var chinese = sentence(sent, "zh-CN");
        assertThat(english).matches("[\\x20-\\x7e“”’…–¥]+").doesNotContain("{");
        assertThat(chinese).matches(".*\\p{IsHan}.*[。！？）]").doesNotContain("{");
        var request = alice.get("/api/runs/" + sent.reply() + "/request").ok().json();
        assertThat(request.get("body").asText()).contains("What now?").doesNotContain("sk-x");
        assertThat(request.path("raw").asText("")).contains(fault.raw);
        assertThat(reply.at("/error/raw").asBoolean())
                .isEqualTo(!request.path("raw").asText("").isEmpty());
    }

    private static String sentence(Home.Sent sent, String language) {
        var reader = alice.with("Accept-Language", language).with("Cookie", alice.sessionCookie());
        return Home.message(reader, sent.chat(), sent.reply())
                .at("/error/detail")
                .asText();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whoWatchesIsToldTheSame(Fault fault) {
        var sent = SENT.get(fault.model);
        Home.ended(alice, sent);
        try (var events = alice.events("/api/events?run=" + sent.reply() + ":1-0")) {
            assertThat(events.status()).isEqualTo(200);
            var last = events.all().getLast();
            assertThat(last.event()).isEqualTo("end");
            assertThat(last.json().at("/message/error/code").asText()).isEqualTo(fault.code);
        }
    }

    /// The next try of the same question works as soon as the upstream does, and what had come can be gone on from.
    @ParameterizedTest
    @MethodSource("faults")
    void anotherModelAnswersInTheSameChat(Fault fault) {
        var sent = SENT.get(fault.model);
        Home.ended(alice, sent);
        var again = Home.ask(alice, sent.chat(), sent.reply(), "And now?", "fake-1");
        assertThat(Home.text(Home.ended(alice, again))).isEqualTo("Hello from fake-1");
    }
}
