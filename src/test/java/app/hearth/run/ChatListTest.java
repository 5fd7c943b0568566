package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The list of chats, and what tells a page that something changed.
class ChatListTest extends ChatHouse {
    @Test
    void chatsAreListedByTimeAPageAtATime() {
        var made = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            var asked = alice.answered(Ids.next(), null, "chat " + i, "good");
            made.addFirst(asked.chat());
        }
        alice.patch("/api/chats/" + made.get(3), Map.of("pinned", true)).ok();
        alice.patch("/api/chats/" + made.get(4), Map.of("archived", true)).ok();
        var first = alice.get("/api/chats?limit=3").ok();
        assertThat(Person.ids(first.get("pinned"))).containsExactly(made.get(3));
        assertThat(Person.ids(first.get("chats"))).containsExactly(made.get(0), made.get(1), made.get(2));
        var second = alice.get("/api/chats?limit=3&before=" + first.get("next").asText())
                .ok();
        assertThat(Person.ids(second.get("chats"))).containsExactly(made.get(5), made.get(6));
        assertThat(second.get("pinned")).isEmpty();
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(Person.ids(alice.get("/api/chats?archived=1").ok().get("chats")))
                .containsExactly(made.get(4));
    }

    @Test
    void aDeletedChatComesBackWithAllItHeld() {
        var asked = alice.answered(Ids.next(), null, "one", "good");
        assertThat(alice.delete("/api/chats/" + asked.chat()).status()).isEqualTo(204);
        assertThat(alice.get("/api/chats/" + asked.chat()).problem()).isEqualTo("404 not_found");
        assertThat(alice.get("/api/chats/" + asked.chat() + "/messages").problem())
                .isEqualTo("404 not_found");
        assertThat(alice.get("/api/chats").ok().get("chats")).isEmpty();
        alice.post("/api/chats/" + asked.chat() + "/restore", Map.of()).ok();
        assertThat(alice.branch(asked.chat())).containsExactly("one", "yes");
        assertThat(alice.delete("/api/chats").status()).isEqualTo(200);
        assertThat(alice.get("/api/chats").ok().get("chats")).isEmpty();
    }

    @Test
    void deletingAChatStopsItsReply() throws Exception {
        house.upstream.answers = request -> List.of();
        var asked = alice.ask("one");
        var call = house.upstream.take();
        alice.delete("/api/chats/" + asked.chat());
        assertThat(call.isClosed()).isTrue();
        alice.post("/api/chats/" + asked.chat() + "/restore", Map.of()).ok();
        assertThat(alice.message(asked.chat(), asked.reply()).get("state").asText())
                .isEqualTo("cancelled");
    }

    @Test
    void aReplyThatEndedUnseenIsUnreadUntilItIsRead() throws Exception {
        house.upstream.answers = request -> List.of();
        var asked = alice.ask("one");
        var row = row(asked.chat());
        assertThat(row.get("running").asBoolean()).isTrue();
        assertThat(row.get("unread").asBoolean()).isFalse();
        house.upstream.take().say("x").finish();
        alice.ended(asked.chat(), asked.reply());
        row = row(asked.chat());
        assertThat(row.get("running").asBoolean()).isFalse();
        assertThat(row.get("unread").asBoolean()).isTrue();
        alice.post("/api/chats/" + asked.chat() + "/read", Map.of());
        assertThat(row(asked.chat()).get("unread").asBoolean()).isFalse();
    }

    @Test
    void aReplyThatItsOwnerStoppedIsNoNewsToThem() throws Exception {
        house.upstream.answers = request -> List.of();
        var asked = alice.ask("one");
        house.upstream.take().say("x");
        alice.post("/api/runs/" + asked.reply() + "/cancel", Map.of());
        assertThat(row(asked.chat()).get("running").asBoolean()).isFalse();
        assertThat(row(asked.chat()).get("unread").asBoolean()).isFalse();
        var two = alice.ask(asked.chat(), asked.reply(), "two", "good", "other");
        var calls = List.of(house.upstream.take(), house.upstream.take());
        calls.getFirst().say("y").finish();
        Person.eventually(() -> row(asked.chat()).get("unread").asBoolean());
        two.replies().forEach(reply -> alice.post("/api/runs/" + reply + "/cancel", Map.of()));
        assertThat(row(asked.chat()).get("unread").asBoolean())
                .as("what ended unseen before stays unread")
                .isTrue();
    }

    @Test
    void allChatsComeBackTogetherAndWhatWasDeletedBeforeDoesNot() {
        var before = alice.answered(Ids.next(), null, "before", "good").chat();
        alice.delete("/api/chats/" + before);
        var chats = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            chats.addFirst(alice.answered(Ids.next(), null, "chat " + i, "good").chat());
        }
        var bob = house.signUp("bob");
        var his = bob.answered(Ids.next(), null, "his", "good").chat();
        var trashed = alice.delete("/api/chats").ok();
        assertThat(trashed.get("count").asInt()).isEqualTo(5);
        assertThat(alice.get("/api/chats").ok().get("chats")).isEmpty();
        var restore = Map.of("deletedAt", trashed.get("deletedAt").asLong());
        assertThat(bob.post("/api/chats/restore", restore).ok().get("count").asInt())
                .isZero();
        assertThat(alice.post("/api/chats/restore", restore).ok().get("count").asInt())
                .isEqualTo(5);
        assertThat(Person.ids(alice.get("/api/chats").ok().get("chats"))).isEqualTo(chats);
        assertThat(alice.post("/api/chats/restore", restore).ok().get("count").asInt())
                .isZero();
        assertThat(Person.ids(bob.get("/api/chats").ok().get("chats"))).containsExactly(his);
    }

    @Test
    void whatChangedIsToldToItsOwnerAlone() {
        var bob = house.signUp("bob");
        var start = alice.get("/api/changes").ok();
        assertThat(start.get("changes")).isEmpty();
        var after = start.get("last").asLong();
        var asked = alice.answered(Ids.next(), null, "one", "good");
        var changes = alice.get("/api/changes?after=" + after).ok();
        assertThat(changes.get("reset").asBoolean()).isFalse();
        assertThat(changes.at("/changes/0/kind").asText()).isEqualTo("chat");
        assertThat(changes.at("/changes/0/object").asText()).isEqualTo(asked.chat());
        assertThat(bob.get("/api/changes?after=" + after).ok().get("changes")).isEmpty();
        Person.eventually(() -> {
            var later =
                    alice.get("/api/changes?after=" + after).ok().get("last").asLong();
            return alice.get("/api/changes?after=" + later).ok().get("changes").isEmpty();
        });
        assertThat(alice.get("/api/changes?after=999999").ok().get("reset").asBoolean())
                .isTrue();
    }

    @Test
    void badInputIsRefusedClearly() {
        var chat = "/api/chats/" + Ids.next();
        assertThat(alice.get("/api/chats?before=x").problem()).isEqualTo("400 invalid_field");
        assertThat(alice.get("/api/chats/x").problem()).isEqualTo("404 not_found");
        assertThat(alice.get("/api/events").problem()).isEqualTo("400 invalid_field");
        assertThat(alice.get("/api/events?run=x:1-0").problem()).isEqualTo("400 invalid_field");
        var good = List.of(Map.of("id", Ids.next(), "model", "good"));
        assertThat(alice.post(chat + "/messages", Person.question("x", null, "hi", good))
                        .problem())
                .isEqualTo("400 invalid_field");
        assertThat(alice.post(chat + "/messages", Person.question(Ids.next(), null, " ", good))
                        .problem())
                .isEqualTo("400 invalid_field");
        assertThat(alice.post(chat + "/messages", Person.question(Ids.next(), null, "hi", List.of()))
                        .problem())
                .isEqualTo("400 invalid_field");
        assertThat(alice.post(
                                chat + "/messages",
                                Person.question(Ids.next(), null, "hi", List.of(Map.of("id", Ids.next(), "model", "none"))))
                        .status())
                .isEqualTo(404);
        assertThat(alice.post(chat + "/messages", Person.question(Ids.next(), null, "hi", List.of(Map.of("id", Ids.next()))))
                        .problem())
                .isEqualTo("400 no_model");
        assertThat(alice.get(chat).problem()).as("no chat was left behind").isEqualTo("404 not_found");
        assertThat(alice.get("/api/chats").ok().get("chats")).isEmpty();
    }

    private JsonNode row(String chat) {
        for (var row : alice.get("/api/chats").ok().get("chats")) {
            if (row.get("id").asText().equals(chat)) {
                return row;
            }
        }
        throw new AssertionError(chat);
    }
}
