package app.hearth.chat.file;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;

/// A file's name is a column that people read, never a path.
public final class FileNames {
    private static final int LONGEST = 200;

    /// The last part of what the client said, without what can't be seen or turns the reading direction (an “exe.gpj” that shows as
    /// “jpg.exe”);
    /// letters of any script and emoji stay. `file` when nothing is left. At most 200 characters, the ending kept.
    public static String clean(String given) {
        var name = given == null ? "" : Normalizer.normalize(given, Normalizer.Form.NFC);
        name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        var kept = new StringBuilder();
        name.codePoints().filter(FileNames::mayStand).forEach(kept::appendCodePoint);
        name = kept.toString().strip();
        if (name.isEmpty() || name.chars().allMatch(c -> c == '.')) {
            return "file";
        }
        return shorten(name);
    }

    private static boolean mayStand(int c) {
        var turnsDirection = c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> !turnsDirection && c != 0xfeff;
        };
    }

    private static String shorten(String name) {
        var length = name.codePointCount(0, name.length());
        if (length <= LONGEST) {
            return name;
        }
        var dot = name.lastIndexOf('.');
        var ending = dot > 0 && name.length() - dot <= 16 ? name.substring(dot) : "";
        var stem = LONGEST - ending.codePointCount(0, ending.length());
        return name.substring(0, name.offsetByCodePoints(0, stem)) + ending;
    }

    /// A `Content-Disposition` (RFC 6266) that carries any name: an ASCII stand-in and the real one in UTF-8 (RFC 8187).
    public static String disposition(String kind, String name) {
        var plain = new StringBuilder();
        name.codePoints().forEach(c -> plain.append(c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '%' ? '_' : (char) c));
        var coded = new StringBuilder();
        for (var b : name.getBytes(StandardCharsets.UTF_8)) {
            var c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "!#$&+-.^_`|~".indexOf(c) >= 0)) {
                coded.append(c);
            } else {
                coded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return kind + "; filename=\"" + plain + "\"; filename*=UTF-8''" + coded;
    }

    private FileNames() {}
}
