package app.hearth.provider.stream;

import java.io.IOException;

/// Reads one JSON object of an upstream's answer.
@FunctionalInterface
public interface ChunkParser {
    /// Fills `chunk`, which is clear. Throws a [com.fasterxml.jackson.core.JsonProcessingException] when the bytes are no JSON object.
    void parse(byte[] bytes, int offset, int length, Chunk chunk) throws IOException;
}
