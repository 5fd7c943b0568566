package app.hearth.platform.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SnippetTest {
    @Test
    void whatWasAskedForIsMarked() {
        assertThat(marked("我想微调一个大模型，小模型也行", "大模型")).isEqualTo("我想微调一个[大模型]，小[模型]也行");
        assertThat(marked("How to deploy: deployed, deploys", "deploying")).isEqualTo("How to [deploy]: [deployed], [deploys]");
        assertThat(marked("Hearth hears", "hea")).isEqualTo("[Hearth] [hears]");
        assertThat(marked("ＧＰＴ-4 与繁體中文", "gpt 繁体")).isEqualTo("[ＧＰＴ]-4 与[繁體]中文");
        assertThat(marked("型号不是模型", "模型")).isEqualTo("型号不是[模型]");
        assertThat(marked("炉边", "炉")).isEqualTo("[炉]边");
    }

    @Test
    void markupStaysTextInPieces() {
        assertThat(marked("<b onclick=alert(1)>bold</b> & <script>", "bold")).isEqualTo("<b onclick=alert(1)>[bold]</b> & <script>");
    }

    @Test
    void theWindowIsWhereMostWordsAre() {
        var text = "docker once. " + "filler ".repeat(100) + "then docker with nginx " + "filler ".repeat(100);
        var snippet = marked(text, "docker nginx");
        assertThat(snippet).startsWith("…").endsWith("…").contains("[docker] with [nginx]");
        assertThat(snippet.length()).isLessThan(180);
    }

    @Test
    void whiteSpaceIsOneSpaceAndCharactersStayWhole() {
        assertThat(marked("a\n\n\tb\u0000c", "b")).isEqualTo("a [b] c");
        var foxes = "🦊".repeat(41) + " 关键词 " + "🦊".repeat(200);
        assertThat(marked(foxes, "关键词")).contains("[关键词]").doesNotContain("?");
        for (var piece : Snippet.of(foxes, Question.of("关键词").orElseThrow())) {
            assertThat(piece.text().codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff))
                    .isTrue();
        }
    }

    @Test
    void aHitFarDownInAHugeTextIsShown() {
        var text = "filler ".repeat(40_000) + "上海的天气 " + "filler ".repeat(40_000) + "the needle";
        assertThat(marked(text, "天气")).startsWith("…").endsWith("…").contains("上海的[天气]");
        assertThat(marked(text, "needle")).startsWith("…").endsWith("the [needle]");
        assertThat(marked(text, "nothing")).startsWith("filler").endsWith("…");
        var between = "x".repeat(99_995) + " hearthside " + "x".repeat(100_000);
        assertThat(marked(between, "hearthside")).contains("[hearthside]");
    }

    @Test
    void withoutAHitTheBeginningIsShown() {
        assertThat(marked("x ".repeat(300), "other")).startsWith("x x x").endsWith("…");
        assertThat(marked("", "other")).isEmpty();
    }

    private static String marked(String text, String question) {
        return Snippet.of(text, Question.of(question).orElseThrow()).stream()
                .map(piece -> piece.hit() ? "[" + piece.text() + "]" : piece.text())
                .collect(Collectors.joining());
    }
}
