package app.hearth.platform.config;

import app.hearth.platform.config.Config.ConfigException;
import app.hearth.platform.egress.EgressRules;
import app.hearth.platform.error.Bilingual;
import app.hearth.platform.error.Language;
import app.hearth.platform.json.Json;
import app.hearth.platform.text.Authority;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What each setting's value must look like. All of them are checked before anything is opened; what stands not here is any text.
public final class Checks {
    @FunctionalInterface
    private interface Check {
        /// Throws [ConfigException] when the value is none.
        void check(Config config, Setting setting);
    }

    @FunctionalInterface
    private interface Test {
        boolean test(String value);
    }

    private static final Map<Setting, Check> ALL = new LinkedHashMap<>();

    static {
        var address = new Bilingual("an address that begins with http:// or https://", "以 http:// 或 https:// 开头的地址");
        var ranges = new Bilingual("addresses or ranges such as 10.0.0.0/8, separated by commas", "地址或网段，例如 10.0.0.0/8，用逗号分隔");
        put(Settings.PORT, (config, setting) -> config.number(setting, 0, 65_535));
        put(Settings.RELAYS, (config, setting) -> config.number(setting, 1, 100_000));
        put(
                Settings.HOST,
                new Bilingual("an address of this machine, such as 0.0.0.0 or 127.0.0.1", "本机的地址，例如 0.0.0.0 或 127.0.0.1"),
                value -> value.matches("[0-9A-Za-z.:%_\\[\\]-]+"));
        put(Settings.DATABASE_URL, (config, _) -> Database.of(config, Path.of("")));
        put(
                Settings.ADMIN_EMAIL,
                new Bilingual("an e-mail address", "邮箱地址"),
                value -> value.isEmpty() || value.matches("[^@\\s]{1,64}@[^@\\s]{1,190}"));
        put(Settings.URL, address, value -> value.isEmpty() || isWeb(value));
        put(Settings.TRUSTED_PROXIES, ranges, Checks::isRanges);
        put(Settings.EGRESS_ALLOW, ranges, Checks::isRanges);
        for (var flag : List.of(
                Settings.SIGN_UP,
                Settings.OFFLINE,
                Settings.OPENAI_ENABLED,
                Settings.OLLAMA_ENABLED,
                Settings.AUTH,
                Settings.API_KEYS,
                Settings.TITLES,
                Settings.ACCEPT_KEY)) {
            put(flag, Config::flag);
        }
        put(Settings.DEFAULT_ROLE, List.of("pending", "user", "admin"));
        put(Settings.LOG_LEVEL, List.of("error", "warning", "info", "debug"));
        put(Settings.SESSION_LIFE, (config, setting) -> config.duration(setting));
        var addresses =
                new Bilingual("addresses that begin with http:// or https://, `;` between them", "以 http:// 或 https:// 开头的地址，多个用分号分隔");
        put(Settings.OPENAI_URLS, addresses, Checks::isWebList);
        put(Settings.OLLAMA_URLS, addresses, Checks::isWebList);
        put(Settings.OPENAI_CONFIGS, new Bilingual("a JSON object", "一个 JSON 对象"), value -> value.isEmpty() || isObject(value));
        put(Settings.BAILIAN_URL, address, value -> value.isEmpty() || isWeb(value));
        put(
                Settings.CORS,
                new Bilingual("* or origins such as https://example.com, `;` between them", "* 或网站来源，例如 https://example.com，多个用分号分隔"),
                value -> value.equals("*") || isWebList(value));
    }

    /// Every wrong value, one sentence each; empty when the house may start.
    public static List<String> problems(Config config, Language language) {
        var all = new ArrayList<String>();
        for (var check : ALL.entrySet()) {
            try {
                check.getValue().check(config, check.getKey());
            } catch (ConfigException e) {
                all.add(e.sentence(language));
            }
        }
        var hasEmail = config.given(Settings.ADMIN_EMAIL).isPresent();
        if (hasEmail != config.given(Settings.ADMIN_PASSWORD).isPresent()) {
            var given = (hasEmail ? Settings.ADMIN_EMAIL : Settings.ADMIN_PASSWORD).name();
            var missing = (hasEmail ? Settings.ADMIN_PASSWORD : Settings.ADMIN_EMAIL).name();
            all.add(new Bilingual(given + " needs " + missing + " beside it.", "设置 " + given + " 时还需要设置 " + missing + "。").in(language));
        }
        return all;
    }

    private static void put(Setting setting, Check check) {
        ALL.put(setting, check);
    }

    private static void put(Setting setting, Bilingual wanted, Test good) {
        put(setting, (config, _) -> {
            if (!good.test(config.text(setting))) {
                throw new ConfigException(setting, config.find(setting), wanted);
            }
        });
    }

    private static void put(Setting setting, List<String> choices) {
        var first = choices.subList(0, choices.size() - 1);
        var wanted =
                new Bilingual(String.join(", ", first) + " or " + choices.getLast(), String.join("、", first) + " 或 " + choices.getLast());
        put(setting, wanted, value -> choices.contains(value.toLowerCase(Locale.ROOT)));
    }

    private static boolean isWeb(String value) {
        try {
            var uri = URI.create(value);
            return Authority.of(uri).isPresent()
                    && uri.getScheme().toLowerCase(Locale.ROOT).matches("https?");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Empty parts hold a place between others.
    private static boolean isWebList(String value) {
        for (var part : value.split(";")) {
            if (!part.isBlank() && !isWeb(part.strip())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRanges(String value) {
        try {
            new EgressRules(value, false);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isObject(String value) {
        try {
            return Json.parse(value).isObject();
        } catch (RuntimeException e) {
            return false; // the parser's own words help nobody at a start
        }
    }

    private Checks() {}
}
