package app.hearth.run;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What one run has said since its epoch began: one growing byte buffer. A watcher is a cursor into it ([#after]), never a queue, so a slow
/// watcher costs nothing. Text is escaped for JSON once, when it comes, and copied from then on. Written by the run's thread, read by any.
final class RunBuffer {
    /// Kinds of frames. Neighbouring frames of one kind are merged on the way out.
    enum Kind {
        TEXT,
        REASONING
    }

    private byte[] bytes = new byte[1024];
    private int length;
    private int[] ends = new int[64];
    private byte[] kinds = new byte[64];
    private int frames;

    /// Adds a delta; returns its sequence number, from 1.
    synchronized long append(Kind kind, String text) {
        var escaped = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        if (length + escaped.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + escaped.length));
        }
        System.arraycopy(escaped, 0, bytes, length, escaped.length);
        length += escaped.length;
        if (frames == ends.length) {
            ends = Arrays.copyOf(ends, frames * 2);
            kinds = Arrays.copyOf(kinds, frames * 2);
        }
        ends[frames] = length;
        kinds[frames] = (byte) kind.ordinal();
        return ++frames;
    }

    /// The newest sequence number; 0 before the first delta.
    synchronized long last() {
        return frames;
    }

    /// The heap that this buffer holds, for the house's byte budget.
    synchronized long size() {
        return bytes.length + 5L * ends.length;
    }

    /// All that is said by now. Costs nothing: what stands in the arrays is never written again, so it is read without holding the
    /// run up.
    synchronized Snapshot snapshot() {
        return new Snapshot(bytes, ends, kinds, frames);
    }

    /// Everything after `seq`, in order.
    List<Slice> allAfter(long seq) {
        return snapshot().allAfter(seq);
    }

    /// What was said up to one moment.
    static final class Snapshot {
        private final byte[] bytes;
        private final int[] ends;
        private final byte[] kinds;
        private final int frames;

        private Snapshot(byte[] bytes, int[] ends, byte[] kinds, int frames) {
            this.bytes = bytes;
            this.ends = ends;
            this.kinds = kinds;
            this.frames = frames;
        }

        long last() {
            return frames;
        }

        /// The first run of frames of one kind after `seq`, merged, or null when there is none.
        Slice after(long seq) {
            if (seq < 0 || seq > frames) {
                throw new IllegalArgumentException("no cursor " + seq + " among " + frames);
            }
            if (seq == frames) {
                return null;
            }
            var first = (int) seq;
            var end = first + 1;
            while (end < frames && kinds[end] == kinds[first]) {
                end++;
            }
            var from = first == 0 ? 0 : ends[first - 1];
            return new Slice(Kind.values()[kinds[first]], end, Arrays.copyOfRange(bytes, from, ends[end - 1]));
        }

        List<Slice> allAfter(long seq) {
            var slices = new ArrayList<Slice>();
            for (var slice = after(seq); slice != null; slice = after(slice.last())) {
                slices.add(slice);
            }
            return slices;
        }
    }

    /// Merged frames of one kind.
    ///
    /// @param last the sequence number of the newest frame in it: the watcher's next cursor
    /// @param json the text as the inside of a JSON string, UTF-8
    record Slice(Kind kind, long last, byte[] json) {
        /// One server-sent event: the cursors as its `id`, the kind as its name, `{"run":…,"text":…}` as its data.
        byte[] event(String cursors, String run) {
            var out = new ByteArrayOutputStream(json.length + cursors.length() + 120);
            out.writeBytes(("id: " + cursors + "\nevent: " + (kind == Kind.TEXT ? "text" : "reasoning") + "\ndata: {\"run\":\"" + run
                            + "\",\"text\":\"")
                    .getBytes(StandardCharsets.UTF_8));
            out.writeBytes(json);
            out.writeBytes("\"}\n\n".getBytes(StandardCharsets.UTF_8));
            return out.toByteArray();
        }
    }
}
