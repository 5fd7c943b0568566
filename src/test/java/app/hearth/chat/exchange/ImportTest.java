package app.hearth.chat.exchange;

import static app.hearth.chat.exchange.Exchanging.branch;
import static app.hearth.chat.exchange.Exchanging.bring;
import static app.hearth.chat.exchange.Exchanging.chat;
import static app.hearth.chat.exchange.Exchanging.file;
import static app.hearth.chat.exchange.Exchanging.preview;
import static app.hearth.chat.exchange.Exchanging.upload;
import static app.hearth.chat.exchange.Exchanging.utf8;
import static app.hearth.chat.exchange.Exchanging.zip;
import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.platform.config.Config;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Through the front door: files of others' exports, sent in pieces.
class ImportTest {
    @TempDir
    static Path data;

    private static House house;
    private static Browser admin;
    private static int people;
    private Browser alice;

    @BeforeAll
    static void open() {
        house = new House(new Config(Map.of("PORT", "0", "HOST", "127.0.0.1"), Map.of()), data, Clock.systemUTC());
        admin = new Browser(house);
        admin.signUp("admin@example.org");
    }

    @BeforeEach
    void someone() {
        alice = admin.invite("alice" + people++ + "@example.org");
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @Test
    void aLookIntoAFileSaysWhatItHoldsAndWhatCanNotBeTaken() {
        var seen = preview(alice, file("chatgpt.json")).ok().json();
        assertThat(seen.get("kind").asText()).isEqualTo("chatgpt");
        assertThat(seen.get("chats")).hasSize(5);
        var first = seen.at("/chats/0");
        assertThat(first.get("title").asText()).isEqualTo("杭州两日行程 <b>“九溪”</b>");
        assertThat(first.get("messages").asInt()).isEqualTo(7);
        assertThat(first.get("updatedAt").asLong()).isEqualTo(1_718_000_900_500L);
        assertThat(first.get("there").asBoolean()).isFalse();
        assertThat(seen.at("/chats/1/problem/reason").asText()).isEqualTo("empty");
        assertThat(seen.at("/chats/2/problem/reason").asText()).isEqualTo("empty");
        assertThat(seen.at("/chats/3/problem/reason").asText()).isEqualTo("unknown_shape");
        assertThat(seen.at("/chats/3/problem/detail").asText()).isEqualTo("not the form of a known export");
        assertThat(seen.at("/chats/4/problem/reason").asText()).isEqualTo("unknown_shape");
        assertThat(reasons(seen.get("left"))).containsExactly("attachments 2", "tool_results 1");
        assertThat(alice.get("/api/chats").json().get("chats")).isEmpty();
    }

    @Test
    void chatGptsTreeBecomesOneOfQuestionsAndReplies() {
        var done = bring(alice, file("chatgpt.json"));
        assertThat(done.get("state").asText()).isEqualTo("done");
        assertThat(done.get("chats").asInt()).isEqualTo(1);
        assertThat(done.get("messages").asInt()).isEqualTo(7);
        assertThat(reasons(done.get("left"))).containsExactly("empty 2", "unknown_shape 2", "attachments 2", "tool_results 1");
        var chat = chat(alice, "杭州两日行程 <b>“九溪”</b>");
        assertThat(chat.get("createdAt").asLong()).isEqualTo(1_718_000_000_123L);
        assertThat(chat.get("updatedAt").asLong()).isEqualTo(1_718_000_900_500L);
        assertThat(chat.get("unread").asBoolean()).isFalse();
        assertThat(done.get("newest").asText()).isEqualTo(chat.get("id").asText());
        assertThat(branch(alice, chat.get("id").asText()))
                .containsExactly(
                        "user: [file-abc] | 帮我规划杭州两日行程 🏖 | [notes.pdf]",
                        "assistant: <reasoning> Plan\n\nTwo days, West Lake first. | ```python\nprint('`` 杭州')\n```\n\n```\n`` 杭州\n```\n\n"
                                + "第一天：西湖。公式 $e^{i\\pi}+1=0$",
                        "user: 第二天呢？",
                        "assistant: 九溪烟树。");
        var messages = alice.get("/api/chats/" + chat.get("id").asText() + "/messages")
                .json()
                .get("messages");
        assertThat(messages.at("/0/siblings")).hasSize(2);
        assertThat(messages.at("/1/siblings")).hasSize(2);
        assertThat(messages.at("/1/modelName").asText()).isEqualTo("gpt-4o");
        assertThat(messages.at("/3/siblings/1").asText())
                .isEqualTo(messages.at("/3/id").asText());
        assertThat(messages.at("/3/createdAt").asLong()).isEqualTo(1_718_000_220_000L);
    }

    @Test
    void theZipOfAnExportIsTakenWhateverElseIsInIt() {
        var entries = Map.of("user.json", utf8("{}"), "export/conversations.json", file("chatgpt.json"), "a.png", new byte[100_000]);
        assertThat(preview(alice, zip(entries)).ok().json().get("kind").asText())
                .isEqualTo("chatgpt");
        assertThat(bring(alice, zip(entries)).get("chats").asInt()).isEqualTo(1);
        var own = zip(Map.of("hearth-chats-2026-01-01.json", file("hearth.json")));
        assertThat(preview(alice, own).ok().json().get("kind").asText()).isEqualTo("hearth");
        assertThat(preview(alice, zip(Map.of("a.json", utf8("[]")))).problem()).isEqualTo("400 import_unreadable");
    }

    @Test
    void openWebUisChatsKeepColumnsThoughtsFilesAndTheSystemPrompt() {
        var seen = preview(alice, file("openwebui.json")).ok().json();
        assertThat(seen.get("kind").asText()).isEqualTo("open_webui");
        assertThat(seen.at("/chats/2/problem/reason").asText()).isEqualTo("internal");
        var done = bring(alice, file("openwebui.json"));
        assertThat(done.get("chats").asInt()).isEqualTo(2);
        assertThat(reasons(done.get("left"))).containsExactly("internal 1", "attachments 1", "tool_results 1");
        var chat = chat(alice, "比较两个模型");
        assertThat(chat.get("archived").asBoolean()).isTrue();
        assertThat(chat.get("updatedAt").asLong()).isEqualTo(1_719_000_600_000L);
        var id = chat.get("id").asText();
        var params = alice.get("/api/chats/" + id).json().get("params");
        assertThat(params.get("systemPrompt").asText()).isEqualTo("Answer briefly.");
        assertThat(params.get("temperature").asDouble()).isEqualTo(0.3);
        assertThat(params.get("topP").isNull()).isTrue();
        assertThat(branch(alice, id))
                .containsExactly(
                        "user: Which one is better? | <image> image | <file> 笔记.txt | [gone.pdf]",
                        "assistant: <reasoning> Hm. | The second.");
        var page = alice.get("/api/chats/" + id + "/messages").json();
        assertThat(page.at("/messages/1/column").asInt()).isEqualTo(1);
        var beside = page.at("/beside/0");
        assertThat(Exchanging.parts(beside))
                .isEqualTo("<reasoning> First line\n5 < 6 | The first.\n\n\n<details><summary>Mine</summary>kept</details>");
        assertThat(beside.at("/parts/0/ms").asLong()).isEqualTo(3000);
        assertThat(beside.at("/stats/completionTokens").asInt()).isEqualTo(34);
        assertThat(beside.get("modelName").asText()).isEqualTo("Qwen3 8B");
        var text = page.at("/messages/0/parts/2/file").asText();
        assertThat(alice.get("/api/files/" + text).ok().text()).isEqualTo("笔记的全文");
        assertThat(page.at("/messages/0/parts/1/width").asInt()).isEqualTo(2);
        assertThat(branch(alice, chat(alice, "Very old").get("id").asText()))
                .containsExactly("user: Hello", "assistant: Upstream was away");
    }

    @Test
    void claudesChatsKeepBranchesThoughtsAndWhatWasReadOutOfFiles() {
        assertThat(bring(alice, file("claude.json")).get("chats").asInt()).isEqualTo(2);
        var chat = chat(alice, "A tree in Claude");
        assertThat(chat.get("createdAt").asLong()).isEqualTo(1_718_877_600_000L);
        assertThat(branch(alice, chat.get("id").asText()))
                .containsExactly("user: Hello | <file> plan.md | [photo.jpg]", "assistant: Hi again");
        var reply = alice.get("/api/chats/" + chat.get("id").asText() + "/messages")
                .json()
                .at("/messages/1");
        assertThat(reply.get("siblings")).hasSize(2);
        assertThat(branch(alice, chat(alice, "没有标题的对话").get("id").asText())).containsExactly("user: 没有标题的对话", "assistant: 好。");
    }

    @Test
    void deepSeeksFragmentsBecomeThoughtsAndWords() {
        var seen = preview(alice, file("deepseek.json")).ok().json();
        assertThat(seen.get("kind").asText()).isEqualTo("deepseek");
        bring(alice, file("deepseek.json"));
        var chat = chat(alice, "深度思考一下");
        assertThat(chat.get("updatedAt").asLong()).isEqualTo(1_738_368_600_000L);
        assertThat(branch(alice, chat.get("id").asText())).containsExactly("user: 九加九等于几？ | [表格.xlsx]", "assistant: <reasoning> 9+9 | 十八。");
    }

    @Test
    void nothingIsDoubledAndWhatGrewGetsItsNewMessages() {
        bring(alice, file("claude.json"));
        var again = bring(alice, file("claude.json"));
        assertThat(again.get("chats").asInt()).isZero();
        assertThat(again.get("there").asInt()).isEqualTo(2);
        assertThat(preview(alice, file("claude.json"))
                        .json()
                        .at("/chats/0/there")
                        .asBoolean())
                .isTrue();
        var more = """
            {"uuid": "n2", "sender": "assistant", "text": "好。", "created_at": "2023-06-20T10:00:02Z"},
            {"uuid": "n3", "sender": "human", "text": "再见", "created_at": "2023-06-21T10:00:02Z"}\
            """;
        var grown = new String(file("claude.json"), StandardCharsets.UTF_8)
                .replace("{\"uuid\": \"n2\", \"sender\": \"assistant\", \"text\": \"好。\", \"created_at\": \"2023-06-20T10:00:02Z\"}", more);
        var done = bring(alice, utf8(grown));
        assertThat(done.get("grown").asInt()).isEqualTo(1);
        assertThat(done.get("there").asInt()).isEqualTo(1);
        assertThat(done.get("messages").asInt()).isEqualTo(1);
        var chat = chat(alice, "没有标题的对话");
        assertThat(branch(alice, chat.get("id").asText())).containsExactly("user: 没有标题的对话", "assistant: 好。", "user: 再见");
        assertThat(chat.get("updatedAt").asLong()).isEqualTo(1_687_341_602_000L);
    }

    @Test
    void aDeletedChatComesBackByItsFile() {
        bring(alice, file("deepseek.json"));
        alice.delete("/api/chats/" + chat(alice, "深度思考一下").get("id").asText()).ok();
        assertThat(preview(alice, file("deepseek.json"))
                        .json()
                        .at("/chats/0/there")
                        .asBoolean())
                .isFalse();
        assertThat(bring(alice, file("deepseek.json")).get("chats").asInt()).isEqualTo(1);
        assertThat(branch(alice, chat(alice, "深度思考一下").get("id").asText())).hasSize(2);
    }

    @Test
    void onlyTheChosenOnesCome() {
        var done = bring(alice, file("claude.json"), List.of(1));
        assertThat(done.get("chats").asInt()).isEqualTo(1);
        assertThat(alice.get("/api/chats").json().get("chats")).hasSize(1);
    }

    @Test
    void importedWordsAreFoundBySearching() {
        bring(alice, file("chatgpt.json"));
        var until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (alice.get("/api/search?q=灵隐寺").ok().json().get("hits").isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(until);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void whatIsNoExportIsRefusedInWords() {
        assertThat(preview(alice, utf8("Dear diary")).problem()).isEqualTo("400 import_unreadable");
        assertThat(preview(alice, utf8("{\"a\": 1}")).problem()).isEqualTo("400 import_unknown");
        assertThat(preview(alice, utf8("[1, 2]")).problem()).isEqualTo("400 import_unknown");
        assertThat(preview(alice, utf8("{\"format\": \"hearth.chats\", \"version\": 2, \"chats\": []}"))
                        .json()
                        .get("detail")
                        .asText())
                .isEqualTo("The file can’t be read: it comes from a newer version of Hearth; upgrade first.");
        var half = new String(file("chatgpt.json"), StandardCharsets.UTF_8);
        var cut = preview(alice, utf8(half.substring(0, half.length() / 2)));
        assertThat(cut.problem()).isEqualTo("400 import_unreadable");
        assertThat(alice.with("Cookie", alice.sessionCookie())
                        .with("Accept-Language", "zh")
                        .with("Origin", "http://127.0.0.1:" + house.port())
                        .post("/api/import/preview", Map.of("upload", upload(alice, utf8("[1, 2"))))
                        .json()
                        .get("detail")
                        .asText())
                .matches("无法读取文件：在 1:[0-9]+（行:列）处不是有效的 JSON。");
        var deep = "[".repeat(5_000) + "]".repeat(5_000);
        assertThat(preview(alice, utf8("[{\"mapping\": " + deep + "}]")).problem())
                .isEqualTo("400 import_unreadable");
    }

    @Test
    void whatWasReadBeforeABreakIsKeptAndTheBreakIsTold() {
        var whole = new String(file("claude.json"), StandardCharsets.UTF_8);
        var done = bring(alice, utf8(whole.substring(0, whole.length() - 40)));
        assertThat(done.get("state").asText()).isEqualTo("failed");
        assertThat(done.at("/problem/code").asText()).isEqualTo("import_unreadable");
        assertThat(done.get("chats").asInt()).isEqualTo(1);
        assertThat(chat(alice, "A tree in Claude").get("id").asText()).isNotEmpty();
    }

    @Test
    void aChatThatIsTooLargeIsLeftOutAndTheOthersCome() {
        var large = "{\"uuid\": \"big\", \"name\": \"Big\", \"chat_messages\": [{\"sender\": \"human\", \"text\": \""
                + "很长".repeat(2_000_000) + "\"}, " + "{\"sender\": \"human\", \"text\": \"" + "x".repeat(21 << 20) + "\"}]}";
        var small = "{\"uuid\": \"s\", \"name\": \"Small\", \"chat_messages\": [{\"sender\": \"human\", \"text\": \"Hi\"}]}";
        var done = bring(alice, utf8("[" + large + "," + small + "]"));
        assertThat(done.get("state").asText()).isEqualTo("done");
        assertThat(done.get("chats").asInt()).isEqualTo(1);
        assertThat(reasons(done.get("left"))).containsExactly("too_large 1");
        assertThat(branch(alice, chat(alice, "Small").get("id").asText())).containsExactly("user: Hi");
    }

    @Test
    void aFileMayHave50MegabytesAndNoMore() {
        var most = 50 << 20;
        assertThat(alice.post("/api/uploads", Map.of("name", "x", "type", "", "size", most, "use", "import"))
                        .status())
                .isEqualTo(200);
        assertThat(alice.post("/api/uploads", Map.of("name", "x", "type", "", "size", most + 1, "use", "import"))
                        .problem())
                .isEqualTo("413 too_large");
        assertThat(alice.post("/api/uploads", Map.of("name", "x", "type", "", "size", most))
                        .problem())
                .isEqualTo("413 too_large");
        assertThat(alice.post("/api/uploads", Map.of("name", "x", "type", "", "size", 1, "use", "other"))
                        .problem())
                .isEqualTo("400 invalid_field");
    }

    @Test
    void anUploadIsImportedByItsOwnerWhenItIsComplete() {
        var upload = alice.post("/api/uploads", Map.of("name", "x", "type", "", "size", 10, "use", "import"))
                .json()
                .get("id")
                .asText();
        assertThat(alice.post("/api/import", Map.of("upload", upload)).problem())
                .isEqualTo("409 conflict");
        assertThat(alice.post("/api/import/preview", Map.of("upload", upload)).problem())
                .isEqualTo("409 conflict");
        assertThat(alice.post("/api/import", Map.of("upload", "x")).problem()).isEqualTo("400 invalid_field");
        var whole = upload(alice, file("claude.json"));
        var bob = admin.invite("bob" + people + "@example.org");
        assertThat(bob.post("/api/import/preview", Map.of("upload", whole)).problem())
                .isEqualTo("404 not_found");
        assertThat(bob.post("/api/import", Map.of("upload", whole)).problem()).isEqualTo("404 not_found");
        assertThat(bob.get("/api/import").json().get("current").isNull()).isTrue();
    }

    @Test
    void aCancelledImportKeepsWhatCameAndTheSameFileBringsTheRest() {
        var chats = new ArrayList<String>();
        for (int i = 0; i < 3_000; i++) {
            chats.add("{\"uuid\": \"u" + i + "\", \"name\": \"Chat " + i
                    + "\", \"chat_messages\": [{\"uuid\": \"a\", \"sender\": \"human\", \"text\": \"Hi\"}]}");
        }
        var all = utf8("[" + String.join(",", chats) + "]");
        alice.post("/api/import", Map.of("upload", upload(alice, all))).ok();
        alice.delete("/api/import").ok();
        var cancelled = Exchanging.ended(alice);
        assertThat(cancelled.get("state").asText()).isEqualTo("cancelled");
        assertThat(cancelled.get("chats").asInt()).isLessThan(3_000);
        var rest = bring(alice, all);
        assertThat(rest.get("chats").asInt() + rest.get("there").asInt()).isEqualTo(3_000);
        assertThat(rest.get("there").asInt()).isEqualTo(cancelled.get("chats").asInt());
        alice.delete("/api/import").ok();
        assertThat(alice.get("/api/import").json().get("current").isNull()).isTrue();
    }

    @Test
    void noTextBreaksTheDatabaseAndNoTimeLiesInTheFuture() {
        var odd = "[{\"uuid\": \"odd\", \"name\": \"N\\u0000ul \\ud800 half\", \"created_at\": \"2199-01-01T00:00:00Z\","
                + " \"chat_messages\": [{\"uuid\": \"\\u0000\", \"sender\": \"human\", \"text\": \"a\\u0000b\", \"created_at\": \"no"
                + " time\"}]}]";
        var before = System.currentTimeMillis();
        assertThat(bring(alice, utf8(odd)).get("chats").asInt()).isEqualTo(1);
        var chat = chat(alice, "N�ul � half");
        assertThat(chat.get("updatedAt").asLong()).isBetween(before, System.currentTimeMillis());
        assertThat(branch(alice, chat.get("id").asText())).containsExactly("user: a�b");
    }

    private static List<String> reasons(JsonNode left) {
        var reasons = new ArrayList<String>();
        left.forEach(one ->
                reasons.add(one.get("reason").asText() + " " + one.get("count").asInt()));
        return reasons;
    }
}
