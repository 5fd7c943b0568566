package app.hearth.run;

import app.hearth.chat.Part;
import app.hearth.run.RunBuffer.Kind;
import java.util.ArrayList;
import java.util.List;

/// When a run said what. Written by the run's thread under its lock, read under it too.
final class Timing {
    private final long started = System.nanoTime();
    private volatile long first;
    private long last;
    private int attempts = 1;
    private Kind kind;
    private long kindSince;
    private final List<Long> reasoning = new ArrayList<>();

    /// Notes a delta; true for the first.
    boolean said(Kind now) {
        last = System.nanoTime();
        if (now != kind) {
            closeReasoning();
            kind = now;
            kindSince = reasoning.isEmpty() && first == 0
                    ? started
                    : last; // a thought begins when the question is asked, not with its first word
        }
        if (first != 0) {
            return false;
        }
        first = last;
        return true;
    }

    void attempts(int number) {
        attempts = number;
    }

    int attempts() {
        return attempts;
    }

    private void closeReasoning() {
        if (kind == Kind.REASONING) {
            reasoning.add((last - kindSince) / 1_000_000);
        }
    }

    /// Ends the last thought, when the run ended in the middle of it.
    void close() {
        closeReasoning();
        kind = null;
    }

    /// Null before the first delta.
    Long firstTokenMs() {
        return first == 0 ? null : (first - started) / 1_000_000;
    }

    long totalMs() {
        return (System.nanoTime() - started) / 1_000_000;
    }

    Long reasoningMs() {
        return reasoning.isEmpty()
                ? null
                : reasoning.stream().mapToLong(Long::longValue).sum();
    }

    /// Null when there was no time between the first and the last delta.
    Double perSecond(int tokens) {
        var nanos = last - first;
        return first == 0 || nanos < 1_000_000 ? null : Math.round(tokens * 10e9 / nanos) / 10.0;
    }

    /// How long each thought took that has ended.
    List<Long> thoughts() {
        return List.copyOf(reasoning);
    }

    /// The thoughts that came after the first `before` parts, each with its duration.
    static List<Part> withDurations(List<Part> parts, int before, List<Long> reasoning) {
        var timed = new ArrayList<Part>();
        var next = 0;
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            if (i >= before && part.is(Part.REASONING) && next < reasoning.size()) {
                part = Part.reasoning(part.text(), reasoning.get(next++));
            }
            timed.add(part);
        }
        return timed;
    }
}
