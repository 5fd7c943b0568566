package app.hearth.provider;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// A configured upstream, ready to be called.
///
/// @param baseUrl without a trailing slash: for OpenAI-compatible ones what precedes `/chat/completions` (mostly ends in `/v1`), for
///     Ollama what precedes `/api`, for Bailian the host alone
/// @param key empty for none
/// @param headers sent beside ours with every request
/// @param keepAlive how long an Ollama keeps the model in memory after an answer; empty for as it is set up itself
public record Connection(
        String id, ProviderKind kind, String name, URI baseUrl, String key, Map<String, String> headers, Optional<String> keepAlive) {
    public Connection {
        headers = Map.copyOf(headers);
    }

    public Connection(String id, ProviderKind kind, String name, URI baseUrl, String key, Map<String, String> headers) {
        this(id, kind, name, baseUrl, key, headers, Optional.empty());
    }

    /// The same, for a model that is kept so long.
    public Connection keeping(Optional<String> time) {
        return new Connection(id, kind, name, baseUrl, key, headers, time);
    }

    /// Without the key and the headers, which may hold secrets.
    @Override
    public String toString() {
        return "Connection[" + id + " " + kind.id() + " " + baseUrl + "]";
    }
}
