package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

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

/// Branches: asking again, editing, turning, deleting, forking, side by side.
@ParameterizedClass
@EnumSource(Engine.class)
class TreeTest {
    @Parameter
    Engine engine;

    @TempDir
    Path data;

    private TestHouse house;
    private Person alice;
    private String chat;

    @BeforeEach
    void open() {
        house = new TestHouse(data, engine.settings());
        house.upstream.answers = request -> ScriptedGateway.says(
                "to " + request.messages().getLast().text().lines().findFirst().orElse(""));
        alice = house.signUp("alice");
        chat = Ids.next();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void anEditedQuestionIsANewBranchAndSiblingsTurn() {
        var one = alice.answered(chat, null, "one", "good");
        var two = alice.answered(chat, one.reply(), "two", "good");
        var edited = alice.answered(chat, one.reply(), "two, edited", "good");
        assertThat(alice.branch(chat)).containsExactly("one", "to one", "two, edited", "to two, edited");
        assertThat(Person.ids(alice.message(chat, edited.question()).get("siblings")))
                .containsExactly(two.question(), edited.question());
        var leaf = alice.put("/api/chats/" + chat + "/leaf", Map.of("message", two.question()))
                .ok();
        assertThat(leaf.get("leaf").asText()).isEqualTo(two.reply());
        assertThat(alice.branch(chat)).containsExactly("one", "to one", "two", "to two");
        assertThat(alice.put("/api/chats/" + chat + "/leaf", Map.of("message", one.question()))
                        .ok()
                        .get("leaf")
                        .asText())
                .isEqualTo(edited.reply());
    }

    @Test
    void aFirstQuestionCanBeEditedToo() {
        alice.answered(chat, null, "one", "good");
        var other = alice.answered(chat, null, "uno", "good");
        assertThat(alice.branch(chat)).containsExactly("uno", "to uno");
        assertThat(alice.message(chat, other.question()).get("siblings")).hasSize(2);
    }

    @Test
    void aReplyIsMadeAgainShorterByAnotherModel() throws Exception {
        var one = alice.answered(chat, null, "one", "good");
        house.upstream.answers = request -> List.of();
        var again = alice.again(one, Map.of("model", "other", "hint", "shorter"));
        var call = house.upstream.take();
        assertThat(call.request.model()).isEqualTo("other");
        assertThat(call.request.messages().getLast().text())
                .startsWith("one\n\n(")
                .contains("shorter");
        call.say("1").finish();
        var reply = alice.ended(chat, again.reply());
        assertThat(reply.get("modelName").asText()).isEqualTo("Model other");
        assertThat(Person.ids(reply.get("siblings"))).containsExactly(one.reply(), again.reply());
    }

    @Test
    void twoModelsAnswerSideBySideAndAColumnIsMadeAgain() {
        var asked = alice.answered(chat, null, "one", "good", "other");
        var page = alice.page(chat);
        assertThat(Person.ids(page.get("messages")))
                .containsExactly(asked.question(), asked.replies().get(0));
        assertThat(Person.ids(page.get("beside")))
                .containsExactly(asked.replies().get(1));
        assertThat(page.at("/beside/0/column").asInt()).isEqualTo(1);
        assertThat(Person.ids(page.at("/beside/0/siblings")))
                .containsExactly(asked.replies().get(1));

        var again = alice.again(asked, Map.of("model", "good", "column", 1));
        alice.ended(chat, again.reply());
        page = alice.page(chat);
        assertThat(Person.ids(page.get("messages"))).containsExactly(asked.question(), again.reply());
        assertThat(Person.ids(page.get("beside")))
                .containsExactly(asked.replies().get(0));
        assertThat(Person.ids(page.at("/messages/1/siblings")))
                .containsExactly(asked.replies().get(1), again.reply());

        var deleted = alice.delete("/api/chats/" + chat + "/messages/" + again.reply())
                .ok();
        assertThat(deleted.get("leaf").asText()).isEqualTo(asked.replies().get(1));
        deleted = alice.delete(
                        "/api/chats/" + chat + "/messages/" + asked.replies().get(1))
                .ok();
        assertThat(deleted.get("leaf").asText()).isEqualTo(asked.replies().get(0));
        assertThat(alice.page(chat).get("beside")).isEmpty();
    }

    @Test
    void aQuestionTurnsToItsFirstColumn() {
        var asked = alice.answered(chat, null, "one", "good", "other");
        alice.put(
                        "/api/chats/" + chat + "/leaf",
                        Map.of("message", asked.replies().get(1)))
                .ok();
        assertThat(Person.ids(alice.page(chat).get("messages")))
                .containsExactly(asked.question(), asked.replies().get(1));
        assertThat(alice.put("/api/chats/" + chat + "/leaf", Map.of("message", asked.question()))
                        .ok()
                        .get("leaf")
                        .asText())
                .isEqualTo(asked.replies().get(0));
    }

    @Test
    void deletingTakesWhatHangsBelow() {
        var one = alice.answered(chat, null, "one", "good");
        var two = alice.answered(chat, one.reply(), "two", "good");
        alice.answered(chat, two.reply(), "three", "good");
        assertThat(alice.delete("/api/chats/" + chat + "/messages/" + two.question())
                        .ok()
                        .get("leaf")
                        .asText())
                .isEqualTo(one.reply());
        assertThat(alice.branch(chat)).containsExactly("one", "to one");
        assertThat(alice.delete("/api/chats/" + chat + "/messages/" + one.question())
                        .ok()
                        .get("leaf")
                        .isNull())
                .isTrue();
        assertThat(alice.page(chat).get("messages")).isEmpty();
        alice.answered(chat, null, "anew", "good");
        assertThat(alice.branch(chat)).containsExactly("anew", "to anew");
    }

    @Test
    void deletingABranchThatIsNotShownLeavesTheShownOne() {
        var one = alice.answered(chat, null, "one", "good");
        var two = alice.answered(chat, one.reply(), "two", "good");
        var other = alice.answered(chat, one.reply(), "other", "good");
        assertThat(alice.delete("/api/chats/" + chat + "/messages/" + two.question())
                        .ok()
                        .get("leaf")
                        .asText())
                .isEqualTo(other.reply());
    }

    @Test
    void deletingARunningReplyStopsItsUpstream() throws Exception {
        house.upstream.answers = request -> List.of();
        var asked = alice.ask(chat, null, "one", "good");
        var call = house.upstream.take();
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0")) {
            alice.delete("/api/chats/" + chat + "/messages/" + asked.question()).ok();
            assertThat(call.isClosed()).isTrue();
            assertThat(events.next("end").data().at("/message/state").asText()).isEqualTo("cancelled");
        }
        assertThat(alice.get("/api/runs").ok().get("runs")).isEmpty();
    }

    @Test
    void editingInPlaceKeepsTheBranch() {
        var one = alice.answered(chat, null, "one", "good");
        alice.answered(chat, one.reply(), "two", "good");
        var edited = alice.patch(
                        "/api/chats/" + chat + "/messages/" + one.reply(), Map.of("parts", List.of(Map.of("type", "text", "text", "mine"))))
                .ok();
        assertThat(edited.get("editedAt").isNumber()).isTrue();
        assertThat(alice.branch(chat)).containsExactly("one", "mine", "two", "to two");
    }

    @Test
    void unknownPartsSurviveARoundTrip() {
        var one = alice.answered(chat, null, "one", "good");
        var parts = List.of(
                Map.of("type", "text", "text", "see"),
                Map.of("type", "citation", "document", "d1", "spans", List.of(1, 2), "deep", Map.of("a", true)));
        alice.patch("/api/chats/" + chat + "/messages/" + one.reply(), Map.of("parts", parts))
                .ok();
        var part = alice.message(chat, one.reply()).at("/parts/1");
        assertThat(part.toString())
                .contains("\"document\":\"d1\"")
                .contains("\"spans\":[1,2]")
                .contains("\"deep\":{\"a\":true}");
    }

    @Test
    void aForkHoldsTheBranchUpToTheMessage() {
        var one = alice.answered(chat, null, "one", "good");
        var two = alice.answered(chat, one.reply(), "two", "good");
        alice.answered(chat, two.reply(), "three", "good");
        var id = Ids.next();
        var fork = alice.post("/api/chats/" + chat + "/fork", Map.of("id", id, "message", two.reply()))
                .ok();
        assertThat(fork.get("id").asText()).isEqualTo(id);
        assertThat(alice.branch(id)).containsExactly("one", "to one", "two", "to two");
        assertThat(alice.post("/api/chats/" + chat + "/fork", Map.of("id", id, "message", two.reply()))
                        .ok()
                        .get("id")
                        .asText())
                .isEqualTo(id);
        var leaf = alice.page(id).get("leaf").asText();
        alice.answered(id, leaf, "other three", "good");
        assertThat(alice.branch(id)).hasSize(6);
        assertThat(alice.branch(chat)).hasSize(6).doesNotContain("other three");
    }

    @Test
    void aForkOfARunningReplyCanGoOn() throws Exception {
        house.upstream.answers = request -> List.of();
        var asked = alice.ask(chat, null, "one", "good");
        house.upstream.take().say("half");
        Person.eventually(() -> alice.text(chat, asked.reply()).equals("half"));
        var id = Ids.next();
        alice.post("/api/chats/" + chat + "/fork", Map.of("id", id, "message", asked.reply()))
                .ok();
        var copy = alice.page(id).at("/messages/1");
        assertThat(copy.get("state").asText()).isEqualTo("interrupted");
        assertThat(Person.text(copy)).isEqualTo("half");
        var more = alice.post("/api/chats/" + id + "/messages/" + copy.get("id").asText() + "/continue", Map.of());
        assertThat(more.status()).isEqualTo(202);
        house.upstream.take().say(" and half").finish();
        assertThat(Person.text(alice.ended(id, copy.get("id").asText()))).isEqualTo("half and half");
    }

    @Test
    void aLongBranchIsReadFromItsEndAPageAtATime() {
        var parent = (String) null;
        for (int i = 0; i < 6; i++) {
            parent = alice.answered(chat, parent, "q" + i, "good").reply();
        }
        var page = alice.get("/api/chats/" + chat + "/messages?limit=5").ok();
        assertThat(page.get("more").asBoolean()).isTrue();
        assertThat(page.get("messages")).hasSize(5);
        var first = page.at("/messages/0/id").asText();
        var before = alice.get("/api/chats/" + chat + "/messages?limit=50&before=" + first)
                .ok();
        assertThat(before.get("more").asBoolean()).isFalse();
        assertThat(before.get("messages")).hasSize(7);
        assertThat(Person.text(before.at("/messages/0"))).isEqualTo("q0");
    }

    @Test
    void nothingFollowsAReplyThatIsStillMade() throws Exception {
        house.upstream.answers = request -> List.of();
        var asked = alice.ask(chat, null, "one", "good");
        house.upstream.take();
        var body = Person.question(Ids.next(), asked.reply(), "two", List.of(Map.of("id", Ids.next(), "model", "good")));
        assertThat(alice.post("/api/chats/" + chat + "/messages", body).problem())
                .isEqualTo("409 run_active");
        assertThat(alice.patch(
                                "/api/chats/" + chat + "/messages/" + asked.reply(),
                                Map.of("parts", List.of(Map.of("type", "text", "text", "x"))))
                        .problem())
                .isEqualTo("409 run_active");
    }
}
