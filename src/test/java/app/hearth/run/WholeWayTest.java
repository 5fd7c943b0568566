package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.House;
import app.hearth.platform.config.Config;
import app.hearth.platform.id.Ids;
import app.hearth.provider.FakeUpstream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Nothing scripted but the upstream: settings, models, gateway, sockets, runs and streams as they are shipped.
@Isolated("measures times")
class WholeWayTest {
    @TempDir
    Path data;

    private final FakeUpstream upstream = new FakeUpstream();
    private House house;
    private Person alice;

    @BeforeEach
    void open() {
        upstream.model("fake-1");
        var settings = Map.of(
                "PORT",
                "0",
                "HOST",
                "127.0.0.1",
                "OPENAI_API_BASE_URL",
                upstream.url() + "/v1",
                "OPENAI_API_KEY",
                "sk-x",
                "ENABLE_OLLAMA_API",
                "false");
        house = new House(new Config(settings, Map.of()), data, Clock.systemUTC());
        alice = new Person(house.port(), "alice");
    }

    @AfterEach
    void close() {
        house.close();
        upstream.close();
    }

    @Test
    void aQuestionIsAnsweredShownAndTitled() {
        upstream.model("fake-1").thinks("Hm.").says("Hel", "lo").titled("Greeting");
        var asked = alice.ask(Ids.next(), null, "hi", "fake-1");
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0")) {
            assertThat(events.next("reasoning").data().get("text").asText()).isEqualTo("Hm.");
            var end = events.next("end").data().get("message");
            assertThat(Person.text(end)).isEqualTo("Hello");
            assertThat(end.at("/stats/estimated").asBoolean()).isFalse();
        }
        Person.eventually(() -> alice.get("/api/chats/" + asked.chat())
                .ok()
                .get("title")
                .asText()
                .equals("Greeting"));
        var request = alice.get("/api/runs/" + asked.reply() + "/request").ok();
        assertThat(request.get("url").asText()).isEqualTo(upstream.url() + "/v1/chat/completions");
        assertThat(request.get("body").asText()).contains("\"hi\"").doesNotContain("sk-x");
    }

    @Test
    void stopHangsUpOnTheUpstreamWithinASecond() {
        upstream.model("fake-1").words(500, Duration.ofMillis(20));
        var asked = alice.ask(Ids.next(), null, "a long story", "fake-1");
        Person.eventually(() -> alice.text(asked.chat(), asked.reply()).length() > 20);
        var started = System.nanoTime();
        assertThat(alice.post("/api/runs/" + asked.reply() + "/cancel", Map.of())
                        .status())
                .isEqualTo(204);
        assertThat(upstream.completion(1).awaitHangUp(Duration.ofSeconds(1))).isPresent();
        assertThat(System.nanoTime() - started).isLessThan(Duration.ofSeconds(1).toNanos());
        assertThat(alice.message(asked.chat(), asked.reply()).get("state").asText())
                .isEqualTo("cancelled");
    }

    @Test
    void aRefusedKeyIsSaidInASentence() {
        var chat = Ids.next();
        var before = alice.answered(chat, null, "hi", "fake-1");
        upstream.key("another");
        var asked = alice.ask(chat, before.reply(), "hi again", "fake-1");
        var reply = alice.ended(asked.chat(), asked.reply());
        assertThat(reply.at("/error/code").asText()).isEqualTo("provider_key_refused");
        assertThat(reply.at("/error/detail").asText()).doesNotContain("{");
    }
}
