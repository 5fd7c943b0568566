package app.hearth.provider.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Cuts a byte stream into lines that end in `\n` or `\r\n`, without copying: a line is a slice of [#buffer()] until the next one is asked
/// for.
public final class LineReader {
    /// The longest line.
    public static final int MOST = 1 << 20;

    private static final int USUAL = 8 << 10;

    private final InputStream in;
    private byte[] buffer = new byte[USUAL];
    private int from; // first byte not yet given
    private int to; // end of what was read
    private int start;
    private int end;
    private boolean terminated;

    public LineReader(InputStream in) {
        this.in = in;
    }

    /// Goes to the next line, waiting for it; false at the end. Throws [TooLong] for one over [#MOST].
    public boolean next() throws IOException {
        int seen = from;
        while (true) {
            for (int i = seen; i < to; i++) {
                if (buffer[i] == '\n') {
                    start = from;
                    end = i > from && buffer[i - 1] == '\r' ? i - 1 : i;
                    from = i + 1;
                    terminated = true;
                    return true;
                }
            }
            int looked = to - from;
            makeRoom();
            seen = from + looked;
            int got = in.read(buffer, to, buffer.length - to);
            if (got < 0) {
                start = from;
                end = to;
                from = to;
                terminated = false;
                return start < end;
            }
            to += got;
        }
    }

    public byte[] buffer() {
        return buffer;
    }

    public int start() {
        return start;
    }

    public int length() {
        return end - start;
    }

    /// False when the stream ended before the line did.
    public boolean isTerminated() {
        return terminated;
    }

    private void makeRoom() throws TooLong {
        int held = to - from;
        if (held >= MOST) {
            throw new TooLong();
        }
        if (held == 0 && buffer.length > USUAL) {
            buffer = new byte[USUAL]; // one long line shall not cost its memory for the rest of the stream
        } else if (held == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, MOST));
            return;
        } else if (to < buffer.length) {
            return;
        } else {
            System.arraycopy(buffer, from, buffer, 0, held);
        }
        from = 0;
        to = held;
    }

    /// A line over [#MOST].
    public static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("a line over " + MOST + " bytes");
        }
    }
}
