package app.hearth.platform.config;

import app.hearth.platform.error.Bilingual;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Names that were probably meant otherwise.
public final class Names {
    /// What the launcher, the tests and the benchmarks read, not the server.
    private static final Set<String> ELSEWHERE = Set.of(
            ConfigFile.VARIABLE,
            "HEARTH_JAVA_OPTIONS",
            "HEARTH_JAVA_HOME",
            "HEARTH_AOT",
            "HEARTH_JAR",
            "HEARTH_SHOTS",
            "HEARTH_DEV_SERVER");

    /// A line for each variable that begins like ours and is none.
    public static List<Bilingual> warnings(Config config) {
        var all = new ArrayList<Bilingual>();
        for (var name : config.environment().keySet().stream().sorted().toList()) {
            if (name.startsWith("HEARTH_")
                    && !name.startsWith("HEARTH_TEST_")
                    && !name.startsWith("HEARTH_BENCH_")
                    && !ELSEWHERE.contains(name)
                    && Settings.named(name).isEmpty()) {
                var near = nearest(name);
                all.add(new Bilingual(
                        "There is no setting " + name
                                + near.map(other -> "; did you mean " + other + "?")
                                        .orElse("; it is ignored."),
                        "没有名为 " + name + " 的设置"
                                + near.map(other -> "，是否想写 " + other + "？").orElse("，已忽略。")));
            }
        }
        return all;
    }

    /// The setting's name that is at most a third of the letters away.
    static Optional<String> nearest(String given) {
        String best = null;
        var least = Math.max(2, given.length() / 3) + 1;
        for (var setting : Settings.all()) {
            for (var name : setting.names()) {
                for (var form : List.of(name, name.replaceFirst("^(HEARTH|WEBUI)_", ""))) {
                    var far = distance(given.toUpperCase(Locale.ROOT), form);
                    if (far < least) {
                        least = far;
                        best = name;
                    }
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /// Levenshtein's, in one row.
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                var change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private Names() {}
}
