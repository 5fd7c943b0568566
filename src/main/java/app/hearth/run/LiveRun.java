package app.hearth.run;

import app.hearth.chat.Chat;
import app.hearth.chat.LiveReplies;
import app.hearth.chat.MessageRow;
import app.hearth.chat.Part;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.http.Principal;
import app.hearth.platform.text.Authority;
import app.hearth.platform.text.CleanText;
import app.hearth.provider.Completion;
import app.hearth.provider.Delta;
import app.hearth.run.RunBuffer.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One reply being made in this process, and for a minute after. Its runner writes; watchers, the log and readers read.
final class LiveRun {
    /// What a stream of events is woken by.
    interface Waker {
        void wake();
    }

    /// Where the run stands, as an event: `waiting`, `retrying`, `answering`.
    record Phase(String state, Integer attempt, Long waitMs, Optional<ErrorCode> code) {
        static final Phase WAITING = new Phase("waiting", null, null, Optional.empty());
        static final Phase ANSWERING = new Phase("answering", null, null, Optional.empty());
    }

    /// Why it is to stop before its own end.
    enum Stop {
        NO,
        CANCEL,
        /// The house closes, or the lease was lost.
        INTERRUPT
    }

    /// Where the request went and its body as it is stored. The body itself is not kept: a long one would stand in the heap as long as
    /// its reply is made.
    record Sent(String url, byte[] packed) {}

    private final Principal who;
    private final MessageRow row;
    private final Optional<Chat> chat;
    private final ModelDirectory.Usable usable;
    private final RunOptions options;
    private volatile List<MessageRow> temporary;
    private final long temporaryBytes;
    private final RunBuffer buffer = new RunBuffer();
    private final Timing timing = new Timing();
    private final CopyOnWriteArrayList<Waker> watchers = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile Phase phase = Phase.WAITING;
    private volatile Delta.Usage usage;
    private volatile Completion completion;
    private volatile Sent sent;
    private volatile Stop stop = Stop.NO;
    private volatile MessageRow end;
    private volatile long endedNanos;
    private volatile long promptBytes;
    private volatile long bodyBytes;
    private String half = ""; // the first half of a surrogate pair whose second comes with the next delta
    private Kind halfKind = Kind.TEXT;

    /// @param row the reply as its epoch began
    /// @param chat empty for a temporary run
    /// @param temporary the whole conversation of a temporary run
    LiveRun(
            Principal who,
            MessageRow row,
            Optional<Chat> chat,
            ModelDirectory.Usable usable,
            RunOptions options,
            List<MessageRow> temporary) {
        this.who = who;
        this.row = row;
        this.chat = chat;
        this.usable = usable;
        this.options = options;
        this.temporary = temporary;
        this.temporaryBytes = temporary.stream().mapToLong(Heap::of).sum();
    }

    String id() {
        return row.id();
    }

    int epoch() {
        return row.epoch();
    }

    Principal who() {
        return who;
    }

    MessageRow row() {
        return row;
    }

    Optional<Chat> chat() {
        return chat;
    }

    boolean isTemporary() {
        return chat.isEmpty();
    }

    List<MessageRow> temporary() {
        return temporary;
    }

    ModelDirectory.Usable usable() {
        return usable;
    }

    RunOptions options() {
        return options;
    }

    RunBuffer buffer() {
        return buffer;
    }

    Timing timing() {
        return timing;
    }

    Phase phase() {
        return phase;
    }

    Optional<Delta.Usage> usage() {
        return Optional.ofNullable(usage);
    }

    Optional<Sent> sent() {
        return Optional.ofNullable(sent);
    }

    Stop stop() {
        return stop;
    }

    /// How it ended; empty while it is made.
    Optional<MessageRow> end() {
        return Optional.ofNullable(end);
    }

    /// The heap that it holds: what it says, what it was asked, and the request that goes out.
    long size() {
        var request = sent;
        return buffer.size()
                + promptBytes
                + bodyBytes
                + (temporary.isEmpty() ? 0 : temporaryBytes)
                + (request == null ? 0 : request.packed.length);
    }

    void holdsPrompt(long bytes) {
        promptBytes = bytes;
    }

    // ---- the runner's side

    /// The completion to close when it is to stop; one that was to stop already is closed at once.
    void speaks(Completion speaking) {
        completion = speaking;
        if (stop != Stop.NO) {
            speaking.close();
        }
    }

    /// @param bodySize of the body, which the completion holds until the end
    void sent(Sent request, long bodySize) {
        bodyBytes = bodySize;
        sent = request;
    }

    void retrying(int attempt, Duration wait, ErrorCode code) {
        timing.attempts(attempt);
        phase = new Phase("retrying", attempt, wait.toMillis(), Optional.of(code));
        wakeAll();
    }

    void used(Delta.Usage counts) {
        usage = counts;
        wakeAll();
    }

    /// Adds a delta and wakes the watchers.
    void say(Kind kind, String delta) {
        synchronized (this) {
            if (halfKind != kind) {
                flushHalf();
                halfKind = kind;
            }
            var text = half + delta;
            half = "";
            if (!text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1))) {
                half = text.substring(text.length() - 1);
                text = text.substring(0, text.length() - 1);
            }
            if (text.isEmpty()) {
                return;
            }
            if (timing.said(kind)) {
                phase = Phase.ANSWERING;
            }
            buffer.append(kind, CleanText.of(text));
        }
        wakeAll();
    }

    synchronized void flushHalf() {
        if (!half.isEmpty()) {
            half = "";
            buffer.append(halfKind, "\uFFFD");
        }
    }

    void end(MessageRow last) {
        end = last;
        promptBytes = 0;
        bodyBytes = 0;
        completion = null;
        temporary = List.of();
        if (!isTemporary()) {
            sent = null; // the row has it
        }
        endedNanos = System.nanoTime();
        ended.countDown();
        wakeAll();
    }

    // ---- everybody's side

    /// What the message holds by now, and up to which event.
    LiveReplies.Snapshot now() {
        var last = end;
        if (last != null) {
            return new LiveReplies.Snapshot(last, buffer.last());
        }
        RunBuffer.Snapshot said;
        List<Long> thoughts;
        synchronized (this) {
            said = buffer.snapshot();
            thoughts = timing.thoughts();
        }
        return new LiveReplies.Snapshot(row.with(parts(said, thoughts)), said.last());
    }

    List<Part> parts() {
        return now().row().parts();
    }

    /// Decodes all that was said, which takes a while for a long reply: the run speaks on meanwhile.
    private List<Part> parts(RunBuffer.Snapshot snapshot, List<Long> thoughts) {
        var said = new Said(row.parts());
        said.add(snapshot.allAfter(0));
        return Timing.withDurations(said.parts(), row.parts().size(), thoughts);
    }

    /// Stops it; the end follows on the runner's thread. A cancel is not undone by an interruption.
    void stop(Stop why) {
        synchronized (this) {
            if (stop != Stop.CANCEL) {
                stop = why;
            }
        }
        var speaking = completion;
        if (speaking != null) {
            speaking.close();
        }
    }

    boolean awaitEnd(Duration most) {
        try {
            return ended.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean endedBefore(Duration ago) {
        return end != null && System.nanoTime() - endedNanos > ago.toNanos();
    }

    void watch(Waker watcher) {
        watchers.add(watcher);
    }

    void unwatch(Waker watcher) {
        watchers.remove(watcher);
    }

    private void wakeAll() {
        for (var watcher : watchers) {
            watcher.wake();
        }
    }

    /// Arguments for an error's sentence about this run's upstream.
    Map<String, String> names() {
        return Map.of(
                "connection",
                usable.connection().name(),
                "host",
                Authority.host(usable.connection().baseUrl()),
                "model",
                usable.name());
    }
}
