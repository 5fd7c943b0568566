package app.hearth.platform.config;

import app.hearth.platform.error.Language;
import java.util.ArrayList;
import java.util.List;

/// What `./hearth config explain` and `./hearth config doc` print.
public final class Explain {
    /// Each setting, its value and where it comes from; secrets are hidden.
    public static String values(Config config, ConfigFile file, Language language) {
        var chinese = language == Language.ZH;
        var rows = new ArrayList<List<String>>();
        rows.add(chinese ? List.of("设置", "值", "来源") : List.of("setting", "value", "from"));
        for (var setting : Settings.all()) {
            var found = config.find(setting);
            var value = found.value().isEmpty() ? "–" : setting.secret() ? chinese ? "（已隐藏）" : "(hidden)" : oneLine(found.value());
            var from = switch (found.origin()) {
                case ENVIRONMENT -> (chinese ? "环境变量 " : "environment ") + found.name();
                case FILE -> file.path().map(Object::toString).orElse(ConfigFile.NAME);
                case BUILT_IN -> chinese ? "默认" : "default";
            };
            rows.add(List.of(setting.name(), value, from));
        }
        return table(rows);
    }

    /// `docs/config.md` or `docs/config.zh.md`.
    public static String document(Language language) {
        var chinese = language == Language.ZH;
        var out = new StringBuilder(chinese ? DOCUMENT_ZH : DOCUMENT_EN);
        for (var setting : Settings.all()) {
            var names = setting.names().stream().map(name -> "`" + name + "`").toList();
            var meaning = chinese ? setting.chinese() : setting.english();
            out.append("| ")
                    .append(String.join("<br>", names))
                    .append(" | ")
                    .append(setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`")
                    .append(" | ")
                    .append(meaning.replace("|", "\\|"))
                    .append(" |\n");
        }
        out.append(chinese ? FOREIGN_ZH : FOREIGN_EN);
        for (var foreign : Foreign.all()) {
            var stops = chinese ? "拒绝启动" : "stops the start";
            var goesOn = chinese ? "忽略并提示" : "a warning";
            out.append("| `")
                    .append(foreign.name())
                    .append("` | ")
                    .append(chinese ? "不支持" : "does not ")
                    .append(foreign.missing().in(language))
                    .append(" | ")
                    .append(foreign.unsafe() ? stops : goesOn)
                    .append(" |\n");
        }
        return out.toString();
    }

    private static String oneLine(String value) {
        return value.lines().findFirst().orElse("");
    }

    private static String table(List<List<String>> rows) {
        var out = new StringBuilder();
        var widths = new int[2];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                out.append(row.get(i)).repeat(" ", widths[i] - width(row.get(i)) + 2);
            }
            out.append(row.getLast()).append('\n');
        }
        return out.toString();
    }

    /// Columns in a terminal: Chinese takes two.
    private static int width(String text) {
        return text.codePoints().map(c -> c >= 0x2E80 ? 2 : 1).sum();
    }

    private static final String DOCUMENT_EN = """
        # Settings

        Made by `./hearth config doc`; do not edit. `./hearth config explain` prints what counts here and where it comes from.

        The environment wins over `hearth.toml`, and that over the settings in the page; what one of the first two sets is fixed there.
        `hearth.toml` lies beside the program or in the data folder, or where `HEARTH_CONFIG` says. Its keys are these names in any case,
        with or without `HEARTH_` and `WEBUI_`; lists may be arrays. Of several names of a setting the first one given counts.
        A value that can't be understood stops the start with one sentence and exit code 14.

        ```toml
        port = 8080
        bailian_api_key = "sk-…"

        [openai]
        api_base_urls = ["https://api.example.com/v1"]
        api_keys = ["sk-…"]
        ```

        | name | default | meaning |
        |---|---|---|
        """;

    private static final String DOCUMENT_ZH = """
        # 设置

        由 `./hearth config doc` 生成，请勿手改。`./hearth config explain --zh` 显示当前值及其来源。

        优先级：环境变量 > `hearth.toml` > 页面中的设置；前两者设置的项目在页面中不可修改。
        `hearth.toml` 放在程序旁或数据文件夹中，也可用 `HEARTH_CONFIG` 指定。键名即下表中的名字，不分大小写，
        可省略 `HEARTH_` 与 `WEBUI_`；列表可写成数组。一个设置有多个名字时，以排在前面且已设置的为准。
        无法识别的值会让启动停止，给出一句说明，退出码 14。

        ```toml
        port = 8080
        bailian_api_key = "sk-…"

        [openai]
        api_base_urls = ["https://api.example.com/v1"]
        api_keys = ["sk-…"]
        ```

        | 名字 | 默认值 | 含义 |
        |---|---|---|
        """;

    private static final String FOREIGN_EN = """

        ## Open WebUI's names that this version can't honour

        One that is set gets a line at the start; where ignoring it would not be safe, the house does not start (exit code 14).

        | name | this version | when set |
        |---|---|---|
        """;

    private static final String FOREIGN_ZH = """

        ## 此版本不支持的 Open WebUI 设置

        设置了其中某项时，启动会给出一行提示；忽略会带来安全问题的，则拒绝启动（退出码 14）。

        | 名字 | 此版本 | 设置后 |
        |---|---|---|
        """;

    private Explain() {}
}
