package app.hearth.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the environment and `hearth.toml` say. The environment wins; among a setting's names the first one given wins.
public final class Config {
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
            default -> throw new ConfigException(found, "true or false");
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
        throw new ConfigException(found, "a number from " + least + " to " + most);
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

        ConfigException(Found found, String wanted) {
            this(found.name() + "=" + found.value() + " is not understood: give " + wanted + ".");
        }

        public ConfigException(String message) {
            super(message);
        }
    }
}
