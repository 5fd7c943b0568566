package app.hearth.platform.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// A body that came compressed by gzip, as it was before. What has arrived is given without waiting for more.
final class Unzipped extends InputStream {
    private final InputStream zipped;
    private GZIPInputStream plain; // reads its header when it is made, so it is made by the first read

    Unzipped(InputStream zipped) {
        this.zipped = zipped;
    }

    /// Whether an answer's body is compressed so; then takes what is true of the compressed bytes only out of its headers.
    static boolean isOf(Map<String, List<String>> headers) {
        var coding = headers.getOrDefault("content-encoding", List.of());
        if (coding.size() != 1 || !coding.getFirst().strip().matches("(?i)(x-)?gzip")) {
            return false;
        }
        headers.remove("content-encoding");
        headers.remove("content-length");
        return true;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (plain == null) {
            plain = new GZIPInputStream(zipped);
        }
        int got = plain.read(buffer, offset, length);
        if (got < 0) {
            zipped.transferTo(OutputStream.nullOutputStream()); // to the transfer's own end, so that the connection serves again
        }
        return got;
    }

    @Override
    public void close() throws IOException {
        zipped.close();
    }
}
