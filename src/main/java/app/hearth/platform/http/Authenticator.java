package app.hearth.platform.http;

import java.util.Optional;

/// Finds who stands behind a credential; empty when it is unknown, ended or expired.
@FunctionalInterface
public interface Authenticator {
    Optional<Principal> find(Credential credential);

    /// What a request brought to show who asks.
    sealed interface Credential {}

    /// The session cookie of our own page.
    record Cookie(String secret) implements Credential {}

    /// `Authorization: Bearer …` or `x-api-key`: an API key, or the token that Open WebUI's sign-in hands out.
    record Bearer(String token) implements Credential {}
}
