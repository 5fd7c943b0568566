package app.hearth.platform.http;

import java.util.Optional;

/// Finds who stands behind a credential; empty when it is unknown, ended or expired.
@FunctionalInterface
public interface Authenticator {
    Optional<Principal> find(Credential credential);

    /// Who stands behind a request that brought no credential, or a session that has ended: usually nobody.
    ///
    /// @param host what the client calls us
    default Optional<Principal> withoutCredential(String host) {
        return Optional.empty();
    }

    /// What a request brought to show who asks.
    sealed interface Credential {}

    /// The session cookie of our own page.
    record Cookie(String secret) implements Credential {}

    /// `Authorization: Bearer …` or `x-api-key`: an API key, or the token that Open WebUI's sign-in hands out.
    record Bearer(String token) implements Credential {}
}
