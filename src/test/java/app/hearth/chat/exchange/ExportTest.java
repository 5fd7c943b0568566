package app.hearth.chat.exchange;

import static app.hearth.chat.exchange.Exchanging.bring;
import static app.hearth.chat.exchange.Exchanging.chat;
import static app.hearth.chat.exchange.Exchanging.file;
import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.platform.config.Config;
import app.hearth.platform.id.Ids;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people get to read and to keep.
class ExportTest {
    @TempDir
    static Path data;

    private static House house;
    private static Browser alice;

    @BeforeAll
    static void open() {
        house = new House(new Config(Map.of("PORT", "0", "HOST", "127.0.0.1"), Map.of()), data, Clock.systemUTC());
        alice = new Browser(house);
        alice.signUp("admin@example.org");
        bring(alice, file("chatgpt.json"));
        bring(alice, file("hearth.json"));
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static String export(String title, String query) {
        return "/api/chats/" + chat(alice, title).get("id").asText() + "/export" + query;
    }

    private static final String TITLE = "杭州两日行程 <b>“九溪”</b>";

    @Test
    void markdownHasTheShownBranchWithThoughtsFoldedAndWordsUntouched() {
        var answer =
                alice.get(export(TITLE, "?format=markdown&zone=Asia/Shanghai")).ok();
        assertThat(answer.header("Content-Type")).isEqualToIgnoringWhitespace("text/markdown;charset=utf-8");
        assertThat(answer.header("Content-Disposition"))
                .startsWith("attachment; filename=\"")
                .contains("filename*=UTF-8''%E6%9D%AD%E5%B7%9E%E4%B8%A4%E6%97%A5%E8%A1%8C%E7%A8%8B%20b%20%E2%80%9C")
                .endsWith(".md");
        assertThat(answer.text()).isEqualTo("""
            # 杭州两日行程 \\<b\\>“九溪”\\</b\\>

            ## You · 2024-06-10 14:13

            [file-abc]

            帮我规划杭州两日行程 🏖

            [notes.pdf]

            ## gpt-4o · 2024-06-10 14:13

            <details>
            <summary>Thinking</summary>

            > Plan
            >
            > Two days, West Lake first.

            </details>

            ```python
            print('`` 杭州')
            ```

            ```
            `` 杭州
            ```

            第一天：西湖。公式 $e^{i\\pi}+1=0$

            ## You · 2024-06-10 14:16

            第二天呢？

            ## gpt-4o · 2024-06-10 14:17

            九溪烟树。
            """);
    }

    @Test
    void allBranchesFollowOneAnother() {
        var text = alice.get(export(TITLE, "?format=text&branch=all")).ok().text();
        assertThat(text)
                .startsWith("杭州两日行程 <b>“九溪”</b>\n\nYou (1/2) · 2024-06-10 06:13\n")
                .containsSubsequence("第一天", "灵隐寺", "九溪烟树", "Another first answer", "An edited first question")
                .contains("\n[Thinking]\nPlan\n")
                .doesNotContain("<details>");
    }

    @Test
    void theWordsBetweenAreChineseForWhoReadsChinese() {
        var chinese = alice.with("Cookie", alice.sessionCookie()).with("Accept-Language", "zh-CN");
        var text = chinese.get(export("A tree  with two spaces", "")).ok().text();
        assertThat(text).contains("## 我 · ").contains("<summary>深度思考</summary>").contains("> > 想一想");
    }

    @Test
    void aFailureIsToldInTheText() {
        assertThat(alice.get(export("A tree  with two spaces", "?branch=all"))
                        .ok()
                        .text())
                .contains("Half\n\n> The link to 百炼 broke before the answer was complete.");
    }

    @Test
    void namesAreSafeOnEverySystem() {
        assertThat(ExportName.of("a/b\\c:d*e?f\"g<h>i|j\u0007", "chat", "md")).isEqualTo("a b c d e f g h i j.md");
        assertThat(ExportName.of("...", "chat", "md")).isEqualTo("chat.md");
        assertThat(ExportName.of("", "对话", "txt")).isEqualTo("对话.txt");
        assertThat(ExportName.of("con", "chat", "md")).isEqualTo("_con.md");
        assertThat(ExportName.of("LPT1.notes", "chat", "md")).isEqualTo("_LPT1.notes.md");
        assertThat(ExportName.of("The end. ", "chat", "json")).isEqualTo("The end.json");
        assertThat(ExportName.of("..\\..\\etc", "chat", "json")).isEqualTo("etc.json");
        assertThat(ExportName.of("龙".repeat(200), "chat", "json")).isEqualTo("龙".repeat(66) + ".json");
    }

    @Test
    void allChatsComeAsOneDocument() {
        var answer = alice.get("/api/export?format=json").ok();
        assertThat(answer.header("Content-Disposition")).contains("hearth-chats-");
        assertThat(answer.json().get("chats").findValuesAsText("title")).contains(TITLE, "A tree  with two spaces");
        assertThat(alice.get("/api/export?format=text").problem()).isEqualTo("400 invalid_field");
    }

    @Test
    void whatIsAskedWronglyIsSaid() {
        assertThat(alice.get(export(TITLE, "?format=docx")).problem()).isEqualTo("400 invalid_field");
        assertThat(alice.get(export(TITLE, "?branch=some")).problem()).isEqualTo("400 invalid_field");
        assertThat(alice.get(export(TITLE, "?zone=Nowhere/At_all")).problem()).isEqualTo("400 invalid_field");
        assertThat(alice.get("/api/chats/" + Ids.next() + "/export").problem()).isEqualTo("404 not_found");
    }
}
