package app.hearth.platform.egress;

import java.io.IOException;

/// Why an address was not reached or its answer not read to the end.
public final class EgressException extends IOException {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        /// The address is none that can be asked: no http(s), no host, user info inside.
        ADDRESS,
        /// It lies in a network that this caller may not reach.
        REFUSED,
        OFFLINE,
        DNS,
        CONNECT,
        TLS,
        /// No answer within the time for the first byte.
        NO_ANSWER,
        /// Nothing came for too long in the middle of the answer.
        SILENT,
        /// The time for the whole exchange ran out.
        TOO_LONG,
        TOO_LARGE,
        /// Too many redirects, or one that leads nowhere.
        REDIRECT,
        /// The other side went away.
        LOST,
        /// We closed it ourselves.
        ABORTED
    }

    private final Kind kind;
    private final String host;

    EgressException(Kind kind, String host, String message, Throwable cause) {
        super(kind + " " + host + ": " + message, cause);
        this.kind = kind;
        this.host = host;
    }

    public Kind kind() {
        return kind;
    }

    public String host() {
        return host;
    }
}
