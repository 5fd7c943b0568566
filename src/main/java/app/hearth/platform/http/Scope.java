package app.hearth.platform.http;

import java.util.Locale;
import java.util.Optional;

/// What a route is about, and so what an API key may be allowed. A session has all of them.
public enum Scope {
    /// Listing and calling models: the OpenAI-compatible API.
    MODELS,
    /// The caller's own chats and files.
    CHATS,
    /// What only administrators may, for those whose account is one.
    ADMIN,
    /// The caller's own account: password, sessions, keys. Never given to an API key.
    ACCOUNT;

    /// The name on the wire.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> of(String id) {
        for (var scope : values()) {
            if (scope.id().equals(id)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
