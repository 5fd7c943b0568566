package app.hearth.platform.egress;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An answer whose body is still coming. One thread reads; [#abort()] may come from any.
///
/// @param uri where the answer came from, after redirects
/// @param headers names in lower case
public record EgressResponse(int status, Map<String, List<String>> headers, URI uri, InputStream body, EgressCall call)
        implements AutoCloseable {
    /// The first value of a header; `name` in lower case.
    public Optional<String> header(String name) {
        var values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    /// The whole body. Throws [EgressException] when it is cut, slow or over the limit.
    public byte[] bytes() throws IOException {
        return body.readAllBytes();
    }

    /// Closes the socket at once; a read that waits fails with [EgressException.Kind#ABORTED].
    public void abort() {
        call.abort();
    }

    /// Gives the connection back when the body was read to its end, else closes it.
    @Override
    public void close() {
        call.close();
    }
}
