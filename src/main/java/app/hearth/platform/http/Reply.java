package app.hearth.platform.http;

import app.hearth.platform.json.Json;
import java.io.IOException;

/// An answer that is not plain JSON at 200: another status, bytes, a stream. Written on the request's own virtual thread, which may wait.
@FunctionalInterface
public interface Reply {
    /// Writes head and body. An exception before the first byte becomes an error answer; after it the connection is closed.
    void write(Out out) throws IOException;

    static Reply json(int status, Object value) {
        return bytes(status, "application/json", Json.bytes(value));
    }

    static Reply bytes(int status, String type, byte[] bytes) {
        return out -> {
            out.status(status);
            out.header("Content-Type", type);
            out.header("Content-Length", Integer.toString(bytes.length));
            out.body().write(bytes);
        };
    }
}
