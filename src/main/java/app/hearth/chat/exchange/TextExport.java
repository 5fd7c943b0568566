package app.hearth.chat.exchange;

import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.Part;
import app.hearth.platform.error.Language;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A chat for people to read: Markdown, or plain text. What was said stands there as it was; only titles and names, which stand in lines of
/// ours, are kept from meaning anything in Markdown.
final class TextExport {
    private static final Pattern MARKS = Pattern.compile("[\\\\`*_\\[\\]<>#|~&]");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final boolean markdown;
    private final Language language;
    private final ZoneId zone;

    TextExport(boolean markdown, Language language, ZoneId zone) {
        this.markdown = markdown;
        this.language = language;
        this.zone = zone;
    }

    void write(Exported exported, OutputStream to) throws IOException {
        var out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
        var title = exported.chat().title().isBlank()
                ? words("Untitled", "未命名")
                : exported.chat().title();
        out.write(markdown ? "# " + inLine(title) + "\n" : inLine(title) + "\n");
        var place = places(exported);
        exported.forEach(exported.branchAfterBranch(), row -> message(out, row, place.getOrDefault(row.id(), "")));
        out.flush();
    }

    /// Where a message stands among its siblings, such as ` (2/3)`.
    private static Map<String, String> places(Exported exported) {
        var places = new HashMap<String, String>();
        for (var siblings : exported.children().values()) {
            for (int i = 0; siblings.size() > 1 && i < siblings.size(); i++) {
                places.put(siblings.get(i), " (" + (i + 1) + "/" + siblings.size() + ")");
            }
        }
        return places;
    }

    private void message(BufferedWriter out, MessageRow row, String place) throws IOException {
        var who = row.role() == Message.Role.USER
                ? words("You", "我")
                : inLine(row.modelName().or(row::model).orElse(words("Reply", "回答")));
        var head = who + place + " · "
                + MINUTE.format(Instant.ofEpochMilli(row.createdAt()).atZone(zone));
        out.write(markdown ? "\n## " + head + "\n" : "\n" + head + "\n");
        for (var part : row.parts()) {
            part(out, part);
        }
        if (row.error().isPresent()) {
            var said = row.shown(language, List.of(), 0)
                    .error()
                    .map(Message.Trouble::detail)
                    .orElse("");
            out.write(markdown ? "\n> " + inLine(said) + "\n" : "\n[" + said + "]\n");
        }
    }

    private void part(BufferedWriter out, Part part) throws IOException {
        var text = part.text() == null ? "" : part.text().stripTrailing().replaceFirst("^\\R+", "");
        switch (part.type()) {
            case Part.TEXT -> out.write(text.isEmpty() ? "" : "\n" + text + "\n");
            case Part.REASONING -> out.write(text.isEmpty() ? "" : thinking(text));
            case Part.IMAGE, Part.FILE -> out.write("\n[" + inLine(part.name() == null ? part.type() : part.name()) + "]\n");
            default -> {} // what this version does not know, it can't word
        }
    }

    private String thinking(String text) {
        var word = words("Thinking", "深度思考");
        if (!markdown) {
            return "\n[" + word + "]\n" + text + "\n";
        }
        return "\n<details>\n<summary>" + word + "</summary>\n\n"
                + text.replaceAll("(?m)^(?=.)", "> ").replaceAll("(?m)^$", ">") + "\n\n</details>\n";
    }

    private String inLine(String text) {
        var line = text.replaceAll("\\s+", " ").strip();
        return markdown ? MARKS.matcher(line).replaceAll("\\\\$0") : line;
    }

    private String words(String english, String chinese) {
        return language == Language.ZH ? chinese : english;
    }
}
