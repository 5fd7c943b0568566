package app.hearth.run;

import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.platform.error.Language;
import app.hearth.platform.error.Messages;
import app.hearth.platform.http.Out;
import app.hearth.platform.http.Principal;
import app.hearth.platform.json.Json;
import app.hearth.provider.Delta;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// One stream of events: a cursor into each run it watches. It sleeps until a run says something, then sends all that is new, at most every
/// 33 ms; it never holds a run up.
final class Watcher implements LiveRun.Waker {
    private static final long PACE = Duration.ofMillis(33).toNanos();
    private static final long HEARTBEAT = Duration.ofSeconds(15).toNanos();
    /// A run of another process is looked at this often; its events are not here.
    private static final long ELSEWHERE = Duration.ofSeconds(2).toNanos();

    private final Principal who;
    private final Language language;
    private final List<Cursor> cursors;
    private final Function<MessageRow, List<String>> siblings;
    private final Function<String, Optional<MessageRow>> stored;
    private final Function<String, Optional<LiveRun>> here;
    private Out out;
    private Thread thread;
    private volatile boolean signalled;
    private volatile boolean closed;
    private volatile long writingSince;

    /// Where the watcher stands in one run.
    static final class Cursor {
        final String run;
        private LiveRun live; // null when the run is not made here
        private long nextLook;
        private final MessageRow row;
        private int epoch;
        private long seq;
        private LiveRun.Phase phase;
        private Delta.Usage usage;
        private boolean done;

        /// @param row the message as it is stored
        Cursor(LiveRun live, MessageRow row, int epoch, long seq) {
            this.run = row.id();
            this.live = live;
            this.row = row;
            this.epoch = epoch;
            this.seq = seq;
            this.nextLook = System.nanoTime();
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StateEvent(String run, String state, Integer attempt, Long waitMs, String code, String detail) {}

    record UsageEvent(String run, Integer promptTokens, Integer completionTokens) {}

    record MessageEvent(String run, Message message) {}

    /// @param stored reads a message of a run made elsewhere
    /// @param here finds a run made here
    Watcher(
            Principal who,
            Language language,
            List<Cursor> cursors,
            Function<MessageRow, List<String>> siblings,
            Function<String, Optional<MessageRow>> stored,
            Function<String, Optional<LiveRun>> here) {
        this.who = who;
        this.language = language;
        this.cursors = cursors;
        this.siblings = siblings;
        this.stored = stored;
        this.here = here;
    }

    Principal who() {
        return who;
    }

    /// Sends events until all runs have ended, the watcher is closed or the client is gone.
    void watch(Out to) throws IOException {
        out = to;
        thread = Thread.currentThread();
        out.events();
        cursors.forEach(cursor -> {
            if (cursor.live != null) {
                cursor.live.watch(this);
            }
        });
        try {
            loop(out.body());
        } finally {
            cursors.forEach(cursor -> {
                if (cursor.live != null) {
                    cursor.live.unwatch(this);
                }
            });
        }
    }

    private void loop(OutputStream body) throws IOException {
        var lastSent = System.nanoTime();
        write(body, ":\n\n".getBytes(StandardCharsets.UTF_8)); // the head leaves at once, also when nothing is said yet
        while (!closed) {
            signalled = false;
            var wrote = false;
            for (var cursor : cursors) {
                wrote |= send(cursor, body);
            }
            var now = System.nanoTime();
            if (wrote) {
                flush();
                lastSent = now;
            } else if (now - lastSent >= HEARTBEAT) {
                write(body, ": still here\n\n".getBytes(StandardCharsets.UTF_8));
                lastSent = now;
            }
            if (cursors.stream().allMatch(cursor -> cursor.done)) {
                return;
            }
            if (wrote) {
                pace();
            }
            await(
                    cursors.stream().anyMatch(cursor -> cursor.live == null && !cursor.done)
                            ? ELSEWHERE
                            : lastSent + HEARTBEAT - System.nanoTime());
        }
    }

    /// Lets a few deltas gather, so that they leave in one piece. Marked as awake, so that nobody wakes it meanwhile.
    private void pace() {
        signalled = true;
        var until = System.nanoTime() + PACE;
        for (var left = PACE; left > 0 && !closed; left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        // whatever came meanwhile is found by the next look; nothing is missed by not waiting for a signal now
    }

    private void await(long nanos) {
        var until = System.nanoTime() + nanos;
        for (var left = nanos; left > 0 && !signalled && !closed; left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    @Override
    public void wake() {
        if (!signalled) {
            signalled = true;
            LockSupport.unpark(thread);
        }
    }

    /// Ends the stream; one that hangs in a write is cut.
    void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (writingSince != 0) {
            out.abort();
        }
    }

    /// Cuts a client that takes nothing for so long.
    void checkBlocked(Duration most) {
        var since = writingSince;
        if (since != 0 && System.nanoTime() - since > most.toNanos()) {
            closed = true;
            out.abort();
        }
    }

    // ---- what is sent

    private boolean send(Cursor cursor, OutputStream body) throws IOException {
        if (cursor.done) {
            return false;
        }
        return cursor.live == null ? sendStored(cursor, body) : sendLive(cursor, body);
    }

    /// A run that is not made here: its end, as soon as it has one. It may come here when it goes on.
    private boolean sendStored(Cursor cursor, OutputStream body) throws IOException {
        if (System.nanoTime() - cursor.nextLook < 0) {
            return false;
        }
        cursor.nextLook = System.nanoTime() + ELSEWHERE;
        var come = here.apply(cursor.run)
                .filter(run -> run.epoch() >= cursor.epoch && run.end().isEmpty());
        if (come.isPresent()) {
            cursor.live = come.get();
            cursor.live.watch(this);
            return sendLive(cursor, body);
        }
        var row = cursor.row.isRunning() ? stored.apply(cursor.run) : Optional.of(cursor.row);
        if (row.isPresent() && row.get().isRunning()) {
            return false;
        }
        cursor.done = true;
        event(body, "end", new MessageEvent(cursor.run, shown(row.orElseGet(() -> deleted(cursor.row)), 0)));
        return true;
    }

    private static MessageRow deleted(MessageRow row) {
        return row.with(Message.State.CANCELLED, row.parts(), row.stats(), Optional.empty(), false);
    }

    private boolean sendLive(Cursor cursor, OutputStream body) throws IOException {
        var live = cursor.live;
        var end = live.end(); // read before the buffer: what was said before the end is sent before it
        if (end.isPresent() && end.get().isRunning()) { // it lost its lease, and another process took it up again
            live.unwatch(this);
            cursor.live = null;
            cursor.epoch = end.get().epoch();
            cursor.nextLook = System.nanoTime();
            return false;
        }
        var wrote = false;
        if (cursor.epoch != live.epoch() || cursor.seq > live.buffer().last()) {
            var now = live.now();
            cursor.epoch = live.epoch();
            cursor.seq = now.seq();
            event(body, "reset", new MessageEvent(cursor.run, shown(now.row(), now.seq())));
            wrote = true;
        }
        if (cursor.phase != live.phase() && end.isEmpty()) {
            cursor.phase = live.phase();
            event(body, "state", state(cursor.run, cursor.phase));
            wrote = true;
        }
        for (var slice : live.buffer().allAfter(cursor.seq)) {
            cursor.seq = slice.last();
            raw(body, slice.event(ids(), cursor.run));
            wrote = true;
        }
        var usage = live.usage().orElse(null);
        if (usage != cursor.usage) {
            cursor.usage = usage;
            event(body, "usage", new UsageEvent(cursor.run, usage.promptTokens(), usage.completionTokens()));
            wrote = true;
        }
        if (end.isPresent()) {
            cursor.done = true;
            event(body, "end", new MessageEvent(cursor.run, shown(end.get(), cursor.seq)));
            wrote = true;
        }
        return wrote;
    }

    private StateEvent state(String run, LiveRun.Phase phase) {
        return new StateEvent(
                run,
                phase.state(),
                phase.attempt(),
                phase.waitMs(),
                phase.code().map(code -> code.id()).orElse(null),
                phase.code()
                        .map(code -> Messages.of(code, cursorNames(run), language))
                        .orElse(null));
    }

    private Map<String, String> cursorNames(String run) {
        return cursors.stream()
                .filter(cursor -> cursor.run.equals(run) && cursor.live != null)
                .findFirst()
                .map(cursor -> cursor.live.names())
                .orElse(Map.of());
    }

    private Message shown(MessageRow row, long seq) {
        return row.shown(language, siblings.apply(row), seq);
    }

    private void event(OutputStream body, String name, Object data) throws IOException {
        raw(body, ("id: " + ids() + "\nevent: " + name + "\ndata: " + Json.write(data) + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /// All cursors, so that a client that comes back with this id misses nothing of any run.
    private String ids() {
        var ids = new StringBuilder();
        for (var cursor : cursors) {
            if (!ids.isEmpty()) {
                ids.append(',');
            }
            ids.append(cursor.run).append(':').append(cursor.epoch).append('-').append(cursor.seq);
        }
        return ids.toString();
    }

    private void write(OutputStream body, byte[] bytes) throws IOException {
        raw(body, bytes);
        flush();
    }

    private void raw(OutputStream body, byte[] bytes) throws IOException {
        writingSince = System.nanoTime() | 1;
        body.write(bytes);
        writingSince = 0;
    }

    private void flush() throws IOException {
        writingSince = System.nanoTime() | 1;
        out.flush();
        writingSince = 0;
    }
}
