package app.hearth.platform.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// A short piece of a text around what was asked for. Plain text in pieces, never markup: whoever shows it decides how a hit looks.
public final class Snippet {
    private static final int LENGTH = 160;
    private static final int BEFORE = 40;
    private static final int MOST_READ = 100_000;
    private static final int OVERLAP = 200;

    /// @param hit whether this piece was asked for
    public record Piece(String text, boolean hit) {}

    private record Span(int start, int end, String term) {}

    /// The stretch of `text` that holds the most of the question's words; its beginning when there is none. White space is one space each.
    public static List<Piece> of(String text, Question question) {
        for (int from = 0; from + MOST_READ < text.length(); ) { // a long text piece by piece: a hit is mostly found in the first
            int to = whole(text, from + MOST_READ);
            var spans = spans(text.substring(from, to), question);
            if (!spans.isEmpty()) {
                return of(text, from, to, spans);
            }
            from = whole(text, to - OVERLAP);
        }
        int from = whole(text, Math.max(0, text.length() - MOST_READ));
        var spans = spans(text.substring(from), question);
        return spans.isEmpty() ? of(text, 0, Math.min(text.length(), MOST_READ), spans) : of(text, from, text.length(), spans);
    }

    private static List<Span> spans(String read, Question question) {
        var spans = new ArrayList<Span>();
        Words.each(read, word -> {
            if (question.asksFor(word.term())) {
                spans.add(new Span(word.start(), word.end(), word.term()));
            }
        });
        return spans;
    }

    private static List<Piece> of(String text, int from, int to, List<Span> spans) {
        var read = text.substring(from, to);
        int start = begin(read, best(spans));
        int end = whole(read, Math.min(read.length(), start + LENGTH));
        return pieces(read, start, end, spans, from > 0, from + end < text.length());
    }

    /// Where the window begins that has the most different words, then the most words.
    private static int best(List<Span> spans) {
        int best = 0;
        int bestScore = -1;
        for (int i = 0; i < spans.size(); i++) {
            var seen = new HashSet<String>();
            int count = 0;
            int limit = spans.get(i).start() + LENGTH - BEFORE;
            for (int j = i; j < Math.min(spans.size(), i + 50) && spans.get(j).end() <= limit; j++) {
                seen.add(spans.get(j).term());
                count++;
            }
            int score = 100 * seen.size() + count;
            if (score > bestScore) {
                bestScore = score;
                best = spans.get(i).start();
            }
        }
        return best;
    }

    /// Some characters before the hit, from a word's beginning if one is near.
    private static int begin(String text, int hit) {
        int start = hit - BEFORE;
        if (start <= BEFORE / 2) {
            return 0;
        }
        for (int i = start; i < start + BEFORE / 2; i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i + 1;
            }
        }
        return whole(text, start);
    }

    /// Not within a character of two halves.
    private static int whole(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) && Character.isHighSurrogate(text.charAt(at - 1))
                ? at - 1
                : at;
    }

    private static List<Piece> pieces(String text, int start, int end, List<Span> spans, boolean isLater, boolean goesOn) {
        var pieces = new ArrayList<Piece>();
        int at = start;
        if (start > 0 || isLater) {
            add(pieces, "…", false);
        }
        for (var span : spans) {
            if (span.end() > at && span.start() < end && span.end() <= end) {
                add(pieces, text.substring(at, Math.max(at, span.start())), false);
                add(pieces, text.substring(Math.max(at, span.start()), span.end()), true);
                at = span.end();
            }
        }
        add(pieces, text.substring(at, end), false);
        if (goesOn) {
            add(pieces, "…", false);
        }
        return pieces;
    }

    /// Neighbours of one kind become one piece: 大模 and 模型 are 大模型.
    private static void add(List<Piece> pieces, String raw, boolean hit) {
        var text = raw.replaceAll("[\\s\\p{Cntrl}]+", " ");
        if (text.isEmpty()) {
            return;
        }
        if (!pieces.isEmpty() && pieces.getLast().hit() == hit) {
            text = pieces.removeLast().text() + text;
        }
        pieces.add(new Piece(text, hit));
    }

    private Snippet() {}
}
