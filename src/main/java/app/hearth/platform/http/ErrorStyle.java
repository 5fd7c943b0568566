package app.hearth.platform.http;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import com.fasterxml.jackson.annotation.JsonInclude;

/// How an error is told: in the words of whoever's API the path belongs to.
public enum ErrorStyle {
    /// Our own: RFC 9457 problem details.
    PROBLEM,
    /// OpenAI's `error`.
    OPENAI,
    /// Open WebUI's `detail`.
    DETAIL,
    /// Paths that OpenAI's clients and Open WebUI's both call.
    BOTH;

    record Error(String message, String type, String code, String param) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Foreign(Error error, String detail) {}

    static ErrorStyle of(String path) {
        if (isBelow(path, "/v1")) {
            return OPENAI;
        }
        if (isBelow(path, "/api/v1") || isBelow(path, "/ollama") || isBelow(path, "/openai")) {
            return DETAIL;
        }
        if (isBelow(path, "/api/chat") || isBelow(path, "/api/models") || isBelow(path, "/api/embeddings")) {
            return BOTH;
        }
        return PROBLEM;
    }

    /// Whether a path is of an API, so that it never answers the page.
    static boolean isApi(String path) {
        return isBelow(path, "/api") || of(path) != PROBLEM;
    }

    private static boolean isBelow(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }

    String contentType() {
        return this == PROBLEM ? "application/problem+json" : "application/json";
    }

    Object body(HearthException e, Language language) {
        var problem = Problem.of(e, language);
        var error = new Error(
                problem.detail(),
                type(problem.status()),
                problem.code(),
                e.arguments().get("field"));
        return switch (this) {
            case PROBLEM -> problem;
            case OPENAI -> new Foreign(error, null);
            case DETAIL -> new Foreign(null, problem.detail());
            case BOTH -> new Foreign(error, problem.detail());
        };
    }

    private static String type(int status) {
        return status == 429 ? "rate_limit_error" : status < 500 ? "invalid_request_error" : "server_error";
    }
}
