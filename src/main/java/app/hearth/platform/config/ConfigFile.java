package app.hearth.platform.config;

import app.hearth.platform.error.Bilingual;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `hearth.toml`. A key is a setting's name in any case, with or without its `HEARTH_` or `WEBUI_`; a table's name goes before its keys:
/// `[openai] api_keys = ["…"]` is `OPENAI_API_KEYS`.
///
/// @param values by setting name, or by key in capitals where no setting has it
public record ConfigFile(Optional<Path> path, Map<String, String> values, List<Bilingual> warnings) {
    public static final String NAME = "hearth.toml";
    /// Names the file when it lies elsewhere.
    public static final String VARIABLE = "HEARTH_CONFIG";

    /// The file that the environment names, else the one in the working folder, else the one in the data folder, else nothing.
    public static ConfigFile find(Map<String, String> environment, Path workingFolder) {
        var named = environment.getOrDefault(VARIABLE, "");
        if (!named.isBlank()) {
            return read(workingFolder.resolve(named));
        }
        var here = workingFolder.resolve(NAME);
        var inData = workingFolder
                .resolve(new Config(environment, Map.of()).text(Settings.DATA))
                .resolve(NAME);
        return Stream.of(here, inData)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(ConfigFile::read)
                .orElse(nothing());
    }

    private static ConfigFile nothing() {
        return new ConfigFile(Optional.empty(), Map.of(), List.of());
    }

    static ConfigFile read(Path path) {
        try {
            var values = new LinkedHashMap<String, String>();
            var warnings = new ArrayList<Bilingual>();
            read(new TomlMapper().readTree(Files.readString(path)), "", path, values, warnings);
            return new ConfigFile(Optional.of(path), Map.copyOf(values), List.copyOf(warnings));
        } catch (JsonProcessingException e) {
            var where = path + ":" + e.getLocation().getLineNr();
            var why = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new Config.ConfigException(new Bilingual(where + ": this is not TOML: " + why, where + "：不是有效的 TOML：" + why));
        } catch (IOException e) {
            throw new Config.ConfigException(new Bilingual(
                    path + " can't be read: " + e.getClass().getSimpleName(),
                    "无法读取 " + path + "：" + e.getClass().getSimpleName()));
        }
    }

    private static void read(JsonNode table, String prefix, Path path, Map<String, String> values, List<Bilingual> warnings) {
        for (var entry : table.properties()) {
            var key = prefix + entry.getKey().toUpperCase(Locale.ROOT).replace('-', '_');
            var value = entry.getValue();
            var setting = Stream.of("", "HEARTH_", "WEBUI_")
                    .flatMap(start -> Settings.named(start + key).stream())
                    .findFirst();
            if (setting.isPresent()) {
                values.put(setting.get().name(), text(value, setting.get()));
            } else if (value.isObject()) {
                read(value, key + "_", path, values, warnings);
            } else if (Foreign.of(key).isPresent()) {
                values.put(key, value.asText());
            } else {
                var near = Names.nearest(key);
                warnings.add(new Bilingual(
                        path + ": there is no setting “" + entry.getKey() + "”"
                                + near.map(name -> "; did you mean " + name + "?")
                                        .orElse("."),
                        path + "：没有名为“" + entry.getKey() + "”的设置"
                                + near.map(name -> "，是否想写 " + name + "？").orElse("。")));
            }
        }
    }

    private static String text(JsonNode value, Setting setting) {
        if (value.isObject()) {
            return value.toString();
        }
        if (value.isArray()) {
            var parts = new ArrayList<String>();
            value.forEach(part -> parts.add(part.asText()));
            return String.join(setting.separator(), parts);
        }
        return value.asText();
    }
}
