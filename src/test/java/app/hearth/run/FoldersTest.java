package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Folders: where they may stand, what stands in them, and that nothing is lost with one.
class FoldersTest extends ChatHouse {
    @Test
    void aFolderIsMadeOnceHoweverOftenItIsSent() {
        var id = Ids.next();
        var body = Map.of("id", id, "name", "  Work\n2026 ", "systemPrompt", "Be brief.", "model", "good");
        var made = alice.post("/api/folders", body).ok();
        assertThat(made.get("name").asText()).isEqualTo("Work 2026");
        assertThat(made.get("systemPrompt").asText()).isEqualTo("Be brief.");
        assertThat(alice.post("/api/folders", body).ok()).isEqualTo(made);
        assertThat(alice.get("/api/folders/" + id).ok()).isEqualTo(made);
        var row = alice.get("/api/folders").ok().get("folders");
        assertThat(row).hasSize(1);
        assertThat(row.at("/0/systemPrompt").asBoolean()).isTrue();
        assertThat(row.at("/0/model").asText()).isEqualTo("good");
    }

    @Test
    void neighboursKeepTheOrderTheyAreGiven() {
        var a = folder("a", null);
        var b = folder("b", null);
        var c = folder("c", null);
        assertThat(tree()).isEqualTo("a b c");
        change(c, Map.of("position", 0)).ok();
        assertThat(tree()).isEqualTo("c a b");
        change(c, Map.of("position", 99)).ok();
        assertThat(tree()).isEqualTo("a b c");
        change(b, Map.of("parent", a)).ok();
        change(c, Map.of("parent", a, "position", 0)).ok();
        assertThat(tree()).isEqualTo("a(c b)");
        change(b, nothing("parent")).ok();
        assertThat(tree()).isEqualTo("a(c) b");
        var first = alice.post("/api/folders", Map.of("id", Ids.next(), "name", "d", "position", 0))
                .ok();
        assertThat(first.get("position").asInt()).isZero();
        assertThat(tree()).isEqualTo("d a(c) b");
    }

    @Test
    void whatIsAbsentStaysAndNullIsTakenAway() {
        var id = folder("a", null);
        change(id, Map.of("systemPrompt", "Be brief.", "model", "good")).ok();
        change(id, Map.of("name", "b")).ok();
        var kept = alice.get("/api/folders/" + id).ok();
        assertThat(kept.get("systemPrompt").asText()).isEqualTo("Be brief.");
        assertThat(kept.get("model").asText()).isEqualTo("good");
        change(id, nothing("systemPrompt")).ok();
        change(id, Map.of("model", " ")).ok();
        var bare = alice.get("/api/folders/" + id).ok();
        assertThat(bare.get("name").asText()).isEqualTo("b");
        assertThat(bare.get("systemPrompt").isNull()).isTrue();
        assertThat(bare.get("model").isNull()).isTrue();
    }

    @Test
    void aFolderIsNeverPutIntoItselfNorTooDeep() {
        var chain = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            chain.add(folder("f" + i, i == 0 ? null : chain.getLast()));
        }
        var own = change(chain.getFirst(), Map.of("parent", chain.getFirst()));
        assertThat(own.problem()).isEqualTo("409 folder_in_itself");
        assertThat(own.body().get("detail").asText()).contains("f0");
        assertThat(change(chain.get(1), Map.of("parent", chain.get(4))).problem())
                .isEqualTo("409 folder_in_itself");
        var sixth = Map.of("id", Ids.next(), "name", "f5", "parent", chain.get(4));
        assertThat(alice.post("/api/folders", sixth).problem()).isEqualTo("409 folder_too_deep");
        var pair = folder("pair", null);
        folder("inner", pair);
        assertThat(change(pair, Map.of("parent", chain.get(3))).problem()).isEqualTo("409 folder_too_deep");
        change(pair, Map.of("parent", chain.get(2))).ok();
        assertThat(tree()).isEqualTo("f0(f1(f2(f3(f4) pair(inner))))");
    }

    @Test
    void twoMovesAtOnceMakeNoCircle() throws Exception {
        for (int round = 0; round < 5; round++) {
            var a = folder("a", null);
            var b = folder("b", null);
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                var moves = pool.invokeAll(
                        List.<Callable<Person.Answer>>of(() -> change(a, Map.of("parent", b)), () -> change(b, Map.of("parent", a))));
                var problems = new ArrayList<String>();
                for (var move : moves) {
                    problems.add(
                            move.get().status() == 200 ? "moved" : move.get().problem());
                }
                assertThat(problems).containsExactlyInAnyOrder("moved", "409 folder_in_itself");
            }
            alice.delete("/api/folders/" + a);
            alice.delete("/api/folders/" + b);
        }
    }

    @Test
    void aRemovedFoldersChatsAndFoldersMoveUpAndComeBackWithIt() {
        var outer = folder("outer", null);
        var first = folder("first", outer);
        var middle = folder("middle", outer);
        var last = folder("last", outer);
        var inner = folder("inner", middle);
        var chat = begin("kept", middle);
        var moved = begin("moved on", middle);
        assertThat(alice.delete("/api/folders/" + middle).status()).isEqualTo(204);
        assertThat(tree()).isEqualTo("outer(first inner last)");
        assertThat(inFolder(outer)).containsExactlyInAnyOrder(chat, moved);
        assertThat(alice.get("/api/folders/" + middle).problem()).isEqualTo("404 not_found");
        assertThat(alice.get("/api/chats?folder=" + middle).problem()).isEqualTo("404 not_found");
        assertThat(alice.delete("/api/folders/" + middle).problem()).isEqualTo("404 not_found");
        alice.patch("/api/chats/" + moved, Map.of("folder", last)).ok();
        alice.post("/api/folders/" + middle + "/restore", Map.of()).ok();
        alice.post("/api/folders/" + middle + "/restore", Map.of()).ok();
        assertThat(tree()).isEqualTo("outer(first middle(inner) last)");
        assertThat(inFolder(middle)).containsExactly(chat);
        assertThat(inFolder(last)).as("it was moved meanwhile").containsExactly(moved);
        assertThat(inFolder(first)).isEmpty();
    }

    @Test
    void withAllFoldersGoneEveryChatIsInTheListAgain() {
        var outer = folder("outer", null);
        var inner = folder("inner", outer);
        var chat = begin("deep", inner);
        var trashed = begin("trashed", inner);
        alice.delete("/api/chats/" + trashed);
        assertThat(list()).isEmpty();
        alice.delete("/api/folders/" + outer);
        assertThat(tree()).isEqualTo("inner");
        alice.delete("/api/folders/" + inner);
        assertThat(tree()).isEmpty();
        alice.post("/api/chats/" + trashed + "/restore", Map.of()).ok();
        assertThat(list()).containsExactlyInAnyOrder(chat, trashed);
        assertThat(alice.branch(chat)).containsExactly("deep", "yes");
    }

    @Test
    void theListShowsWhatStandsInNoFolderAndWhatIsPinned() {
        var folder = folder("f", null);
        var loose = begin("loose", null);
        var inside = begin("inside", folder);
        var pinned = begin("pinned", folder);
        var archived = begin("archived", folder);
        alice.patch("/api/chats/" + pinned, Map.of("pinned", true)).ok();
        alice.patch("/api/chats/" + archived, Map.of("archived", true)).ok();
        assertThat(list()).containsExactly(loose);
        assertThat(Person.ids(alice.get("/api/chats").ok().get("pinned"))).containsExactly(pinned);
        assertThat(inFolder(folder)).containsExactly(pinned, inside);
        var page = alice.get("/api/chats?limit=1&folder=" + folder).ok();
        assertThat(page.get("pinned")).isEmpty();
        assertThat(page.at("/chats/0/folder").asText()).isEqualTo(folder);
        var next = alice.get("/api/chats?limit=1&folder=" + folder + "&before="
                        + page.get("next").asText())
                .ok();
        assertThat(Person.ids(next.get("chats"))).containsExactly(inside);
        assertThat(Person.ids(alice.get("/api/chats?archived=1").ok().get("chats")))
                .containsExactly(archived);
        assertThat(Person.ids(
                        alice.get("/api/chats?archived=1&folder=" + folder).ok().get("chats")))
                .containsExactly(archived);
        var row = alice.get("/api/folders").ok().at("/folders/0");
        assertThat(row.get("chats").asInt()).isEqualTo(2);
        assertThat(row.get("unread").asBoolean()).isTrue();
        assertThat(row.get("running").asBoolean()).isFalse();
        for (var chat : List.of(inside, pinned)) {
            alice.post("/api/chats/" + chat + "/read", Map.of());
        }
        assertThat(alice.get("/api/folders").ok().at("/folders/0/unread").asBoolean())
                .isFalse();
        house.upstream.answers = request -> List.of();
        ask(Ids.next(), folder, "now", "good");
        assertThat(alice.get("/api/folders").ok().at("/folders/0/running").asBoolean())
                .isTrue();
    }

    @Test
    void aChatIsPutIntoAFolderAndTakenOut() {
        var folder = folder("f", null);
        var chat = begin("one", null);
        assertThat(alice.patch("/api/chats/" + chat, Map.of("folder", folder))
                        .ok()
                        .get("folder")
                        .asText())
                .isEqualTo(folder);
        alice.patch("/api/chats/" + chat, Map.of("title", "two")).ok();
        assertThat(inFolder(folder)).as("absent: it stays").containsExactly(chat);
        var fork = Ids.next();
        var message = alice.page(chat).at("/messages/1/id").asText();
        var forked = alice.post("/api/chats/" + chat + "/fork", Map.of("id", fork, "message", message))
                .ok();
        assertThat(forked.get("folder").asText()).isEqualTo(folder);
        assertThat(alice.patch("/api/chats/" + chat, nothing("folder"))
                        .ok()
                        .get("folder")
                        .isNull())
                .isTrue();
        assertThat(list()).containsExactly(chat);
    }

    @Test
    void aMessageThatWaitedForAFolderThatIsGoneGoesToTheOneAround() {
        var outer = folder("outer", null);
        var inner = folder("inner", outer);
        alice.delete("/api/folders/" + inner);
        begin("late", inner);
        assertThat(inFolder(outer)).hasSize(1);
        alice.delete("/api/folders/" + outer);
        begin("later", outer);
        assertThat(list()).hasSize(2);
    }

    @Test
    void aNewChatTakesTheModelOfTheNearestFolderThatHasOne() throws Exception {
        var outer = folder("outer", null);
        var inner = folder("inner", outer);
        change(outer, Map.of("model", "other", "systemPrompt", "Outer.")).ok();
        house.upstream.answers = request -> List.of();
        var chat = Ids.next();
        ask(chat, inner, "hi", null);
        assertThat(alice.get("/api/chats/" + chat).ok().get("model").asText()).isEqualTo("other");
        assertThat(PromptTest.texts(house.upstream.take().request)).containsExactly("SYSTEM Outer.", "USER hi");
        change(inner, Map.of("model", "small", "systemPrompt", "Inner.")).ok();
        var second = Ids.next();
        ask(second, inner, "ho", null);
        assertThat(alice.get("/api/chats/" + second).ok().get("model").asText()).isEqualTo("small");
        assertThat(PromptTest.texts(house.upstream.take().request)).containsExactly("SYSTEM Inner.", "USER ho");
        var third = Ids.next();
        var own = Map.<String, Object>of("params", Map.of("systemPrompt", "Mine."));
        ask(third, inner, "hm", "good", own);
        assertThat(PromptTest.texts(house.upstream.take().request)).containsExactly("SYSTEM Mine.", "USER hm");
    }

    @Test
    void anAnswerAgainKeepsToTheFoldersPrompt() throws Exception {
        var folder = folder("f", null);
        change(folder, Map.of("systemPrompt", "Be brief.")).ok();
        var chat = begin("one", folder);
        house.upstream.answers = request -> List.of();
        var question = alice.page(chat).at("/messages/0/id").asText();
        var again = Map.of("id", Ids.next(), "parent", question);
        assertThat(alice.post("/api/chats/" + chat + "/replies", again).status())
                .isEqualTo(202);
        var call = house.upstream.take();
        assertThat(PromptTest.texts(call.request)).containsExactly("SYSTEM Be brief.", "USER one");
        call.say("cut");
        alice.post("/api/runs/" + again.get("id") + "/cancel", Map.of());
        alice.post("/api/chats/" + chat + "/messages/" + again.get("id") + "/continue", Map.of());
        assertThat(PromptTest.texts(house.upstream.take().request)).contains("SYSTEM Be brief.");
    }

    @Test
    void otherWindowsHearOfIt() {
        var folder = folder("f", null);
        var last = alice.get("/api/changes").ok().get("last").asLong();
        change(folder, Map.of("name", "g")).ok();
        var changes = alice.get("/api/changes?after=" + last).ok().get("changes");
        assertThat(changes).hasSize(1);
        assertThat(changes.at("/0/kind").asText()).isEqualTo("folders");
        alice.delete("/api/folders/" + folder);
        alice.post("/api/folders/" + folder + "/restore", Map.of()).ok();
        assertThat(alice.get("/api/changes?after=" + last).ok().get("changes")).hasSize(3);
    }

    @Test
    void fiveHundredFoldersAreEnough() {
        String last = null;
        for (int i = 0; i < 500; i++) {
            last = folder("f" + i, null);
        }
        var more = alice.post("/api/folders", Map.of("id", Ids.next(), "name", "one more"));
        assertThat(more.problem()).isEqualTo("409 too_many_folders");
        assertThat(more.body().get("detail").asText()).contains("500");
        alice.delete("/api/folders/" + last);
        folder("room again", null);
        assertThat(alice.post("/api/folders/" + last + "/restore", Map.of()).problem())
                .isEqualTo("409 too_many_folders");
    }

    @Test
    void badInputIsRefusedClearly() {
        for (var body : List.of(
                Map.of("id", "x", "name", "a"),
                Map.of("id", Ids.next(), "name", " "),
                Map.of("id", Ids.next()),
                Map.of("id", Ids.next(), "name", "x".repeat(101)),
                Map.of("id", Ids.next(), "name", "a", "parent", "x"),
                Map.of("id", Ids.next(), "name", "a", "systemPrompt", "x".repeat(200_001)))) {
            assertThat(alice.post("/api/folders", body).problem())
                    .as("%s", body)
                    .isEqualTo("400 invalid_field");
        }
        alice.post("/api/folders", Map.of("id", Ids.next(), "name", "汉".repeat(100)))
                .ok();
        assertThat(alice.post("/api/folders", Map.of("id", Ids.next(), "name", "a", "parent", Ids.next()))
                        .problem())
                .isEqualTo("404 not_found");
        var self = Ids.next();
        assertThat(alice.post("/api/folders", Map.of("id", self, "name", "a", "parent", self))
                        .problem())
                .isEqualTo("404 not_found");
        var chat = begin("one", null);
        assertThat(alice.patch("/api/chats/" + chat, Map.of("folder", 7)).problem())
                .isEqualTo("400 invalid_field");
        assertThat(alice.patch("/api/chats/" + chat, Map.of("folder", Ids.next()))
                        .problem())
                .isEqualTo("404 not_found");
        assertThat(alice.get("/api/chats?folder=x").problem()).isEqualTo("400 invalid_field");
    }

    private String folder(String name, String parent) {
        var id = Ids.next();
        var body = new HashMap<String, Object>(Map.of("id", id, "name", name));
        body.put("parent", parent);
        alice.post("/api/folders", body).ok();
        return id;
    }

    private Person.Answer change(String folder, Map<String, Object> body) {
        return alice.patch("/api/folders/" + folder, body);
    }

    private static Map<String, Object> nothing(String field) {
        var body = new HashMap<String, Object>();
        body.put(field, null);
        return body;
    }

    /// A chat begun in a folder, answered.
    private String begin(String text, String folder) {
        var chat = Ids.next();
        var sent = ask(chat, folder, text, "good");
        alice.ended(chat, sent.at("/replies/0/id").asText());
        return chat;
    }

    private JsonNode ask(String chat, String folder, String text, String model) {
        return ask(chat, folder, text, model, Map.of());
    }

    private JsonNode ask(String chat, String folder, String text, String model, Map<String, Object> more) {
        var reply = new HashMap<String, String>(Map.of("id", Ids.next()));
        reply.put("model", model);
        var body = Person.question(Ids.next(), null, text, List.of(reply));
        body.put("folder", folder);
        body.putAll(more);
        return alice.post("/api/chats/" + chat + "/messages", body).ok();
    }

    private List<String> list() {
        return Person.ids(alice.get("/api/chats").ok().get("chats"));
    }

    private List<String> inFolder(String folder) {
        return Person.ids(alice.get("/api/chats?folder=" + folder).ok().get("chats"));
    }

    /// All folders by name, in brackets what stands in one.
    private String tree() {
        var children = new TreeMap<String, List<JsonNode>>();
        for (var row : alice.get("/api/folders").ok().get("folders")) {
            children.computeIfAbsent(
                            row.get("parent").isNull() ? "" : row.get("parent").asText(), parent -> new ArrayList<>())
                    .add(row);
        }
        return tree(children, "");
    }

    private static String tree(Map<String, List<JsonNode>> children, String parent) {
        var all = new ArrayList<String>();
        for (var row : children.getOrDefault(parent, List.of())) {
            var inner = tree(children, row.get("id").asText());
            all.add(row.get("name").asText() + (inner.isEmpty() ? "" : "(" + inner + ")"));
        }
        return String.join(" ", all);
    }
}
