package app.hearth.platform.http;

/// Who asks.
///
/// @param session the row that let the caller in
public record Principal(String user, Role role, String session) {
    public enum Role {
        PENDING,
        USER,
        ADMIN
    }

    boolean may(Access access) {
        return switch (access) {
            case PUBLIC, SIGNED_IN -> true;
            case MEMBER -> role != Role.PENDING;
            case ADMIN -> role == Role.ADMIN;
        };
    }
}
