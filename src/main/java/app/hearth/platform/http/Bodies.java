package app.hearth.platform.http;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// Reads what a request brings. Whatever it is, it ends as a value or as a 4xx.
final class Bodies {
    private static final long DRAIN_NANOS = 5_000_000_000L;
    private static final long MOST_DRAINED = 64 << 20;
    /// What a route without a body may be sent all the same.
    private static final int IGNORED = 100_000;
    private static final int PIECE = 256 << 10;
    private static final byte[] NOTHING = {};

    /// @param share of the heap for large bodies
    static <I> I read(Context context, Route<I, ?> route, LargeBodies.Share share) {
        var bytes = bytes(context, route.in() == Void.class ? IGNORED : route.maxBody(), share);
        if (route.in() == Void.class) {
            return null; // it was read nevertheless: left on the wire it would look like a body that comes too slowly
        }
        return route.in() == byte[].class ? route.in().cast(bytes) : json(bytes, route.in());
    }

    private static <I> I json(byte[] bytes, Class<I> type) {
        try {
            var body = Json.read(bytes, type);
            if (body == null) {
                throw HearthException.invalid("body", "required");
            }
            return body;
        } catch (JsonMappingException e) {
            var path = e.getPath();
            var name = path.isEmpty() ? null : path.getFirst().getFieldName();
            throw HearthException.invalid(name == null ? "body" : name, "wrong_type");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            var reason = at == null ? e.getOriginalMessage() : at.getLineNr() + ":" + at.getColumnNr();
            throw new HearthException(ErrorCode.BAD_JSON, Map.of("reason", reason), e);
        }
    }

    private static byte[] bytes(Context context, int most, LargeBodies.Share share) {
        if (context.req().getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        if (!hasBody(context)) {
            return NOTHING;
        }
        try {
            var in = context.req().getInputStream();
            var usual = Math.min(most, Route.USUAL_BODY);
            var announced = context.req().getContentLength();
            if (announced > 0 && announced <= usual) {
                var body = in.readNBytes(announced); // at once into an array of this size
                in.read(); // meets the end, so that the connection no longer counts as one that brings a body
                return body;
            }
            var bytes = in.readNBytes(usual + 1);
            if (bytes.length > usual && most > usual) {
                bytes = large(in, bytes, most, share);
            }
            if (bytes.length > most) {
                throw tooLarge(most);
            }
            return bytes;
        } catch (IOException | RuntimeException e) {
            if (e instanceof HearthException known) {
                throw known;
            }
            // a client that left, a chunk that is none: Jetty throws its own kinds for these
            throw new HearthException(ErrorCode.BAD_REQUEST, Map.of(), e);
        }
    }

    /// The whole of a body that began with `start`.
    private static byte[] large(InputStream in, byte[] start, int most, LargeBodies.Share share) throws IOException {
        var all = new ByteArrayOutputStream(2 * start.length);
        for (var piece = start; piece.length > 0 && all.size() <= most; piece = in.readNBytes(PIECE)) {
            share.take(piece.length);
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    /// Reads away what is left of a refused body, for a while: a client that is still sending would meet a closed connection
    /// instead of the answer. What comes after that, or waits to be asked for, ends the connection.
    static void drain(Context context) {
        if (hasBody(context) && !isDrained(context)) {
            context.header("Connection", "close");
        }
    }

    private static boolean hasBody(Context context) {
        return context.req().getContentLengthLong() > 0 || context.header("Transfer-Encoding") != null;
    }

    private static boolean isDrained(Context context) {
        if (context.header("Expect") != null || context.req().getContentLengthLong() > MOST_DRAINED) {
            return false;
        }
        try {
            var in = context.req().getInputStream();
            var until = System.nanoTime() + DRAIN_NANOS;
            var buffer = new byte[8192];
            var left = MOST_DRAINED;
            while (left > 0 && System.nanoTime() < until) {
                var got = in.read(buffer);
                if (got < 0) {
                    return true;
                }
                left -= got;
            }
        } catch (IOException | RuntimeException e) {
            return false; // the client left, or sent what is no body: nothing more to hear
        }
        return false;
    }

    private static HearthException tooLarge(int most) {
        var limit = most >= 1_000_000 ? most / 1_000_000 + " MB" : most / 1_000 + " kB";
        return new HearthException(ErrorCode.TOO_LARGE, Map.of("limit", limit));
    }

    private Bodies() {}
}
