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
        var body = Person.question(id, null, text, List.of(Map.of("id", Ids.next(), "model", "good")));
        assertThat(alice.post("/api/chats/" + chat + "/queue", body).status()).isEqualTo(202);
    }
}
