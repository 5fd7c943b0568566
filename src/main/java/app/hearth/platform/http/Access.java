package app.hearth.platform.http;

/// Who may call a route. Every route names one; there is no default.
public enum Access {
    PUBLIC,
    /// Any account, one that waits for approval too.
    SIGNED_IN,
    MEMBER,
    ADMIN
}
