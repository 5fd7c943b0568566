package app.hearth.platform.config;

import app.hearth.platform.error.Bilingual;
import app.hearth.platform.error.Language;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the environment and `hearth.toml` say. The environment wins; among a setting's names the first one given wins.
public final class Config {
    /// Browsers keep no cookie longer; what is used never ends then, and what is forgotten does.
    static final Duration LONGEST = Duration.ofDays(400);

    private final Map<String, String> environment;
    private final Map<String, String> file;

    /// @param file the entries of `hearth.toml`, by setting name
    public Config(Map<String, String> environment, Map<String, String> file) {
        this.environment = Map.copyOf(environment);
        this.file = Map.copyOf(file);
    }

    /// A value and where it was found: `name` is the variable or key that gave it, empty for the built-in default.
    public record Found(String value, String name, Origin origin) {}

    public enum Origin {
        ENVIRONMENT,
        FILE,
        BUILT_IN
    }

    public Found find(Setting setting) {
        for (var source : List.of(Origin.ENVIRONMENT, Origin.FILE)) {
            var values = source == Origin.ENVIRONMENT ? environment : file;
            for (var name : setting.names()) {
                var value = values.get(name);
                if (value != null && !value.isBlank()) {
                    return new Found(value.strip(), name, source);
                }
            }
        }
        return new Found(setting.fallback(), "", Origin.BUILT_IN);
    }

    /// The value when one was given, without the built-in default.
    public Optional<Found> given(Setting setting) {
        var found = find(setting);
        return found.origin() == Origin.BUILT_IN ? Optional.empty() : Optional.of(found);
    }

    public String text(Setting setting) {
        return find(setting).value();
    }

    /// True for `true yes on 1`, false for `false no off 0`, in any case. Anything else is a [ConfigException].
    public boolean flag(Setting setting) {
        var found = find(setting);
        return switch (found.value().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0", "" -> false;
            default -> throw new ConfigException(setting, found, new Bilingual("true or false", "true 或 false"));
        };
    }

    public int number(Setting setting, int least, int most) {
        var found = find(setting);
        if (found.value().matches("-?[0-9]{1,9}")) {
            var number = Integer.parseInt(found.value());
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new ConfigException(setting, found, new Bilingual("a number from " + least + " to " + most, least + " 到 " + most + " 之间的数字"));
    }

    /// A time such as `90s`, `30m`, `12h`, `28d` or `4w`; a bare number means seconds, and Open WebUI's `-1`, never, [#LONGEST].
    public Duration duration(Setting setting) {
        var found = find(setting);
        var value = found.value().toLowerCase(Locale.ROOT);
        if (value.equals("-1")) {
            return LONGEST;
        }
        if (value.matches("[1-9][0-9]{0,8}[smhdw]?")) {
            var hasUnit = Character.isLetter(value.charAt(value.length() - 1));
            var number = Long.parseLong(hasUnit ? value.substring(0, value.length() - 1) : value);
            return switch (hasUnit ? value.charAt(value.length() - 1) : 's') {
                case 'm' -> Duration.ofMinutes(number);
                case 'h' -> Duration.ofHours(number);
                case 'd' -> Duration.ofDays(number);
                case 'w' -> Duration.ofDays(7 * number);
                default -> Duration.ofSeconds(number);
            };
        }
        throw new ConfigException(setting, found, new Bilingual("a time such as 12h, 28d or 4w", "时长，例如 12h、28d 或 4w"));
    }

    /// The same with one setting given as if by the environment.
    public Config with(Setting setting, String value) {
        var more = new HashMap<>(environment);
        setting.names().forEach(more::remove);
        more.put(setting.name(), value);
        return new Config(more, file);
    }

    /// A variable or key that is no setting of ours, as it was given.
    Optional<String> raw(String name) {
        return Optional.ofNullable(environment.get(name)).or(() -> Optional.ofNullable(file.get(name)));
    }

    Map<String, String> environment() {
        return environment;
    }

    /// All that was given, sorted.
    List<String> names() {
        return Stream.of(environment, file)
                .flatMap(map -> map.keySet().stream())
                .sorted()
                .distinct()
                .toList();
    }

    /// The parts of a list; empty parts are kept where they hold a place between others.
    public List<String> list(Setting setting, String separator) {
        var value = text(setting);
        var parts = new ArrayList<String>();
        if (!value.isBlank()) {
            for (var part : value.split(separator, -1)) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    /// A setting that can't be understood: the start ends with this sentence.
    public static final class ConfigException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Bilingual sentence;

        ConfigException(Setting setting, Found found, Bilingual wanted) {
            this(new Bilingual(
                    shown(setting, found) + " is not understood: give " + wanted.english() + ".",
                    shown(setting, found) + " 无法识别：请填写" + spaced(wanted.chinese()) + "。"));
        }

        public ConfigException(Bilingual sentence) {
            super(sentence.english());
            this.sentence = sentence;
        }

        public String sentence(Language language) {
            return sentence.in(language);
        }

        /// A secret stays one, even when it is wrong.
        private static String shown(Setting setting, Found found) {
            var name = found.name().isEmpty() ? setting.name() : found.name();
            return setting.secret() ? name : name + "=" + found.value();
        }

        private static String spaced(String chinese) {
            return chinese.codePointAt(0) < 0x2000 ? " " + chinese : chinese;
        }
    }
}
