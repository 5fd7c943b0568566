package app.hearth.platform.egress;

import java.io.IOException;
import java.io.InputStream;

/// The answer's bytes: counted, timed, and with every failure named.
final class Body extends InputStream {
    private final InputStream in;
    private final EgressCall call;
    private final long maxBytes;
    private long count;
    private boolean ended;

    Body(InputStream in, EgressCall call, long maxBytes) {
        this.in = in;
        this.call = call;
        this.maxBytes = maxBytes;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        call.reading();
        int got;
        try {
            got = in.read(buffer, offset, length);
        } catch (IOException e) {
            throw call.failure(e, true);
        } finally {
            call.idle();
        }
        if (got < 0) {
            ended = true;
            call.finished();
            return -1;
        }
        count += got;
        if (count > maxBytes) {
            call.abort();
            throw call.failure(EgressException.Kind.TOO_LARGE, "more than " + maxBytes + " bytes", null);
        }
        return got;
    }

    @Override
    public void close() {
        call.close();
    }
}
