package app.hearth.chat.exchange;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// One import being made. Its own thread runs it; others look on, or cancel it. In memory only: what is stored stays, and the same file
/// again brings the rest.
final class ImportJob {
    private static final System.Logger LOG = System.getLogger("chat");

    private final String id = Ids.next();
    private final Supplier<InputStream> source;
    private final long size;
    private final Optional<Set<Integer>> chosen;
    private final Incoming incoming;
    private final Tally tally;

    private volatile long read;
    private volatile boolean cancelled;
    private volatile State state = State.WAITING;
    private volatile Optional<HearthException> problem = Optional.empty();

    enum State {
        WAITING,
        RUNNING,
        DONE,
        CANCELLED,
        FAILED;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param chosen numbers of the chats to take; empty: all
    ImportJob(Supplier<InputStream> source, long size, Optional<Set<Integer>> chosen, Incoming incoming, Tally tally) {
        this.source = source;
        this.size = size;
        this.chosen = chosen;
        this.incoming = incoming;
        this.tally = tally;
    }

    String id() {
        return id;
    }

    State state() {
        return state;
    }

    boolean isRunning() {
        return state == State.WAITING || state == State.RUNNING;
    }

    /// How much of the file was read, 0 to 1.
    double share() {
        return state == State.DONE ? 1 : Math.min(1, (double) read / Math.max(1, size));
    }

    Tally.Counts counts() {
        return tally.counts();
    }

    Optional<HearthException> problem() {
        return problem;
    }

    /// Ends it after the chat that it is at.
    void cancel() {
        cancelled = true;
    }

    void run() {
        try (var in = new Counted(source.get())) {
            state = State.RUNNING;
            if (!cancelled) {
                ImportFile.read(in, this::take);
                incoming.flush();
            }
            state = cancelled ? State.CANCELLED : State.DONE;
        } catch (HearthException e) {
            fail(e);
        } catch (IOException | RuntimeException e) { // the thread's top
            LOG.log(Level.ERROR, "the import " + id + " broke", e);
            fail(new HearthException(ErrorCode.INTERNAL, Map.of("request", id), e));
        } finally {
            if (isRunning()) { // an error of the machine: an import never stays running for ever
                state = State.FAILED;
            }
        }
    }

    /// It could not even begin, or broke. What was read before is stored as far as that goes.
    void fail(HearthException why) {
        try {
            incoming.flush();
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
        problem = Optional.of(why);
        state = State.FAILED;
    }

    private boolean take(int number, Optional<ObjectNode> chat, boolean ours) {
        if (number >= ImportFile.MOST_CHATS) {
            tally.refused("", Left.TOO_MANY_CHATS);
            return false;
        }
        if (chosen.isEmpty() || chosen.get().contains(number)) {
            take(chat, ours);
        }
        return !cancelled;
    }

    private void take(Optional<ObjectNode> chat, boolean ours) {
        var title = chat.map(ImportJob::title).orElse("");
        try {
            var node = chat.orElseThrow(() -> new Unusable(Left.TOO_LARGE));
            var kind = Kind.of(node, ours).orElseThrow(() -> new Unusable(Left.UNKNOWN_SHAPE));
            var read = kind.read(node);
            if (incoming.take(kind, read)) {
                tally.lost(read.losses());
            }
        } catch (Unusable e) {
            tally.refused(title, e.why());
        }
    }

    /// What a chat calls itself, whatever it is.
    static String title(ObjectNode chat) {
        return Fields.some(chat, "title", "name").orElse(Fields.text(chat.path("chat"), "title"));
    }

    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = super.read();
            read += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            var got = super.read(bytes, offset, length);
            read += Math.max(0, got);
            return got;
        }
    }
}
