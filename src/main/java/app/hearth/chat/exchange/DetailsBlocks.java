package app.hearth.chat.exchange;

import app.hearth.chat.Part;
import java.util.ArrayList;
import java.util.List;

/// What Open WebUI writes into the text of a reply besides its words: `<details type="reasoning" done="true"
/// duration="3"><summary>…</summary>
/// > quoted thoughts</details>`, and the same with `type="tool_calls"` or `code_interpreter`, which are left out. Read by looking for the
/// next
/// tag, once through the text; a `<details>` that a model wrote itself, without such a type, stays text.
final class DetailsBlocks {
    private static final String OPEN = "<details type=\"";
    private static final String CLOSE = "</details>";

    static List<Part> parts(String content, Losses losses) {
        var parts = new ArrayList<Part>();
        var at = 0;
        for (int open = content.indexOf(OPEN); open >= 0; open = content.indexOf(OPEN, at)) {
            var head = content.indexOf('>', open);
            var close = head < 0 ? -1 : content.indexOf(CLOSE, head);
            if (close < 0) {
                break;
            }
            var tag = content.substring(open, head);
            var type = tag.substring(OPEN.length(), Math.max(OPEN.length(), tag.indexOf('"', OPEN.length())));
            if (!type.matches("reasoning|tool_calls|code_interpreter")) {
                add(parts, content.substring(at, close + CLOSE.length()));
            } else {
                add(parts, content.substring(at, open));
                if (type.equals("reasoning")) {
                    think(parts, content.substring(head + 1, close), tag);
                } else {
                    losses.count(Left.TOOL_RESULTS);
                }
            }
            at = close + CLOSE.length();
        }
        add(parts, content.substring(at));
        return parts;
    }

    private static void add(List<Part> parts, String text) {
        if (!text.isBlank()) {
            parts.add(Part.text(parts.isEmpty() || text.isBlank() ? text : text.replaceFirst("^\\R+", "")));
        }
    }

    private static void think(List<Part> parts, String inner, String tag) {
        var end = inner.indexOf("</summary>");
        var text = (end < 0 ? inner : inner.substring(end + "</summary>".length())).strip();
        text = text.replaceAll("(?m)^(>|&gt;) ?", "");
        text = text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#x27;", "'")
                .replace("&amp;", "&");
        if (!text.isBlank()) {
            parts.add(Part.reasoning(text.strip(), millis(tag)));
        }
    }

    private static Long millis(String tag) {
        var from = tag.indexOf("duration=\"");
        var end = from < 0 ? -1 : tag.indexOf('"', from + 10);
        var seconds = end < 0 ? "" : tag.substring(from + 10, end);
        return seconds.matches("[0-9]{1,6}(\\.[0-9]{1,9})?") ? Math.round(Double.parseDouble(seconds) * 1000) : null;
    }

    private DetailsBlocks() {}
}
