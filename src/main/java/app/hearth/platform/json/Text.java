package app.hearth.platform.json;

/// Replaces by U+FFFD what can be said in JSON or in an address but is no text: U+0000 and halves of surrogate pairs.
public final class Text {
    private static final char REPLACEMENT = '\uFFFD';

    /// Of a text that was decoded already.
    public static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || Character.isSurrogate(text.charAt(i))) {
                return cleanFrom(text, i);
            }
        }
        return text;
    }

    private static String cleanFrom(String text, int start) {
        var clean = new StringBuilder(text.length()).append(text, 0, start);
        for (int i = start; i < text.length(); i++) {
            var c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                clean.append(c).append(text.charAt(++i));
            } else {
                clean.append(c == 0 || Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
        return clean.toString();
    }

    /// Of JSON, in names and values alike: `\\u0000`, and `\\ud800` without its other half. A text without such an escape comes back as it
    /// is.
    static String cleanJson(String json) {
        if (!json.contains("\\u0000") && !json.contains("\\ud") && !json.contains("\\uD")) {
            return json;
        }
        var clean = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            if (json.charAt(i) != '\\') {
                clean.append(json.charAt(i));
                continue;
            }
            var unit = unit(json, i);
            if (unit
                    < 0) { // another escape, or a broken one that the parser will refuse; its second character is never a backslash's start
                clean.append(json, i, Math.min(i + 2, json.length()));
                i++;
            } else if (isHigh(unit) && isLow(unit(json, i + 6))) {
                clean.append(json, i, i + 12);
                i += 11;
            } else {
                clean.append(unit == 0 || isHigh(unit) || isLow(unit) ? "\\ufffd" : json.substring(i, i + 6));
                i += 5;
            }
        }
        return clean.toString();
    }

    private static boolean isHigh(int unit) {
        return unit >= Character.MIN_HIGH_SURROGATE && unit <= Character.MAX_HIGH_SURROGATE;
    }

    private static boolean isLow(int unit) {
        return unit >= Character.MIN_LOW_SURROGATE && unit <= Character.MAX_LOW_SURROGATE;
    }

    /// The code unit of the `\\uXXXX` at `at`; -1 when there is none.
    private static int unit(String json, int at) {
        if (at + 6 > json.length() || json.charAt(at) != '\\' || json.charAt(at + 1) != 'u') {
            return -1;
        }
        var unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            var digit = json.charAt(i) < 128 ? Character.digit(json.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private Text() {}
}
