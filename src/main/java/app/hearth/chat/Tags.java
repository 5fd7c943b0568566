package app.hearth.chat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.text.CleanText;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a tag may be called, and when two are the same.
final class Tags {
    static final int MOST = 20;
    private static final int LONGEST = 40;

    /// The name without case and width: ＡＩ, AI and ai are one.
    static String key(String name) {
        var narrow = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(narrow, Normalizer.Form.NFKC)
                .replaceAll("\\s+", " ")
                .strip();
    }

    /// By their keys, each once, in the order given; 400 or 409 for what a chat can't have.
    static Map<String, String> checked(List<String> names) {
        var tags = new LinkedHashMap<String, String>();
        for (var name : names) {
            var clean = name == null
                    ? ""
                    : CleanText.of(name).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
            if (key(clean).isEmpty() || clean.codePointCount(0, clean.length()) > LONGEST) {
                throw HearthException.invalid("tags", "from_1_to_40_characters");
            }
            tags.putIfAbsent(key(clean), clean);
        }
        checkCount(tags.size());
        return tags;
    }

    static void checkCount(int count) {
        if (count > MOST) {
            throw new HearthException(ErrorCode.TOO_MANY_TAGS, Map.of("limit", Integer.toString(MOST)));
        }
    }

    private Tags() {}
}
