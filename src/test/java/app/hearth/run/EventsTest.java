package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.id.Ids;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stream that a page watches.
class EventsTest {
    @TempDir
    Path data;

    private TestHouse house;
    private Person alice;

    @BeforeEach
    void open() {
        house = new TestHouse(data);
        alice = house.signUp("alice");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void oneStreamShowsAllRunsAndItsIdHoldsAllCursors() throws Exception {
        var one = alice.ask("one");
        var first = house.upstream.take();
        var two = alice.ask("two");
        var second = house.upstream.take();
        String last;
        try (var events = alice.watch("?run=" + one.reply() + ":1-0&run=" + two.reply() + ":1-0")) {
            first.say("a");
            events.text(1);
            second.say("b");
            last = events.next("text").id();
            assertThat(last).isEqualTo(one.reply() + ":1-1," + two.reply() + ":1-1");
        }
        first.say("A");
        second.say("B");
        try (var events = alice.watch("?run=" + one.reply() + ":1-0&run=" + two.reply() + ":1-0", last)) {
            first.finish();
            second.finish();
            var told = new ArrayList<String>();
            for (var event = events.next(); !event.name().isEmpty(); event = events.next()) {
                if (event.name().matches("text|end")) {
                    told.add(event.name() + event.data().path("text").asText() + " "
                            + event.data().get("run").asText());
                }
            }
            assertThat(told)
                    .containsExactlyInAnyOrder("textA " + one.reply(), "end " + one.reply(), "textB " + two.reply(), "end " + two.reply());
        }
    }

    @Test
    void aRunThatEndedMeanwhileIsToldWholeByItsEnd() throws Exception {
        var asked = alice.ask("one");
        var call = house.upstream.take();
        String last;
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0")) {
            call.say("a");
            last = events.next("text").id();
        }
        call.say("A").finish();
        alice.ended(asked.chat(), asked.reply());
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0", last)) {
            var first = events.next();
            assertThat(first.name()).isEqualTo("end");
            assertThat(Person.text(first.data().get("message"))).isEqualTo("aA");
        }
    }

    @Test
    void wordsThatComeTogetherLeaveTogether() throws Exception {
        var asked = alice.ask("one");
        var call = house.upstream.take();
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0")) {
            for (int i = 0; i < 500; i++) {
                call.say("x");
            }
            call.finish();
            var count = 0;
            for (var event = events.next(); !event.name().equals("end"); event = events.next()) {
                count += event.name().equals("text") ? 1 : 0;
            }
            assertThat(count).isBetween(1, 100);
        }
        assertThat(alice.text(asked.chat(), asked.reply())).hasSize(500);
    }

    @Test
    void aTryThatFailedIsTold() throws Exception {
        var asked = alice.ask("one");
        var call = house.upstream.take();
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0")) {
            events.next("state");
            call.attempts.retrying(2, Duration.ofSeconds(3), ErrorCode.PROVIDER_BUSY);
            var state = events.next("state").data();
            assertThat(state.get("state").asText()).isEqualTo("retrying");
            assertThat(state.get("attempt").asInt()).isEqualTo(2);
            assertThat(state.get("waitMs").asInt()).isEqualTo(3_000);
            assertThat(state.get("code").asText()).isEqualTo("provider_busy");
            assertThat(state.get("detail").asText()).contains("Upstream");
            call.say("at last");
            assertThat(events.next("state").data().get("state").asText()).isEqualTo("answering");
            call.finish();
        }
        assertThat(alice.ended(asked.chat(), asked.reply())
                        .at("/stats/attempts")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void signingOutEndsTheStreamAndNotTheRun() throws Exception {
        var asked = alice.ask("one");
        var call = house.upstream.take();
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0")) {
            events.next("state");
            assertThat(alice.post("/api/auth/sign-out", Map.of()).status()).isEqualTo(204);
            assertThat(events.isOver()).isTrue();
        }
        assertThat(call.isClosed()).isFalse();
        assertThat(alice.watch("?run=" + asked.reply() + ":1-0").status()).isEqualTo(401);
    }

    /// A reader that takes nothing fills the kernel's buffers; the run goes on and others still see all of it.
    @Test
    void aReaderThatTakesNothingHoldsNobodyUp() throws Exception {
        var asked = alice.ask("one");
        var call = house.upstream.take();
        try (var stuck = new Socket("127.0.0.1", house.port())) {
            stuck.setReceiveBufferSize(1_024);
            head(stuck, asked.reply());
            for (int i = 0; i < 400; i++) {
                call.say("x".repeat(10_000));
            }
            call.finish();
            try (var events = alice.watch("?run=" + asked.reply() + ":1-0")) {
                var end = events.next("end").data().get("message");
                assertThat(Person.text(end)).hasSize(4_000_000);
            }
        }
    }

    @Test
    void newRunsAreRefusedWhileTheOthersFillTheHeap() throws Exception {
        house.close();
        house = new TestHouse(data.resolve("small"), 200_000);
        alice = house.signUp("alice");
        var asked = alice.ask("one");
        house.upstream.take().say("x".repeat(300_000));
        Person.eventually(() -> alice.text(asked.chat(), asked.reply()).length() == 300_000);
        var body = Person.question(Ids.next(), null, "two", List.of(Map.of("id", Ids.next(), "model", "good")));
        var refused = alice.post("/api/chats/" + Ids.next() + "/messages", body);
        assertThat(refused.problem()).isEqualTo("503 busy");
        assertThat(refused.retryAfter()).isEqualTo("5");
        alice.post("/api/runs/" + asked.reply() + "/cancel", Map.of());
        assertThat(alice.post("/api/chats/" + Ids.next() + "/messages", body).status())
                .as("what has ended makes room")
                .isEqualTo(202);
    }

    private void head(Socket socket, String run) throws IOException {
        var request = "GET /api/events?run=" + run + ":1-0 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + alice.cookie() + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
                .isEqualTo("HTTP/1.1 200");
    }
}
