package app.hearth.platform.http;

import java.util.Set;

/// Who asks.
///
/// @param session the row that let the caller in: a session's id or an API key's
/// @param scopes what the credential may be used for; a session may do everything that its account may
public record Principal(String user, Role role, String session, Via via, Set<Scope> scopes) {
    public enum Role {
        PENDING,
        USER,
        ADMIN
    }

    /// What the caller showed.
    public enum Via {
        SESSION,
        API_KEY
    }

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    /// Let in by a session, which has every scope.
    public static Principal ofSession(String user, Role role, String session) {
        return new Principal(user, role, session, Via.SESSION, Set.of(Scope.values()));
    }

    boolean may(Access access) {
        return switch (access) {
            case PUBLIC, SIGNED_IN -> true;
            case MEMBER -> role != Role.PENDING;
            case ADMIN -> role == Role.ADMIN;
        };
    }
}
