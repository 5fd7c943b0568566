package app.hearth.platform.http;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Answers what Jetty refuses before the route table sees it (broken heads, too large ones) in the same words as everything else, and not
/// as a page that names the server.
final class EarlyErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var error = new HearthException(code(response.getStatus()), Map.of());
        var style = ErrorStyle.of(
                request.getHttpURI().getPath() == null
                        ? ""
                        : request.getHttpURI().getPath());
        var language = Language.of(request.getHeaders().get(HttpHeader.ACCEPT_LANGUAGE));
        response.setStatus(error.code().status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, style.contentType());
        Headers.setAlways(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        // what follows such a head is not read, so the connection ends: a client that is not told uses it for its next request
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.write(
                true, ByteBuffer.wrap(Json.write(style.body(error, language)).getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 413 -> ErrorCode.TOO_LARGE;
            case 414, 431 -> ErrorCode.HEADERS_TOO_LARGE;
            case 503 -> ErrorCode.BUSY;
            case 500 -> ErrorCode.INTERNAL;
            default -> ErrorCode.BAD_REQUEST; // another version of HTTP (505) or coding (501) too
        };
    }
}
