package app.hearth.provider;

import java.util.Locale;
import java.util.Optional;

/// The kinds of upstream that the gateway speaks with.
public enum ProviderKind {
    OPENAI,
    OLLAMA,
    BAILIAN,
    /// A llama-server that the house runs itself.
    LOCAL;

    /// The name on the wire.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ProviderKind> of(String id) {
        for (var kind : values()) {
            if (kind.id().equals(id)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
