package app.hearth.platform.error;

import java.util.Locale;

/// Everything that can be refused or go wrong in front of a person: the stable part of the API's errors. Each has a sentence in
/// `messages/errors.en.properties` and `errors.zh.properties` under its [#id()]; a test holds the three together.
public enum ErrorCode {
    BAD_REQUEST(400),
    BAD_JSON(400),
    INVALID_FIELD(400),
    NOT_SIGNED_IN(401),
    FORBIDDEN(403),
    WRONG_ORIGIN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    CONFLICT(409),
    TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    TOO_MANY_REQUESTS(429),
    HEADERS_TOO_LARGE(431),
    INTERNAL(500),
    BUSY(503),
    STORAGE_FULL(507),

    SIGN_UP_CLOSED(403),
    EMAIL_TAKEN(409),
    WRONG_CREDENTIALS(401),
    WRONG_PASSWORD(400),
    PASSWORD_TOO_COMMON(400),
    TOO_MANY_ATTEMPTS(429),
    ACCOUNT_PENDING(403),
    PRIMARY_ADMIN(403),
    LAST_ADMIN(409),
    UNKNOWN_ACCOUNT(404),
    TOO_MANY_KEYS(409),
    API_KEYS_OFF(403),
    API_KEY_SCOPE(403),
    TOO_MANY_ANSWERS(429),

    NO_MODEL(400),
    MODEL_NOT_FOUND(404),
    CONNECTION_FIXED(409),
    SETTING_FIXED(409),
    SECRET_UNREADABLE(409),
    TOO_MANY_FOLDERS(409),
    FOLDER_TOO_DEEP(409),
    FOLDER_IN_ITSELF(409),
    TOO_MANY_TAGS(409),
    RUN_ACTIVE(409),
    NOTHING_TO_CONTINUE(409),
    MESSAGE_OVER_WINDOW(400),
    PICTURE_UNREADABLE(400),
    FILE_TYPE_UNSUPPORTED(400),
    UPLOADS_UNFINISHED(429),
    IMPORT_UNKNOWN(400),
    IMPORT_UNREADABLE(400),
    IMPORT_RUNNING(409),

    PROVIDER_UNREACHABLE(502),
    PROVIDER_KEY_REFUSED(502),
    PROVIDER_FORBIDDEN(502),
    PROVIDER_NOT_FOUND(502),
    PROVIDER_MODEL_NOT_FOUND(502),
    PROVIDER_RATE_LIMITED(502),
    PROVIDER_QUOTA(502),
    PROVIDER_REFUSED(502),
    PROVIDER_CONTENT_REFUSED(502),
    PROVIDER_CONTEXT_TOO_LONG(502),
    PROVIDER_FAILED(502),
    PROVIDER_BUSY(502),
    PROVIDER_TIMEOUT(504),
    PROVIDER_SILENT(504),
    PROVIDER_LOST(502),
    PROVIDER_GARBAGE(502),
    PROVIDER_ADDRESS_WRONG(502),
    STARTER_NEEDS_PIP(409),
    STARTER_FAILED(502),
    STARTER_DAMAGED(502),
    EGRESS_REFUSED(403),
    OFFLINE(403);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    /// The HTTP status with which our own API answers it.
    public int status() {
        return status;
    }

    /// The name on the wire: lower snake case.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
