package app.hearth.provider.openai;

import static app.hearth.provider.UpstreamModel.Thinks.ALWAYS;
import static app.hearth.provider.UpstreamModel.Thinks.EFFORT;
import static app.hearth.provider.UpstreamModel.Thinks.NONE;
import static app.hearth.provider.UpstreamModel.Thinks.SWITCH;
import static app.hearth.provider.UpstreamModel.Thinks.UNKNOWN;

import app.hearth.provider.openai.Quirks.Echo;
import app.hearth.provider.openai.Quirks.Prefill;
import app.hearth.provider.openai.Quirks.Wire;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Which host and model has which quirks. Rows apply from top to bottom, each to what those above it made.
public final class QuirkTable {
    /// Stands for the host of a model that the house runs itself.
    public static final String LOCAL = "local";
    /// Stands for every host of Bailian.
    public static final String BAILIAN = "bailian";

    private record Row(Pattern host, Pattern model, UnaryOperator<Quirks> change) {}

    private static final String ANY = ".*";
    /// Servers that people run themselves, and gateways: their templates take the switch, their parsers are often not set up.
    private static final String SELF_RUN =
            "(?!bailian$|.*\\.(openai|deepseek|bigmodel|z|moonshot|siliconflow|volces|openrouter|mistral)\\.).*";

    private static final List<Row> ROWS = List.of(
            // models that think, wherever they run
            row(
                    ANY,
                    "o[1-9](-.*)?",
                    q -> q.thinking(Wire.EFFORT, EFFORT)
                            .withEfforts("low", "medium", "high")
                            .completionTokens(true)),
            row(
                    ANY,
                    "gpt-5(-.*)?",
                    q -> q.thinking(Wire.EFFORT, EFFORT)
                            .withEfforts("minimal", "low", "medium", "high")
                            .completionTokens(true)),
            row(
                    ANY,
                    "gpt-5\\.\\d.*",
                    q -> q.thinking(Wire.EFFORT, EFFORT)
                            .withEfforts("none", "low", "medium", "high")
                            .completionTokens(true)),
            row(ANY, "gpt-5.*-chat.*", q -> q.thinking(Wire.EFFORT, NONE).withEfforts()),
            row(ANY, "gpt-oss.*", q -> q.thinking(Wire.EFFORT, EFFORT).withEfforts("low", "medium", "high")),
            row(ANY, "(gpt-4|gpt-3|chatgpt-).*", q -> q.thinking(Wire.EFFORT, NONE)),
            row(ANY, "(qwq|qvq|deepseek-r1|deepseek-reasoner).*|.*-thinking(-.*)?", q -> q.thinking(Wire.EFFORT, ALWAYS)),
            row(
                    SELF_RUN,
                    "(qwen-?3|glm-4\\.[5-9]|deepseek-v3\\.[12])(?!.*(instruct|coder|thinking|embed|rerank)).*",
                    q -> q.thinking(Wire.TEMPLATE, SWITCH)),
            row(SELF_RUN, "(qwq-32b|deepseek-r1|qwen-?3.*-thinking).*", q -> q.withOpeningInPrompt()),
            row(LOCAL, ANY, q -> q.thinking(Wire.TEMPLATE, q.thinks())),
            // hosts
            row(".*\\.openai\\.(com|azure\\.com)", ANY, q -> q.completionTokens(q.fixedSampling())),
            row("api\\.deepseek\\.com", ANY, q -> q.echo(Echo.TOOL_LOOP)),
            row("api\\.deepseek\\.com", "deepseek-(chat|v).*", q -> q.thinking(Wire.TYPE, SWITCH)),
            row("open\\.bigmodel\\.cn|api\\.z\\.ai", "glm-(4\\.[5-9]|[5-9]).*", q -> q.thinking(Wire.TYPE, SWITCH)),
            row("api\\.moonshot\\.(cn|ai)", ANY, q -> q.prefill(Prefill.PARTIAL).echo(Echo.TOOL_LOOP)),
            row("api\\.moonshot\\.(cn|ai)", "kimi-k2\\.[56].*", q -> q.thinking(Wire.TYPE, SWITCH)),
            row("ark\\..*\\.volces\\.com", ANY, q -> q.thinking(Wire.TYPE, UNKNOWN)),
            row("api\\.siliconflow\\.(cn|com)", ANY, q -> q.thinking(Wire.ENABLE, q.thinks() == ALWAYS ? ALWAYS : UNKNOWN)),
            row("openrouter\\.ai", ANY, q -> q.thinking(Wire.REASONING, q.thinks())),
            row("api\\.mistral\\.ai", ANY, q -> q.prefill(Prefill.PREFIX)),
            // Bailian; who thinks there stands in its catalogue
            row(
                    BAILIAN,
                    ANY,
                    q -> q.thinking(Wire.ENABLE, q.thinks())
                            .withEfforts()
                            .withOpenEnds()
                            .prefill(Prefill.PARTIAL)
                            .echo(Echo.TOOL_LOOP)),
            row(BAILIAN, "qwq.*", Quirks::withSystemInUser),
            row(BAILIAN, "qwen3\\.8-.*", q -> q.withEfforts("low", "medium", "xhigh")),
            row(BAILIAN, "qwen3\\.8-(max|flash).*", q -> q.echo(Echo.ALWAYS)),
            row(BAILIAN, "deepseek-v4.*|glm-5.*|kimi-(k2\\.[6-9]|k[3-9]).*", q -> q.withEfforts("high", "max")),
            row(BAILIAN, "minimax-m3.*", q -> q.thinking(Wire.ADAPTIVE, SWITCH)));

    /// @param host of the base address, or one of the two words above
    /// @param model the upstream's id; a vendor before a slash is not looked at, nor is upper case
    public static Quirks of(String host, String model) {
        var name = model.substring(model.lastIndexOf('/') + 1);
        var quirks = Quirks.NONE;
        for (var row : ROWS) {
            if (row.host().matcher(host).matches() && row.model().matcher(name).matches()) {
                quirks = row.change().apply(quirks);
            }
        }
        return quirks;
    }

    private static Row row(String host, String model, UnaryOperator<Quirks> change) {
        return new Row(Pattern.compile(host, Pattern.CASE_INSENSITIVE), Pattern.compile(model, Pattern.CASE_INSENSITIVE), change);
    }

    private QuirkTable() {}
}
