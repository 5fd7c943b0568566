package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.CompletionRequest.Role;
import app.hearth.provider.Delta;
import app.hearth.provider.Thinking;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes out to a model.
class PromptTest {
    @TempDir
    Path data;

    private TestHouse house;
    private Person alice;
    private String chat;

    @BeforeEach
    void open() {
        house = new TestHouse(data);
        alice = house.signUp("alice");
        chat = Ids.next();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theChatsSystemPromptParamsAndThinkingGoOut() throws Exception {
        house.upstream.answers = request -> ScriptedGateway.says("1");
        var one = alice.answered(chat, null, "one", "good");
        var patch = Map.of(
                "params", Map.of("systemPrompt", "Be brief.", "temperature", 0.2, "maxTokens", 50),
                "thinking", Map.of("mode", "on", "budget", 1024));
        alice.patch("/api/chats/" + chat, patch).ok();
        house.upstream.answers = request -> List.of();
        alice.ask(chat, one.reply(), "two", "good");
        var request = house.upstream.take().request;
        assertThat(texts(request)).containsExactly("SYSTEM Be brief.", "USER one", "ASSISTANT 1", "USER two");
        assertThat(request.params().temperature()).hasValue(0.2);
        assertThat(request.params().maxTokens()).hasValue(50);
        assertThat(request.thinking())
                .isInstanceOfSatisfying(
                        Thinking.On.class, on -> assertThat(on.budget()).hasValue(1024));
    }

    @Test
    void thoughtsAndFailedRepliesStayOutAndNeighboursAreJoined() throws Exception {
        var one = alice.ask(chat, null, "one", "good");
        house.upstream.take().think("hm").say("broken").give(new HearthException(ErrorCode.PROVIDER_FAILED));
        alice.ended(chat, one.reply());
        var two = alice.ask(chat, one.reply(), "two", "good");
        var call = house.upstream.take();
        assertThat(texts(call.request)).containsExactly("USER one\n\ntwo");
        call.think("hm").say("2").finish();
        alice.ended(chat, two.reply());
        alice.ask(chat, two.reply(), "three", "good");
        assertThat(texts(house.upstream.take().request)).containsExactly("USER one\n\ntwo", "ASSISTANT 2", "USER three");
    }

    @Test
    void textFilesStandInTheTextAndPicturesBesideIt() throws Exception {
        var me = alice.get("/api/me").ok().get("id").asText();
        var note = Ids.next();
        var picture = Ids.next();
        house.files.put(me + note, new Attachments.Document("a.md", "x\n```\ny"));
        house.files.put(me + picture, new Attachments.Picture("image/png", new byte[] {1, 2, 3}));
        var body = new HashMap<>(Person.question(Ids.next(), null, "look", List.of(Map.of("id", Ids.next(), "model", "good"))));
        body.put(
                "parts",
                List.of(
                        Map.of("type", "image", "file", picture, "name", "p.png"),
                        Map.of("type", "file", "file", note, "name", "a.md"),
                        Map.of("type", "file", "file", Ids.next(), "name", "gone.txt"),
                        Map.of("type", "text", "text", "look")));
        alice.post("/api/chats/" + chat + "/messages", body).ok();
        var message = house.upstream.take().request.messages().getFirst();
        assertThat(message.parts().get(0))
                .isEqualTo(new CompletionRequest.Part.Text("a.md\n````\nx\n```\ny\n````\n\n[gone.txt: no longer there]\n\nlook"));
        assertThat(message.parts().get(1)).isInstanceOf(CompletionRequest.Part.Image.class);
    }

    @Test
    void aHistoryOverTheWindowIsTrimmedCountedAndKeepsItsBeginningFromReplyToReply() {
        var begins = new ArrayList<String>();
        house.upstream.answers = request -> {
            begins.add(request.messages().getFirst().text().substring(0, 3));
            assertThat(request.messages().getFirst().role()).isEqualTo(Role.USER);
            return ScriptedGateway.says("answer ".repeat(20));
        };
        String parent = null;
        var trims = new ArrayList<Integer>();
        for (int i = 10; i < 40; i++) {
            var asked = alice.answered(chat, parent, "q" + i + " word".repeat(60), "small");
            parent = asked.reply();
            var stats = alice.message(chat, asked.reply()).get("stats");
            assertThat(stats.get("window").asInt()).isEqualTo(1_000);
            assertThat(stats.get("promptTokens").asInt()).isLessThan(760);
            trims.add(stats.get("trimmed").asInt());
        }
        assertThat(trims.getFirst()).isZero();
        assertThat(trims.getLast()).isGreaterThan(40);
        assertThat(trims).isSorted();
        assertThat(trims.stream().distinct().count())
                .as("it is trimmed in steps")
                .isLessThan(trims.size() * 2L / 3);
        assertThat(begins.getLast()).isEqualTo("q" + (10 + trims.getLast() / 2));
    }

    /// Law 8: a request begins with all of the one before it, unless more had to be left out in between.
    @Test
    void aPromptBeginsWithTheOneBeforeIt() {
        var requests = new ArrayList<List<String>>();
        house.upstream.answers = request -> {
            requests.add(texts(request));
            return ScriptedGateway.says("answer " + requests.size() + " word".repeat(30));
        };
        var setUp = alice.answered(chat, null, "q0", "small");
        alice.patch("/api/chats/" + chat, Map.of("params", Map.of("systemPrompt", "Be brief.")))
                .ok();
        requests.clear();
        var parent = setUp.reply();
        var trims = new ArrayList<Integer>();
        for (int i = 1; i < 30; i++) {
            var asked = alice.answered(chat, parent, "q" + i + " word".repeat(60), "small");
            parent = asked.reply();
            trims.add(alice.message(chat, parent).at("/stats/trimmed").asInt());
        }
        var kept = 0;
        for (int i = 1; i < requests.size(); i++) {
            assertThat(requests.get(i).getFirst()).isEqualTo("SYSTEM Be brief.");
            if (trims.get(i).equals(trims.get(i - 1))) {
                kept++;
                assertThat(requests.get(i)).startsWith(requests.get(i - 1).toArray(String[]::new));
            } else { // the system prompt stays, and what follows is the end of what was there
                var before = requests.get(i - 1);
                var left = requests.get(i).subList(1, requests.get(i).size() - 2);
                assertThat(before.subList(before.size() - left.size(), before.size()))
                        .isEqualTo(left);
            }
        }
        assertThat(trims.getLast()).isPositive();
        assertThat(kept).as("it changes in steps").isGreaterThan(requests.size() / 3);
    }

    /// Neither a reply that failed before it was asked for nor one of a model with another window makes the prompt begin anew.
    @Test
    void whatIsLeftOutStaysOutBehindAReplyOfAnotherModel() {
        house.upstream.answers = request -> ScriptedGateway.says("answer ".repeat(20));
        String parent = null;
        for (int i = 0; i < 12; i++) {
            parent = alice.answered(chat, parent, "q" + i + " word".repeat(60), "small")
                    .reply();
        }
        var trimmed = alice.message(chat, parent).at("/stats/trimmed").asInt();
        assertThat(trimmed).isPositive();
        parent = alice.answered(chat, parent, "short", "other").reply();
        assertThat(alice.message(chat, parent).at("/stats/trimmed").asInt()).isZero();
        parent = alice.answered(chat, parent, "short", "small").reply();
        assertThat(alice.message(chat, parent).at("/stats/trimmed").asInt()).isGreaterThanOrEqualTo(trimmed);
    }

    /// A model that is not known to see has answered a question with a picture: the next question is about it too.
    @Test
    void aPictureStaysInTheHistoryOfTheModelThatAnsweredIt() throws Exception {
        var me = alice.get("/api/me").ok().get("id").asText();
        var picture = Ids.next();
        house.files.put(me + picture, new Attachments.Picture("image/png", new byte[] {1, 2, 3}));
        var question = Ids.next();
        var reply = Ids.next();
        var body = new HashMap<>(Person.question(question, null, "look", List.of(Map.of("id", reply, "model", "good"))));
        body.put("parts", List.of(Map.of("type", "text", "text", "look"), Map.of("type", "image", "file", picture, "name", "p.png")));
        alice.post("/api/chats/" + chat + "/messages", body).ok();
        var first = house.upstream.take();
        assertThat(first.request.messages().getLast().parts()).hasSize(2);
        first.say("a cat");
        Person.eventually(() -> alice.text(chat, reply).equals("a cat"));
        alice.post("/api/runs/" + reply + "/cancel", Map.of());
        alice.post("/api/chats/" + chat + "/messages/" + reply + "/continue", Map.of())
                .ok();
        var more = house.upstream.take();
        assertThat(more.request.messages().getFirst())
                .isEqualTo(first.request.messages().getFirst());
        more.say(" indeed").finish();
        alice.ended(chat, reply);
        alice.ask(chat, reply, "which colour?", "good");
        assertThat(house.upstream.take().request.messages().getFirst())
                .isEqualTo(first.request.messages().getFirst());
        alice.ask(chat, reply, "which colour?", "other");
        assertThat(house.upstream.take().request.messages().getFirst().text()).isEqualTo("look\n\n[picture: p.png]");
    }

    @Test
    void aMessageLongerThanTheWindowIsRefusedBeforeTheUpstreamIsCalled() {
        var asked = alice.answered(chat, null, "长".repeat(2_000), "small");
        var reply = alice.message(chat, asked.reply());
        assertThat(reply.at("/error/code").asText()).isEqualTo("message_over_window");
        assertThat(reply.at("/error/detail").asText()).contains("Model small");
        assertThat(house.upstream.isIdle()).isTrue();
    }

    @Test
    void aGuessLearnsFromWhatTheUpstreamCounts() {
        var tokens = new Tokens();
        assertThat(Tokens.of("hello world ")).isEqualTo(4);
        assertThat(Tokens.of("炉边炉边炉边炉边炉边")).isEqualTo(7);
        tokens.learn("m", 1_000, 1_500);
        assertThat(tokens.calibrated("m", 1_000)).isEqualTo(1_500);
        assertThat(tokens.calibrated("other", 1_000)).isEqualTo(1_000);
        for (int i = 0; i < 40; i++) {
            tokens.learn("m", 1_000, 900);
        }
        assertThat(tokens.calibrated("m", 1_000)).isBetween(899, 902);
    }

    @Test
    void tokensAreGuessedWhenTheUpstreamCountsNone() {
        house.upstream.answers = request -> ScriptedGateway.says("word ".repeat(50));
        var asked = alice.answered(chat, null, "one", "good");
        var stats = alice.message(chat, asked.reply()).get("stats");
        assertThat(stats.get("estimated").asBoolean()).isTrue();
        assertThat(stats.get("completionTokens").asInt()).isEqualTo(70);
        house.upstream.answers = request -> List.of(new Delta.Text("x"), new Delta.Usage(3, 9, null, null), new Delta.Finish("length"));
        var two = alice.answered(chat, asked.reply(), "two", "good");
        stats = alice.message(chat, two.reply()).get("stats");
        assertThat(stats.get("estimated").asBoolean()).isFalse();
        assertThat(stats.get("completionTokens").asInt()).isEqualTo(9);
        assertThat(stats.get("finish").asText()).isEqualTo("length");
        house.upstream.answers = request -> ScriptedGateway.says("y");
        alice.post("/api/chats/" + chat + "/messages/" + two.reply() + "/continue", Map.of())
                .ok();
        Person.eventually(() -> alice.text(chat, two.reply()).equals("xy"));
    }

    static List<String> texts(CompletionRequest request) {
        return request.messages().stream()
                .map(message -> message.role() + " " + message.text())
                .toList();
    }
}
