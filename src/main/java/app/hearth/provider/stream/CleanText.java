package app.hearth.provider.stream;

/// Makes text that can be stored anywhere: U+0000 and half surrogate pairs become U+FFFD; a pair that was split over two pieces is joined.
public final class CleanText {
    private static final char REPLACEMENT = '\uFFFD';

    private char high; // the half of a pair that ended the last piece; 0 for none

    /// A whole text, cleaned.
    public static String whole(String text) {
        var clean = new CleanText();
        return clean.piece(text) + clean.end();
    }

    /// The piece, cleaned; empty when there is nothing to give yet.
    String piece(String text) {
        if (high == 0 && isClean(text)) {
            return text;
        }
        var clean = new StringBuilder(text.length() + 1);
        for (int i = 0; i < text.length(); i++) {
            add(text.charAt(i), clean);
        }
        return clean.toString();
    }

    /// What the stream's end makes of a half pair.
    String end() {
        if (high == 0) {
            return "";
        }
        high = 0;
        return String.valueOf(REPLACEMENT);
    }

    private void add(char c, StringBuilder clean) {
        if (high != 0) {
            if (Character.isLowSurrogate(c)) {
                clean.append(high).append(c);
                high = 0;
                return;
            }
            clean.append(REPLACEMENT);
            high = 0;
        }
        if (Character.isHighSurrogate(c)) {
            high = c;
        } else if (c == 0 || Character.isLowSurrogate(c)) {
            clean.append(REPLACEMENT);
        } else {
            clean.append(c);
        }
    }

    private static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
