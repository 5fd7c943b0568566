package app.hearth;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What one watcher of a run was shown, and when, until its stream broke off or ended.
final class Shown {
    private record Piece(long at, String text) {}

    private final List<Piece> pieces = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private String cursor;
    private boolean whole; // a reset came: what is shown is the message, not only what came since
    private String end = "";

    /// Begins to watch, on a thread of its own.
    static Shown of(Browser who, String run) {
        var shown = new Shown();
        shown.cursor = run + ":1-0";
        Thread.ofVirtual().start(() -> shown.read(who, run));
        return shown;
    }

    private void read(Browser who, String run) {
        try (var events = who.events("/api/events?run=" + run + ":1-0")) {
            for (var event = events.next(); event.isPresent(); event = events.next()) {
                add(event.get());
            }
        } catch (java.io.UncheckedIOException e) {
            return; // the house is dead already
        } finally {
            over.countDown();
        }
    }

    private synchronized void add(Browser.Event event) {
        cursor = event.id();
        switch (event.event()) {
            case "text" ->
                pieces.add(new Piece(System.nanoTime(), event.json().get("text").asText()));
            case "reset" -> whole = true;
            case "end" -> end = event.json().at("/message/state").asText();
            default -> {}
        }
    }

    /// All text that had been shown at that time.
    synchronized String until(long nanos) {
        var text = new StringBuilder();
        for (var piece : pieces) {
            if (piece.at - nanos <= 0) {
                text.append(piece.text);
            }
        }
        return text.toString();
    }

    /// Where a page would go on after a break.
    synchronized String cursor() {
        return cursor;
    }

    synchronized boolean wasReset() {
        return whole;
    }

    /// The state of the end that was told; empty without one.
    synchronized String end() {
        return end;
    }

    void awaitOver() {
        try {
            if (!over.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the stream of a dead house goes on");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
