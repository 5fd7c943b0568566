package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tags on chats, and one action on many chats at once.
class BulkTest extends ChatHouse {
    @Test
    void aTagIsTheSameInAnyCaseAndWidthAndShownAsItWasWritten() {
        var one = chat("one");
        var two = chat("two");
        assertThat(tag(one, "  ＡＩ ", "ai", "Reise  plan")).containsExactly("ＡＩ", "Reise plan");
        assertThat(tag(two, "Ai", "旅行")).containsExactly("Ai", "旅行");
        assertThat(tags()).containsExactly("2 Ai", "1 Reise plan", "1 旅行");
        assertThat(tag(one)).isEmpty();
        assertThat(tags()).containsExactly("1 Ai", "1 旅行");
        alice.patch("/api/chats/" + two, Map.of("title", "renamed")).ok();
        assertThat(alice.get("/api/chats/" + two).ok().get("tags"))
                .as("absent: they stay")
                .hasSize(2);
        alice.delete("/api/chats/" + two);
        assertThat(tags()).isEmpty();
    }

    @Test
    void aChatHasTwentyTagsOfFortyCharactersAtMost() {
        var one = chat("one");
        var many = new ArrayList<String>();
        for (int i = 0; i < 21; i++) {
            many.add("tag " + i);
        }
        var refused = alice.patch("/api/chats/" + one, Map.of("tags", many));
        assertThat(refused.problem()).isEqualTo("409 too_many_tags");
        assertThat(refused.body().get("detail").asText()).contains("20");
        alice.patch("/api/chats/" + one, Map.of("tags", many.subList(0, 20))).ok();
        assertThat(bulk(List.of(one), "tag", Map.of("tags", List.of("one more")))
                        .problem())
                .isEqualTo("409 too_many_tags");
        assertThat(bulk(List.of(one), "tag", Map.of("tags", List.of("TAG 3")))
                        .ok()
                        .get("count")
                        .asInt())
                .isEqualTo(1);
        alice.patch("/api/chats/" + one, Map.of("tags", List.of("汉".repeat(40))))
                .ok();
        for (var bad : List.of("汉".repeat(41), " ", "")) {
            assertThat(alice.patch("/api/chats/" + one, Map.of("tags", List.of(bad)))
                            .problem())
                    .isEqualTo("400 invalid_field");
        }
        assertThat(alice.patch("/api/chats/" + one, Map.of("tags", Collections.singletonList(null)))
                        .problem())
                .isEqualTo("400 invalid_field");
    }

    @Test
    void manyAreMovedTaggedPinnedAndArchivedAtOnce() {
        var folder = Ids.next();
        alice.post("/api/folders", Map.of("id", folder, "name", "f")).ok();
        var one = chat("one");
        var two = chat("two");
        var three = chat("three");
        var both = List.of(one, two);
        assertThat(bulk(both, "move", Map.of("folder", folder))
                        .ok()
                        .get("count")
                        .asInt())
                .isEqualTo(2);
        assertThat(bulk(both, "move", Map.of("folder", folder))
                        .ok()
                        .get("count")
                        .asInt())
                .as("again: no harm")
                .isEqualTo(2);
        assertThat(list("")).containsExactly(three);
        assertThat(list("?folder=" + folder)).containsExactly(two, one);
        bulk(both, "tag", Map.of("tags", List.of("Work", "later"))).ok();
        bulk(List.of(two), "untag", Map.of("tags", List.of("WORK"))).ok();
        assertThat(tags()).containsExactly("2 later", "1 Work");
        bulk(both, "pin", Map.of()).ok();
        assertThat(Person.ids(alice.get("/api/chats").ok().get("pinned"))).containsExactly(two, one);
        bulk(both, "unpin", Map.of()).ok();
        bulk(both, "archive", Map.of()).ok();
        assertThat(list("?archived=1")).containsExactly(two, one);
        bulk(both, "unarchive", Map.of()).ok();
        var out = new HashMap<String, Object>();
        out.put("folder", null);
        bulk(both, "move", out).ok();
        assertThat(list("")).containsExactly(three, two, one);
    }

    @Test
    void manyAreDeletedAtOnceAndComeBackTogether() throws Exception {
        var one = chat("one");
        var two = chat("two");
        var three = chat("three");
        house.upstream.answers = request -> List.of();
        var running = alice.ask("running");
        var call = house.upstream.take();
        var answer = bulk(List.of(one, two, running.chat()), "delete", Map.of()).ok();
        assertThat(answer.get("count").asInt()).isEqualTo(3);
        assertThat(call.isClosed()).as("its reply was stopped").isTrue();
        assertThat(list("")).containsExactly(three);
        assertThat(bulk(List.of(one, two), "delete", Map.of()).ok().get("count").asInt())
                .isZero();
        var restore = Map.of("deletedAt", answer.get("deletedAt").asLong());
        assertThat(alice.post("/api/chats/restore", restore).ok().get("count").asInt())
                .isEqualTo(3);
        assertThat(list("")).contains(one, two, three, running.chat());
    }

    @Test
    void allOrNoneOfThemAreChanged() {
        var one = chat("one");
        var full = chat("full");
        var many = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            many.add("t" + i);
        }
        alice.patch("/api/chats/" + full, Map.of("tags", many)).ok();
        assertThat(bulk(List.of(one, full), "tag", Map.of("tags", List.of("new")))
                        .problem())
                .isEqualTo("409 too_many_tags");
        assertThat(alice.get("/api/chats/" + one).ok().get("tags")).isEmpty();
        assertThat(bulk(List.of(one), "move", Map.of("folder", Ids.next())).problem())
                .isEqualTo("404 not_found");
    }

    @Test
    void badInputIsRefusedClearly() {
        var one = chat("one");
        var many = new ArrayList<String>();
        for (int i = 0; i < 501; i++) {
            many.add(Ids.next());
        }
        assertThat(bulk(many, "archive", Map.of()).problem()).isEqualTo("400 invalid_field");
        assertThat(bulk(many.subList(0, 500), "archive", Map.of())
                        .ok()
                        .get("count")
                        .asInt())
                .isZero();
        for (var answer : List.of(
                bulk(List.of(), "archive", Map.of()),
                bulk(List.of("x"), "archive", Map.of()),
                bulk(List.of(one), "burn", Map.of()),
                bulk(List.of(one), "move", Map.of()),
                bulk(List.of(one), "tag", Map.of()),
                alice.post("/api/chats/bulk", Map.of("ids", List.of(one))),
                alice.post("/api/chats/bulk", Map.of("action", "archive")))) {
            assertThat(answer.problem()).isEqualTo("400 invalid_field");
        }
    }

    private String chat(String text) {
        return alice.answered(Ids.next(), null, text, "good").chat();
    }

    private List<String> tag(String chat, String... tags) {
        var shown = new ArrayList<String>();
        alice.patch("/api/chats/" + chat, Map.of("tags", List.of(tags)))
                .ok()
                .get("tags")
                .forEach(tag -> shown.add(tag.asText()));
        return shown;
    }

    private List<String> tags() {
        var all = new ArrayList<String>();
        alice.get("/api/tags")
                .ok()
                .get("tags")
                .forEach(tag -> all.add(
                        tag.get("chats").asText() + " " + tag.get("name").asText()));
        return all;
    }

    private Person.Answer bulk(List<String> ids, String action, Map<String, Object> more) {
        var body = new HashMap<>(more);
        body.put("ids", ids);
        body.put("action", action);
        return alice.post("/api/chats/bulk", body);
    }

    private List<String> list(String query) {
        return Person.ids(alice.get("/api/chats" + query).ok().get("chats"));
    }
}
