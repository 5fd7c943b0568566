package app.hearth.platform.error;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The one exception that crosses rooms. The edge words it in the caller's language from [#code()] and [#arguments()]; the cause is for the
/// log only.
public final class HearthException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;
    private final transient Map<String, String> arguments;
    private final transient Optional<Duration> retryAfter;
    private final transient Optional<String> raw;

    public HearthException(ErrorCode code) {
        this(code, Map.of(), null);
    }

    /// @param arguments what the sentence names: field, limit, host …
    public HearthException(ErrorCode code, Map<String, String> arguments) {
        this(code, arguments, null);
    }

    public HearthException(ErrorCode code, Map<String, String> arguments, Throwable cause) {
        this(code, arguments, cause, Optional.empty(), Optional.empty());
    }

    private HearthException(
            ErrorCode code, Map<String, String> arguments, Throwable cause, Optional<Duration> retryAfter, Optional<String> raw) {
        super(code.id() + (arguments.isEmpty() ? "" : " " + arguments), cause);
        this.code = code;
        this.arguments = Map.copyOf(arguments);
        this.retryAfter = retryAfter;
        this.raw = raw;
    }

    /// The field that is wrong and why, as a 400 `invalid_field`.
    public static HearthException invalid(String field, String reason) {
        return new HearthException(ErrorCode.INVALID_FIELD, Map.of("field", field, "reason", reason));
    }

    /// The same, telling when another try may succeed (`Retry-After`).
    public HearthException retryAfter(Duration wait) {
        return new HearthException(code, arguments, getCause(), Optional.of(wait), raw);
    }

    /// The same, with the upstream's raw answer, shown to the owner of the reply on request.
    public HearthException raw(String answer) {
        return new HearthException(code, arguments, getCause(), retryAfter, Optional.of(answer));
    }

    public ErrorCode code() {
        return code;
    }

    public Map<String, String> arguments() {
        return arguments;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    public Optional<String> raw() {
        return raw;
    }
}
