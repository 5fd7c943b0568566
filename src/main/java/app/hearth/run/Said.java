package app.hearth.run;

import app.hearth.chat.Part;
import app.hearth.platform.json.Json;
import app.hearth.run.RunBuffer.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a run said, as parts of its message and as frames of the delta log. A log row holds one line a run of one kind: `t` or `r`, then
/// the
/// text as the inside of a JSON string, which has no line breaks.
final class Said {
    private final List<Part> parts;

    /// @param before what the message held when the epoch began
    Said(List<Part> before) {
        parts = new ArrayList<>(before);
    }

    void add(Kind kind, String text) {
        var type = kind == Kind.TEXT ? Part.TEXT : Part.REASONING;
        if (!parts.isEmpty() && parts.getLast().is(type)) {
            var last = parts.removeLast();
            parts.add(kind == Kind.TEXT ? Part.text(last.text() + text) : Part.reasoning(last.text() + text, last.ms()));
        } else {
            parts.add(kind == Kind.TEXT ? Part.text(text) : Part.reasoning(text, null));
        }
    }

    void add(List<RunBuffer.Slice> slices) {
        slices.forEach(slice -> add(slice.kind(), unescaped(new String(slice.json(), StandardCharsets.UTF_8))));
    }

    /// Adds the frames of a log row.
    void addFrames(String frames) {
        frames.lines().forEach(line -> add(line.charAt(0) == 't' ? Kind.TEXT : Kind.REASONING, unescaped(line.substring(1))));
    }

    List<Part> parts() {
        return List.copyOf(parts);
    }

    static String frames(List<RunBuffer.Slice> slices) {
        var frames = new StringBuilder();
        for (var slice : slices) {
            frames.append(slice.kind() == Kind.TEXT ? 't' : 'r');
            frames.append(new String(slice.json(), StandardCharsets.UTF_8)).append('\n');
        }
        return frames.toString();
    }

    private static String unescaped(String json) {
        return json.indexOf('\\') < 0 ? json : Json.parse('"' + json + '"').asText();
    }
}
