package app.hearth.provider.stream;

import app.hearth.provider.Delta;
import app.hearth.provider.stream.BrokenAnswer.Kind;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads an answer line by line into deltas: server-sent events, one JSON object a line, or one JSON object as a whole (from a server
/// that does not stream), whichever comes. Not thread-safe.
public final class AnswerReader {
    private static final int MOST_RAW = 4096;
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "error:".getBytes(StandardCharsets.US_ASCII);

    private final LineReader lines;
    private final ChunkParser parser;
    private final Normaliser normaliser;
    private final Chunk chunk = new Chunk();
    private byte[] pending = {}; // a JSON object that goes on in the next line
    private byte[] odd = {}; // the first line that was nothing
    private boolean isPlain; // JSON without `data:`
    private boolean sawCompletion;
    private boolean atStart = true;

    /// @param opened see [Normaliser]
    public AnswerReader(InputStream body, ChunkParser parser, boolean opened, Consumer<Delta> out) {
        this.lines = new LineReader(body);
        this.parser = parser;
        this.normaliser = new Normaliser(opened, out);
    }

    /// Reads one line, which may give any number of deltas; false after the good end, whose [Delta.Finish] was given. Throws
    /// [BrokenAnswer], and what the body throws.
    public boolean read() throws IOException {
        boolean more;
        try {
            more = lines.next();
        } catch (LineReader.TooLong e) {
            throw new BrokenAnswer(Kind.GARBAGE, Optional.empty(), e.getMessage());
        }
        return more ? line() : end();
    }

    /// Gives what was held back, when the answer broke after its first delta.
    public void flush() {
        normaliser.flush();
    }

    private boolean line() throws IOException {
        var bytes = lines.buffer();
        int start = lines.start();
        int length = lines.length();
        if (atStart) {
            if (startsWith(bytes, start, length, new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF})) {
                start += 3;
                length -= 3;
            }
            atStart = length == 0;
        }
        // llama-server of 2024 and early 2025 writes what went wrong as `error: {…}`
        var field = startsWith(bytes, start, length, DATA) ? DATA : startsWith(bytes, start, length, ERROR) ? ERROR : null;
        if (field != null) {
            int skip = length > field.length && bytes[start + field.length] == ' ' ? field.length + 1 : field.length;
            return data(bytes, start + skip, length - skip);
        }
        if (isPlain || length > 0 && bytes[start] == '{') {
            isPlain = true;
            return data(bytes, start, length);
        }
        if (length == 0 && pending.length > 0) {
            throw garbage(pending, 0, pending.length);
        }
        if (length > 0 && bytes[start] == '<' && !sawCompletion) {
            throw garbage(bytes, start, length);
        }
        if (length > 0 && odd.length == 0 && !sawCompletion) {
            odd = Arrays.copyOfRange(bytes, start, start + Math.min(length, MOST_RAW));
        }
        return true; // a comment, another field of the event, or its end
    }

    private boolean data(byte[] bytes, int start, int length) throws IOException {
        if (length == 0) {
            return true;
        }
        if (pending.length > 0) {
            int joined = pending.length + 1 + length;
            if (joined > LineReader.MOST) {
                throw garbage(pending, 0, pending.length);
            }
            var whole = Arrays.copyOf(pending, joined);
            whole[pending.length] = '\n';
            System.arraycopy(bytes, start, whole, pending.length + 1, length);
            pending = new byte[0];
            return object(whole, 0, joined);
        }
        if (startsWith(bytes, start, length, DONE)) {
            if (!sawCompletion) {
                throw garbage(bytes, start, length);
            }
            normaliser.finish();
            return false;
        }
        return object(bytes, start, length);
    }

    private boolean object(byte[] bytes, int start, int length) throws IOException {
        chunk.clear();
        try {
            parser.parse(bytes, start, length, chunk);
        } catch (JsonProcessingException e) {
            if (isUnfinished(e)) {
                pending = Arrays.copyOfRange(bytes, start, start + length);
                return true;
            }
            parseRepaired(bytes, start, length);
        }
        if (chunk.error != null) {
            throw new BrokenAnswer(Kind.ERROR, Optional.of(chunk.error), raw(bytes, start, length));
        }
        sawCompletion |= chunk.isCompletion;
        normaliser.accept(chunk);
        if (chunk.isLast) {
            normaliser.finish();
            return false;
        }
        return true;
    }

    /// Some servers cut a character in two when they cut a token: what is no UTF-8 becomes U+FFFD.
    private void parseRepaired(byte[] bytes, int start, int length) throws IOException {
        if (!lines.isTerminated() && sawCompletion) {
            throw new BrokenAnswer(Kind.CUT, Optional.empty(), raw(bytes, start, length)); // the stream ended within a token
        }
        var repaired = new String(bytes, start, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        if (Arrays.equals(repaired, 0, repaired.length, bytes, start, start + length)) {
            throw garbage(bytes, start, length);
        }
        chunk.clear();
        try {
            parser.parse(repaired, 0, repaired.length, chunk);
        } catch (JsonProcessingException e) {
            throw garbage(bytes, start, length);
        }
    }

    /// Jackson has its own exception for an end within a value, but not for one between two.
    private static boolean isUnfinished(JsonProcessingException e) {
        return e instanceof JsonEOFException || e.getOriginalMessage().startsWith("Unexpected end-of-input");
    }

    private boolean end() throws BrokenAnswer {
        if (pending.length == 0 && normaliser.hasFinish()) {
            normaliser.finish(); // not everybody says [DONE]
            return false;
        }
        var last = pending.length > 0 ? pending : odd;
        throw new BrokenAnswer(sawCompletion ? Kind.CUT : Kind.GARBAGE, Optional.empty(), raw(last, 0, last.length));
    }

    private static boolean startsWith(byte[] bytes, int start, int length, byte[] prefix) {
        return length >= prefix.length && Arrays.equals(bytes, start, start + prefix.length, prefix, 0, prefix.length);
    }

    private static BrokenAnswer garbage(byte[] bytes, int start, int length) {
        return new BrokenAnswer(Kind.GARBAGE, Optional.empty(), raw(bytes, start, length));
    }

    private static String raw(byte[] bytes, int start, int length) {
        return new String(bytes, start, Math.min(length, MOST_RAW), StandardCharsets.UTF_8);
    }
}
