package app.hearth.platform.text;

import app.hearth.platform.json.Text;

/// Text that every part of the house can hold ([Text]), also where there is none, and cut where it is too long.
public final class CleanText {
    /// The same text when it is clean, which is the usual case; null stays null.
    public static String of(String text) {
        return text == null ? null : Text.clean(text);
    }

    /// The longest beginning of at most `most` characters that does not cut a pair.
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    private CleanText() {}
}
