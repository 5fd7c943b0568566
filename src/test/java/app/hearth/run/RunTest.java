package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import app.hearth.provider.CompletionRequest.Role;
import app.hearth.provider.Delta;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A reply from its question to its end, through the front door.
@ParameterizedClass
@EnumSource(Engine.class)
@Isolated("measures times")
class RunTest {
    @Parameter
    Engine engine;

    @TempDir
    Path data;

    private TestHouse house;
    private Person alice;

    @BeforeEach
    void open() {
        house = new TestHouse(data, engine.settings());
        alice = house.signUp("alice");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aReplyIsStreamedAndStoredWithItsNumbers() throws Exception {
        var asked = alice.ask("What is a hearth?");
        assertThat(asked.sent().at("/chat/title").asText()).isEqualTo("What is a hearth?");
        assertThat(asked.sent().at("/replies/0/state").asText()).isEqualTo("running");
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0")) {
            var call = house.upstream.take();
            assertThat(events.next("state").data().get("state").asText()).isEqualTo("waiting");
            call.think("hm");
            assertThat(events.next("reasoning").data().get("text").asText()).isEqualTo("hm");
            call.say("A ").say("fireplace\n\"🔥\"").give(new Delta.Usage(12, 5, 1, null));
            assertThat(events.text(16)).isEqualTo("A fireplace\n\"🔥\"");
            assertThat(events.next("usage").data().get("completionTokens").asInt())
                    .isEqualTo(5);
            call.finish();
            var end = events.next("end").data().get("message");
            assertThat(end.get("state").asText()).isEqualTo("done");
            assertThat(end.at("/stats/promptTokens").asInt()).isEqualTo(12);
            assertThat(end.at("/stats/estimated").asBoolean()).isFalse();
            assertThat(events.isOver()).isTrue();
        }
        var stored = alice.message(asked.chat(), asked.reply());
        assertThat(stored.at("/parts/0/type").asText()).isEqualTo("reasoning");
        assertThat(stored.at("/parts/0/ms").isIntegralNumber()).isTrue();
        assertThat(stored.at("/parts/1/text").asText()).isEqualTo("A fireplace\n\"🔥\"");
        assertThat(stored.get("modelName").asText()).isEqualTo("Model good");
        var request = alice.get("/api/runs/" + asked.reply() + "/request").ok();
        assertThat(request.get("url").asText()).isEqualTo("http://upstream.test/v1/chat/completions");
        assertThat(request.get("body").asText()).isEqualTo("{\"model\":\"good\"}");
    }

    @Test
    void sendingTwiceAnswersTheSameAndRunsOnce() throws Exception {
        var chat = Ids.next();
        var body = Person.question(Ids.next(), null, "hi", List.of(Map.of("id", Ids.next(), "model", "good")));
        var first = alice.post("/api/chats/" + chat + "/messages", body);
        house.upstream.take();
        var second = alice.post("/api/chats/" + chat + "/messages", body);
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.body().at("/replies/0/id")).isEqualTo(first.body().at("/replies/0/id"));
        assertThat(house.upstream.isIdle()).isTrue();
    }

    @Test
    void aMessageSentTwiceAtOnceIsStoredOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            var chat = Ids.next();
            var body = Person.question(Ids.next(), null, "hi", List.of(Map.of("id", Ids.next(), "model", "good")));
            var answers = new ConcurrentLinkedQueue<Person.Answer>();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                threads.add(Thread.startVirtualThread(() -> answers.add(alice.post("/api/chats/" + chat + "/messages", body))));
            }
            for (var thread : threads) {
                thread.join();
            }
            assertThat(answers).allMatch(answer -> answer.status() == 202).hasSize(8);
            assertThat(answers.stream()
                            .map(answer -> answer.body().at("/replies/0/id").asText())
                            .distinct())
                    .hasSize(1);
            house.upstream.take();
            assertThat(house.upstream.isIdle()).isTrue();
        }
    }

    @Test
    void cancelClosesTheUpstreamBeforeItAnswersAndKeepsTheText() throws Exception {
        var asked = alice.ask("tell me a story");
        var call = house.upstream.take().say("Once upon");
        Person.eventually(() -> alice.text(asked.chat(), asked.reply()).equals("Once upon"));
        var started = System.nanoTime();
        assertThat(alice.post("/api/runs/" + asked.reply() + "/cancel", Map.of())
                        .status())
                .isEqualTo(204);
        assertThat(call.isClosed()).isTrue();
        assertThat(System.nanoTime() - started).isLessThan(Duration.ofSeconds(1).toNanos());
        var stored = alice.message(asked.chat(), asked.reply());
        assertThat(stored.get("state").asText()).isEqualTo("cancelled");
        assertThat(Person.text(stored)).isEqualTo("Once upon");
        assertThat(alice.post("/api/runs/" + asked.reply() + "/cancel", Map.of())
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aFailureKeepsThePartialReplyAndSaysWhy() throws Exception {
        var asked = alice.ask("hi");
        house.upstream
                .take()
                .say("Hel")
                .give(new HearthException(ErrorCode.PROVIDER_RATE_LIMITED, Map.of("connection", "Upstream"))
                        .raw("{\"error\":\"slow down\"}"));
        var stored = alice.ended(asked.chat(), asked.reply());
        assertThat(stored.get("state").asText()).isEqualTo("failed");
        assertThat(stored.at("/error/code").asText()).isEqualTo("provider_rate_limited");
        assertThat(stored.at("/error/detail").asText()).contains("Upstream");
        assertThat(stored.at("/error/raw").asBoolean()).isTrue();
        assertThat(Person.text(stored)).isEqualTo("Hel");
        assertThat(alice.get("/api/runs/" + asked.reply() + "/request")
                        .ok()
                        .get("raw")
                        .asText())
                .contains("slow down");
    }

    @Test
    void continueGoesOnFromThePartialText() throws Exception {
        var asked = alice.ask("count");
        house.upstream.take().say("one, ");
        Person.eventually(() -> alice.text(asked.chat(), asked.reply()).equals("one, "));
        alice.post("/api/runs/" + asked.reply() + "/cancel", Map.of());
        var more = alice.post("/api/chats/" + asked.chat() + "/messages/" + asked.reply() + "/continue", Map.of());
        assertThat(more.status()).isEqualTo(202);
        assertThat(more.body().get("epoch").asInt()).isEqualTo(2);
        var call = house.upstream.take();
        assertThat(call.request.messages().getLast().role()).isEqualTo(Role.ASSISTANT);
        assertThat(call.request.messages().getLast().text()).isEqualTo("one, ");
        call.say("two").finish();
        assertThat(Person.text(alice.ended(asked.chat(), asked.reply()))).isEqualTo("one, two");
        assertThat(alice.post("/api/chats/" + asked.chat() + "/messages/" + asked.reply() + "/continue", Map.of())
                        .problem())
                .isEqualTo("409 nothing_to_continue");
    }

    @Test
    void whatTheLengthLimitCutOffGoesOn() throws Exception {
        var asked = alice.ask("count");
        house.upstream.take().say("one, ").give(new Delta.Finish("length"));
        var cut = alice.ended(asked.chat(), asked.reply());
        assertThat(cut.get("state").asText()).isEqualTo("done");
        assertThat(cut.at("/stats/finish").asText()).isEqualTo("length");
        var more = alice.post("/api/chats/" + asked.chat() + "/messages/" + asked.reply() + "/continue", Map.of());
        assertThat(more.status()).isEqualTo(202);
        var call = house.upstream.take();
        assertThat(call.request.messages().getLast().role()).isEqualTo(Role.ASSISTANT);
        assertThat(call.request.messages().getLast().text()).isEqualTo("one, ");
        call.say("two").finish();
        var whole = alice.ended(asked.chat(), asked.reply());
        assertThat(Person.text(whole)).isEqualTo("one, two");
        assertThat(whole.at("/stats/finish").asText()).isEqualTo("stop");
    }

    @Test
    void aReplyEditedRightAfterItsEndIsShownAsItIsNow() throws Exception {
        var asked = alice.ask("hi");
        house.upstream.take().say("as it was").finish();
        alice.ended(asked.chat(), asked.reply());
        var parts = Map.of("parts", List.of(Map.of("type", "text", "text", "as it is")));
        alice.patch("/api/chats/" + asked.chat() + "/messages/" + asked.reply(), parts)
                .ok();
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0")) {
            assertThat(Person.text(events.next("end").data().get("message"))).isEqualTo("as it is");
        }
        var again = alice.post(
                "/api/chats/" + asked.chat() + "/replies", Map.of("id", asked.reply(), "parent", asked.question(), "model", "good"));
        assertThat(Person.text(again.ok())).isEqualTo("as it is");
    }

    /// Two tabs send to the same chat at once: nothing is lost, the two questions are branches beside each other.
    @Test
    void twoQuestionsSentAtOnceAreBothStoredAndAnswered() throws Exception {
        house.upstream.answers = request -> ScriptedGateway.says("yes");
        var first = alice.answered(Ids.next(), null, "one", "good");
        var asked = new ConcurrentLinkedQueue<Person.Asked>();
        var threads = new ArrayList<Thread>();
        for (var text : List.of("left", "right")) {
            threads.add(Thread.startVirtualThread(() -> asked.add(alice.ask(first.chat(), first.reply(), text, "good"))));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(asked).hasSize(2);
        for (var one : asked) {
            alice.put("/api/chats/" + first.chat() + "/leaf", Map.of("message", one.question()))
                    .ok();
            alice.ended(first.chat(), one.reply());
            assertThat(alice.branch(first.chat())).hasSize(4);
            assertThat(Person.ids(alice.message(first.chat(), one.question()).get("siblings")))
                    .containsExactlyInAnyOrderElementsOf(
                            asked.stream().map(Person.Asked::question).toList());
        }
    }

    @Test
    void aWatcherThatComesBackMissesNothing() throws Exception {
        var asked = alice.ask("hi");
        var call = house.upstream.take().say("one ");
        String last;
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0")) {
            last = events.next("text").id();
        }
        call.say("two ");
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0", last)) {
            assertThat(events.text(4)).isEqualTo("two ");
        }
        try (var events = alice.watch("?run=" + asked.reply() + ":7-3")) {
            var reset = events.next("reset").data().get("message");
            assertThat(Person.text(reset)).isEqualTo("one two ");
            assertThat(reset.get("seq").asLong()).isEqualTo(2);
            call.say("three").finish();
            assertThat(events.text(5)).isEqualTo("three");
            assertThat(events.next("end").data().at("/message/state").asText()).isEqualTo("done");
        }
    }
}
