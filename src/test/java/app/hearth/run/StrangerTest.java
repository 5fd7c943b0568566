package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Two people in one house can't reach each other's anything.
@ParameterizedClass
@EnumSource(Engine.class)
class StrangerTest {
    @Parameter
    Engine engine;

    @TempDir
    Path data;

    @Test
    void nothingOfAnotherUserCanBeReadChangedOrStopped() throws Exception {
        try (var house = new TestHouse(data, engine.settings())) {
            var alice = house.signUp("alice");
            var bob = house.signUp("bob");
            var asked = alice.ask("a secret");
            var call = house.upstream.take().say("hush");
            var queued = Ids.next();
            alice.post("/api/chats/" + asked.chat() + "/queue", question(queued))
                    .ok();
            var chat = "/api/chats/" + asked.chat();
            var text = Map.of("parts", List.of(Map.of("type", "text", "text", "mine now")));

            assertThat(bob.get("/api/chats").ok().get("chats")).isEmpty();
            assertThat(bob.get("/api/runs").ok().get("runs")).isEmpty();
            var own = bob.ask("own");
            house.upstream.take();
            var tries = List.of(
                    bob.get(chat),
                    bob.patch(chat, Map.of("title", "x")),
                    bob.delete(chat),
                    bob.post(chat + "/restore", Map.of()),
                    bob.post(chat + "/read", Map.of()),
                    bob.get(chat + "/messages"),
                    bob.post(chat + "/messages", question(Ids.next())),
                    bob.post(chat + "/replies", Map.of("id", Ids.next(), "parent", asked.question(), "model", "good")),
                    bob.post(chat + "/queue", question(Ids.next())),
                    bob.patch(chat + "/queue/" + queued, text),
                    bob.delete(chat + "/queue/" + queued),
                    bob.post(chat + "/messages/" + asked.reply() + "/continue", Map.of()),
                    bob.patch(chat + "/messages/" + asked.question(), text),
                    bob.delete(chat + "/messages/" + asked.question()),
                    bob.put(chat + "/leaf", Map.of("message", asked.question())),
                    bob.post(chat + "/fork", Map.of("id", Ids.next(), "message", asked.question())),
                    bob.get("/api/runs/" + asked.reply() + "/request"),
                    bob.post("/api/runs/" + asked.reply() + "/cancel", Map.of()),
                    bob.get("/api/events?run=" + asked.reply() + ":1-0"),
                    // another's messages through an own chat
                    bob.patch("/api/chats/" + own.chat() + "/messages/" + asked.question(), text),
                    bob.delete("/api/chats/" + own.chat() + "/messages/" + asked.question()),
                    bob.put("/api/chats/" + own.chat() + "/leaf", Map.of("message", asked.question())),
                    bob.post("/api/chats/" + own.chat() + "/fork", Map.of("id", Ids.next(), "message", asked.question())),
                    bob.post(
                            "/api/chats/" + own.chat() + "/messages",
                            Person.question(Ids.next(), asked.question(), "x", List.of(Map.of("id", Ids.next(), "model", "good")))));
            for (int i = 0; i < tries.size(); i++) {
                assertThat(tries.get(i).problem()).as("try " + i).isEqualTo("404 not_found");
            }
            assertThat(bob.get("/api/chats/" + own.chat() + "/messages?leaf=" + asked.reply())
                            .ok()
                            .get("messages"))
                    .isEmpty();
            assertThat(bob.get("/api/chats/" + own.chat() + "/messages?before=" + asked.reply())
                            .ok()
                            .get("messages"))
                    .isEmpty();
            assertThat(bob.post("/api/chats/" + Ids.next() + "/messages", question(asked.question()))
                            .problem())
                    .isEqualTo("409 conflict");
            assertThat(bob.post(
                                    "/api/temporary/runs",
                                    Map.of(
                                            "id",
                                            asked.reply(),
                                            "model",
                                            "good",
                                            "messages",
                                            List.of(Map.of("role", "user", "parts", text.get("parts")))))
                            .problem())
                    .isEqualTo("409 conflict");

            assertThat(call.isClosed()).isFalse();
            assertThat(alice.text(asked.chat(), asked.reply())).isEqualTo("hush");
            assertThat(alice.branch(asked.chat())).containsExactly("a secret", "hush");
            assertThat(Person.ids(alice.page(asked.chat()).get("queued"))).containsExactly(queued);
        }
    }

    private static Map<String, Object> question(String id) {
        return Person.question(id, null, "x", List.of(Map.of("id", Ids.next(), "model", "good")));
    }
}
