package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Messages that wait for the running reply.
@ParameterizedClass
@EnumSource(Engine.class)
class QueueTest {
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
    void whatWaitsBeginsInItsOrderBehindAGoodEnd() throws Exception {
        var asked = alice.ask("one");
        var first = house.upstream.take();
        enqueue(asked.chat(), Ids.next(), "two");
        enqueue(asked.chat(), Ids.next(), "three");
        assertThat(alice.page(asked.chat()).get("queued")).hasSize(2);
        first.say("1").finish();
        var second = house.upstream.take();
        assertThat(second.request.messages().getLast().text()).isEqualTo("two");
        assertThat(second.request.messages().get(1).text()).isEqualTo("1");
        second.say("2").finish();
        house.upstream.take().say("3").finish();
        Person.eventually(() -> alice.branch(asked.chat()).equals(List.of("one", "1", "two", "2", "three", "3")));
        assertThat(alice.page(asked.chat()).get("queued")).isEmpty();
    }

    @Test
    void afterABadEndTheQueueWaitsForItsOwner() throws Exception {
        var asked = alice.ask("one");
        var waiting = Ids.next();
        var call = house.upstream.take();
        enqueue(asked.chat(), waiting, "two");
        call.give(new HearthException(ErrorCode.PROVIDER_FAILED, Map.of("connection", "Upstream")));
        alice.ended(asked.chat(), asked.reply());
        var edited = alice.patch(
                "/api/chats/" + asked.chat() + "/queue/" + waiting, Map.of("parts", List.of(Map.of("type", "text", "text", "two!"))));
        assertThat(edited.ok().at("/queued/parts/0/text").asText()).isEqualTo("two!");
        assertThat(alice.page(asked.chat()).at("/queued/0/parts/0/text").asText())
                .isEqualTo("two!");
        assertThat(house.upstream.isIdle()).isTrue();
        alice.again(asked, Map.of("model", "good"));
        house.upstream.take().say("1").finish();
        assertThat(house.upstream.take().request.messages().getLast().text()).isEqualTo("two!");
    }

    @Test
    void aMessageThatCameTooLateToWaitBeginsAtOnce() throws Exception {
        var asked = alice.ask("one");
        house.upstream.take().say("1").finish();
        alice.ended(asked.chat(), asked.reply());
        enqueue(asked.chat(), Ids.next(), "two");
        assertThat(house.upstream.take().request.messages().getLast().text()).isEqualTo("two");
    }

    /// The house has no room when the turn of the waiting message comes: it begins by itself when there is.
    @Test
    void whatFoundNoRoomBeginsByItselfWhenThereIs() throws Exception {
        try (var full = new TestHouse(data.resolve("full"), engine.settings(), 100_000)) {
            var bob = full.signUp("bob");
            var asked = bob.ask("one");
            var first = full.upstream.take();
            var long1 = Map.of("role", "user", "parts", List.of(Map.of("type", "text", "text", "w".repeat(200_000))));
            bob.post("/api/temporary/runs", Map.of("id", Ids.next(), "model", "good", "messages", List.of(long1)))
                    .ok();
            var heavy = full.upstream.take();
            assertThat(bob.post("/api/chats/" + asked.chat() + "/queue", waiting(Ids.next(), "two"))
                            .status())
                    .isEqualTo(202);
            first.say("1").finish();
            bob.ended(asked.chat(), asked.reply());
            assertThat(bob.post("/api/chats/" + asked.chat() + "/queue", waiting(Ids.next(), "three"))
                            .status())
                    .as("it waits, although nothing can begin now")
                    .isEqualTo(202);
            assertThat(bob.post("/api/chats/" + Ids.next() + "/messages", waiting(Ids.next(), "another"))
                            .problem())
                    .isEqualTo("503 busy");
            assertThat(bob.page(asked.chat()).get("queued")).hasSize(2);
            assertThat(full.upstream.isIdle()).isTrue();
            heavy.finish();
            var second = full.upstream.take();
            assertThat(second.request.messages().getLast().text()).isEqualTo("two");
            second.say("2").finish();
            assertThat(full.upstream.take().request.messages().getLast().text()).isEqualTo("three");
        }
    }

    @Test
    void aBadEndBesideAGoodOneDoesNotHoldTheQueueUp() throws Exception {
        var asked = alice.ask(Ids.next(), null, "one", "good", "other");
        var calls = List.of(house.upstream.take(), house.upstream.take());
        enqueue(asked.chat(), Ids.next(), "two");
        for (var call : calls) {
            if (call.request.model().equals("good")) {
                call.say("1").finish();
            }
        }
        alice.ended(asked.chat(), asked.reply());
        assertThat(house.upstream.isIdle()).isTrue();
        for (var call : calls) {
            if (call.request.model().equals("other")) {
                call.give(new HearthException(ErrorCode.PROVIDER_FAILED, Map.of("connection", "Upstream")));
            }
        }
        assertThat(house.upstream.take().request.messages().getLast().text()).isEqualTo("two");
    }

    @Test
    void sentTwiceItWaitsOnceAndTakenOutItNeverBegins() throws Exception {
        var asked = alice.ask("one");
        var call = house.upstream.take();
        var waiting = Ids.next();
        enqueue(asked.chat(), waiting, "two");
        enqueue(asked.chat(), waiting, "two");
        assertThat(alice.page(asked.chat()).get("queued")).hasSize(1);
        assertThat(alice.delete("/api/chats/" + asked.chat() + "/queue/" + waiting)
                        .status())
                .isEqualTo(204);
        assertThat(alice.delete("/api/chats/" + asked.chat() + "/queue/" + waiting)
                        .problem())
                .isEqualTo("404 not_found");
        call.say("1").finish();
        alice.ended(asked.chat(), asked.reply());
        assertThat(house.upstream.isIdle()).isTrue();
    }

    private void enqueue(String chat, String id, String text) {
        assertThat(alice.post("/api/chats/" + chat + "/queue", waiting(id, text))
                        .status())
                .isEqualTo(202);
    }

    private static Map<String, Object> waiting(String id, String text) {
        return Person.question(id, null, text, List.of(Map.of("id", Ids.next(), "model", "good")));
    }
}
