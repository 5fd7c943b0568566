package app.hearth.platform.error;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// The sentences for people, in English and Chinese. `{name}` in a sentence is replaced by that argument.
public final class Messages {
    private static final Properties EN = load("/messages/errors.en.properties");
    private static final Properties ZH = load("/messages/errors.zh.properties");

    /// The sentence for `code` in `language`.
    public static String of(ErrorCode code, Map<String, String> arguments, Language language) {
        return fill(raw(code.id(), language), arguments, language);
    }

    /// The same with the reason in words (`reason.too_long`), which a page says beside the field. Other arguments stay what programs tell
    /// apart.
    public static Map<String, String> worded(Map<String, String> arguments, Language language) {
        var worded = new HashMap<>(arguments);
        worded.computeIfPresent(
                "reason", (name, reason) -> inWords(name, reason, language).orElse(reason));
        return worded;
    }

    private static Optional<String> inWords(String name, String value, Language language) {
        return Optional.ofNullable((language == Language.ZH ? ZH : EN).getProperty(name + "." + value));
    }

    static String raw(String key, Language language) {
        return (language == Language.ZH ? ZH : EN).getProperty(key, key);
    }

    private static String fill(String sentence, Map<String, String> arguments, Language language) {
        // an argument such as a reason may itself be a catalogue key, `reason.too_long`; its words may name other arguments
        for (var argument : arguments.entrySet()) {
            var words = inWords(argument.getKey(), argument.getValue(), language);
            if (words.isPresent()) {
                sentence = sentence.replace("{" + argument.getKey() + "}", words.get());
            }
        }
        for (var argument : arguments.entrySet()) {
            sentence = sentence.replace("{" + argument.getKey() + "}", argument.getValue());
        }
        return sentence.replaceAll("\\{[a-zA-Z]+}", "").strip();
    }

    private static Properties load(String name) {
        try (var in = new InputStreamReader(Messages.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            var properties = new Properties();
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Messages() {}
}
