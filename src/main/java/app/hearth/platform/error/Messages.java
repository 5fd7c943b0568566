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
            sentence = with(sentence, "{" + argument.getKey() + "}", argument.getValue());
        }
        return sentence.replaceAll("\\{[a-zA-Z]+}", "").strip();
    }

    /// Between a Chinese character and a Latin letter or digit stands a space; whether an argument begins and ends with the one or the
    /// other
    /// is not known to the sentence.
    private static String with(String sentence, String place, String value) {
        for (int at = sentence.indexOf(place); at >= 0; at = sentence.indexOf(place, at + value.length())) {
            var before = sentence.substring(0, at);
            var after = sentence.substring(at + place.length());
            var gap = !value.isEmpty() && !before.isEmpty() && isMixed(before.charAt(before.length() - 1), value.charAt(0)) ? " " : "";
            var end = !value.isEmpty() && !after.isEmpty() && isMixed(value.charAt(value.length() - 1), after.charAt(0)) ? " " : "";
            sentence = before + gap + value + end + after;
        }
        return sentence;
    }

    private static boolean isMixed(char a, char b) {
        return isHan(a) && isLatin(b) || isLatin(a) && isHan(b);
    }

    private static boolean isHan(char c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN;
    }

    private static boolean isLatin(char c) {
        return c < 128 && Character.isLetterOrDigit(c);
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
