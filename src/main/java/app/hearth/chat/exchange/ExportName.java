package app.hearth.chat.exchange;

import app.hearth.chat.file.FileNames;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/// A file name that every system takes: Windows refuses some signs, some names and a dot at the end, Linux more than 255 bytes.
final class ExportName {
    private static final int MOST_BYTES = 200;
    private static final Set<String> RESERVED = Set.of("con", "prn", "aux", "nul", "conin$", "conout$");

    /// @param ending without the dot
    static String of(String title, String fallback, String ending) {
        var flat = title.replaceAll("[<>:\"/\\\\|?*\\p{Cntrl}]", " ");
        var name = FileNames.clean(flat)
                .replaceAll("\\s+", " ")
                .replaceAll("[. ]+$", "")
                .replaceAll("^[. ]+", "");
        name = shortened(name);
        if (name.isEmpty() || flat.replaceAll("[. ]", "").isBlank()) {
            name = fallback;
        }
        var stem = name.toLowerCase(Locale.ROOT).split("\\.", 2)[0];
        if (RESERVED.contains(stem.strip()) || stem.matches("(com|lpt)[0-9¹²³]")) {
            name = "_" + name;
        }
        return name + "." + ending;
    }

    private static String shortened(String name) {
        var kept = new StringBuilder();
        var bytes = 0;
        for (var c : name.codePoints().toArray()) {
            bytes += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_BYTES) {
                break;
            }
            kept.appendCodePoint(c);
        }
        return kept.toString().replaceAll("[. ]+$", "");
    }

    private ExportName() {}
}
