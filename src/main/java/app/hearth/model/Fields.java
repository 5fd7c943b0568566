package app.hearth.model;

import app.hearth.platform.error.HearthException;
import java.util.List;

/// Checks of what people type.
final class Fields {
    /// The text without blanks around it and without what a database refuses (U+0000, half of a surrogate pair); null counts as empty.
    static String text(String field, String given, int longest) {
        if (given == null) {
            return "";
        }
        if (given.length() > longest) {
            throw HearthException.invalid(field, "too_long");
        }
        var clean = new StringBuilder(given.length());
        given.codePoints()
                .map(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
                .forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    /// The same for what may not be left out.
    static String required(String field, String given, int longest) {
        var text = text(field, given, longest);
        if (text.isEmpty()) {
            throw HearthException.invalid(field, "required");
        }
        return text;
    }

    /// Each entry once, in the given order, without blank ones; null counts as none.
    static List<String> list(String field, List<String> given, int most, int longest) {
        if (given == null) {
            return List.of();
        }
        if (given.size() > most) {
            throw HearthException.invalid(field, "too_long");
        }
        return given.stream()
                .map(entry -> text(field, entry, longest))
                .filter(entry -> !entry.isEmpty())
                .distinct()
                .toList();
    }

    private Fields() {}
}
