package app.hearth.platform.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.search.Index.Doc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexTest {
    private static final long NOW = 1_800_000_000_000L;

    @TempDir
    Path folder;

    private Index index;

    @BeforeEach
    void open() {
        index = new Index(folder);
        index.open();
    }

    @AfterEach
    void close() {
        index.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "天气 | 今天上海的天气很好，我们去散步",
                "炉 | 炉边是一个自托管的聊天程序",
                "大模型 | 什么是大模型的微调？",
                "上海天气预报 | 上海的天气预报说明天有雨",
                "天氣 | 今天天气很好",
                "模型 | 大語言模型（LLM）",
                "GPT大模型 | 我想比较 GPT-4 和其他大模型",
                "gpt | ＧＰＴ 全角字母",
                "１２３ | 订单 123 已发货",
                "\"数据库连接\" | 检查数据库连接是否正常",
                "「数据库连接」 | 检查数据库连接是否正常",
                "部署 docker | 用 Docker 部署炉边",
                "deploying | How do I deploy this with docker?",
                "configure | it was configured by hand",
                "model | three models compared",
                "cafe | Le Café est fermé",
                "MÜLLER | Herr muller",
                "hear | Hearth is a house",
                "java virt | virtual threads in Java",
                "\"virtual threads\" | about Virtual Threads here",
                "user's | the users of it",
                "foo-bar | the option foo-bar is set",
                "ファイル | ファイルを開く",
                "привет | Привет, мир",
                "한국어 | 한국어 문장입니다",
                "🦊 | a fox 🦊 ran"
            })
    void theWordsAreFoundInTheText(String question, String text) {
        index.put(List.of(doc("1", text), doc("2", "nothing of that 別的東西")));
        index.refresh();
        assertThat(find(question)).isEqualTo("1");
        assertThat(Snippet.of(text, Question.of(question).orElseThrow())).anyMatch(Snippet.Piece::hit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "气天 | 今天上海的天气很好",
                "天空 | 今天天气很好，天上有云，房间空着",
                "\"threads virtual\" | virtual threads",
                "\"天气上海\" | 上海天气",
                "java python | only Java here",
                "hear  | Hearth is a house",
                "deploy nothing | how to deploy",
                "上海天气预报 | 北京的天气"
            })
    void whatIsNotThereIsNotFound(String question, String text) {
        index.put(List.of(doc("1", text)));
        index.refresh();
        assertThat(find(question.equals("hear") ? "hear " : question)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"\"", "???", "“”", "，。", "-", "\"", "()"})
    void withoutAWordThereIsNoQuestion(String text) {
        assertThat(Question.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a AND OR NOT", "text:secret", "a*b?", "((((", "\"unclosed 引号", "/re.*/", "[a TO b]", "~1 ^2 \\"})
    void operatorsOfOtherEnginesAreJustText(String text) {
        index.put(List.of(doc("1", "a and or not text secret")));
        index.refresh();
        Question.of(text).ifPresent(question -> index.search(question, "alice", NOW, 10));
    }

    @Test
    void theBetterAnswerComesFirst() {
        index.put(List.of(
                doc("scattered", "模型很大，我用它来写诗。微调的方法有很多，大家都说好，型号也多。大模也行，模型也行"),
                doc("text", "怎样微调大模型"),
                new Doc("title", "g", "alice", NOW, "大模型", "")));
        index.refresh();
        assertThat(find("大模型")).isEqualTo("title text");
        index.put(List.of(
                new Doc("old", "g", "alice", NOW - 400L * 24 * 3_600_000, "", "kubernetes notes"),
                new Doc("new", "g", "alice", NOW, "", "kubernetes notes")));
        index.refresh();
        assertThat(find("kubernetes")).isEqualTo("new old");
        index.put(List.of(doc("far", "天上有云，天上的气很好，上海很大，海天一色，预先报告"), doc("near", "上海的天气预报")));
        index.refresh();
        assertThat(find("上海天气预报")).startsWith("near");
    }

    @Test
    void onlyTheOwnersDocumentsAreFound() {
        index.put(List.of(doc("1", "secret plan"), new Doc("2", "g", "bob", NOW, "secret", "secret plan")));
        index.refresh();
        assertThat(find("secret")).isEqualTo("1");
        assertThat(index.owners()).containsExactlyInAnyOrder("alice", "bob");
    }

    @Test
    void documentsAreReplacedAndRemoved() {
        index.put(List.of(
                doc("1", "first text"),
                new Doc("2", "chat", "alice", NOW, "", "second"),
                new Doc("3", "chat", "alice", NOW, "", "third"),
                new Doc("4", "x", "bob", NOW, "", "fourth")));
        index.put(List.of(doc("1", "other words")));
        index.refresh();
        assertThat(find("first")).isEmpty();
        assertThat(find("other")).isEqualTo("1");
        assertThat(index.present(List.of("1", "2", "9"))).containsExactly("1", "2");
        index.removeGroup("chat");
        index.remove(List.of("1"));
        index.refresh();
        assertThat(index.size()).isEqualTo(1);
        index.removeOwner("bob");
        index.refresh();
        assertThat(index.size()).isZero();
    }

    @Test
    void whatWasNotCommittedIsGoneAfterACrash() {
        index.put(List.of(doc("1", "kept")));
        index.commit(Map.of("at", "7"));
        index.put(List.of(doc("2", "lost")));
        index.refresh();
        assertThat(find("lost")).isEqualTo("2");
        index.reopen(false);
        assertThat(find("kept")).isEqualTo("1");
        assertThat(find("lost")).isEmpty();
        assertThat(index.mark()).containsEntry("at", "7");
    }

    @Test
    void aBrokenIndexIsEmptiedAndSaysSo() throws IOException {
        index.put(List.of(doc("1", "kept")));
        index.commit(Map.of("at", "7"));
        index.close();
        for (var file : files()) {
            if (file.getFileName().toString().startsWith("segments")) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        open();
        assertThat(index.mark()).isEmpty();
        assertThat(index.size()).isZero();
        index.put(List.of(doc("1", "again")));
        index.refresh();
        assertThat(find("again")).isEqualTo("1");
    }

    @Test
    void aFlippedBitIsFound() throws IOException {
        for (int i = 0; i < 300; i++) {
            index.put(List.of(doc("" + i, "number " + i + " has words of its own: " + Integer.toString(i * 7919, 36))));
        }
        index.commit(Map.of("at", "7"));
        index.verify();
        index.close();
        for (var file : files()) {
            var name = file.getFileName().toString();
            if (name.endsWith(".cfs") || name.endsWith(".doc")) {
                var bytes = Files.readAllBytes(file);
                for (int quarter = 1; quarter < 4; quarter++) {
                    bytes[bytes.length / 4 * quarter] ^= 1;
                }
                Files.write(file, bytes);
            }
        }
        open();
        assertThatThrownBy(index::verify).isInstanceOf(RuntimeException.class);
        index.reopen(true);
        index.verify();
        assertThat(index.size()).isZero();
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static Doc doc(String id, String text) {
        return new Doc(id, "g" + id, "alice", NOW, "", text);
    }

    /// The ids that alice finds, best first.
    private String find(String question) {
        return index.search(Question.of(question).orElseThrow(), "alice", NOW, 10).stream()
                .map(Index.Hit::id)
                .collect(Collectors.joining(" "));
    }
}
