package app.hearth.run;

import app.hearth.chat.Chat;
import app.hearth.chat.LiveReplies;
import app.hearth.chat.MessageRow;
import app.hearth.chat.Part;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.http.Principal;
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

    private final Principal who;
    private final MessageRow row;
    private final Optional<Chat> chat;
    private final ModelDirectory.Usable usable;
    private final RunOptions options;
    private final List<MessageRow> temporary;
    private final RunBuffer buffer = new RunBuffer();
    private final Timing timing = new Timing();
    private final CopyOnWriteArrayList<Waker> watchers = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile Phase phase = Phase.WAITING;
    private volatile Delta.Usage usage;
    private volatile Completion completion;
    private volatile Completion.Sent sent;
    private volatile byte[] packed;
    private volatile Stop stop = Stop.NO;
    private volatile MessageRow end;
    private volatile long endedNanos;
    private volatile long promptBytes;
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

    Optional<Completion.Sent> sent() {
        return Optional.ofNullable(sent);
    }

    /// The body of what was sent, as it is stored; there from a little after [#sent()].
    Optional<byte[]> packed() {
        return Optional.ofNullable(packed);
    }

    Stop stop() {
        return stop;
    }

    /// How it ended; empty while it is made.
    Optional<MessageRow> end() {
        return Optional.ofNullable(end);
    }

    /// The heap that it holds.
    long size() {
        return buffer.size() + promptBytes;
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

    /// @param bytes the request's body as it is stored
    void sent(Completion.Sent request, byte[] bytes) {
        sent = request;
        packed = bytes;
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
        completion = null;
        if (!isTemporary()) {
            sent = null; // the row has it
            packed = null;
        }
        endedNanos = System.nanoTime();
        ended.countDown();
        wakeAll();
    }

    // ---- everybody's side

    /// What the message holds by now, and up to which event.
    LiveReplies.Snapshot now() {
        var last = end;
        synchronized (this) {
            return new LiveReplies.Snapshot(last != null ? last : row.with(parts()), buffer.last());
        }
    }

    synchronized List<Part> parts() {
        var said = new Said(row.parts());
        said.add(buffer.allAfter(0));
        return timing.withDurations(said.parts(), row.parts().size());
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
                Optional.ofNullable(usable.connection().baseUrl().getHost()).orElse(""),
                "model",
                usable.name());
    }
}
