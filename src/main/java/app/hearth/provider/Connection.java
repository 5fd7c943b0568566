package app.hearth.provider;

import java.net.URI;
import java.util.Map;

/// A configured upstream, ready to be called.
///
/// @param baseUrl without a trailing slash: for OpenAI-compatible ones what precedes `/chat/completions` (mostly ends in `/v1`), for
///     Ollama what precedes `/api`, for Bailian the host alone
/// @param key empty for none
/// @param headers sent beside ours with every request
public record Connection(String id, ProviderKind kind, String name, URI baseUrl, String key, Map<String, String> headers) {
    public Connection {
        headers = Map.copyOf(headers);
    }

    /// Without the key and the headers, which may hold secrets.
    @Override
    public String toString() {
        return "Connection[" + id + " " + kind.id() + " " + baseUrl + "]";
    }
}
