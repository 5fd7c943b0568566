package app.hearth.provider;

import app.hearth.provider.stream.ChunkParser;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;

/// A completion's request, ready to go out.
///
/// @param parser reads the answer
/// @param opened whether the answer begins within a thought whose opening tag stood in the prompt
public record Plan(URI url, ObjectNode body, ChunkParser parser, boolean opened) {
    public Plan withBody(ObjectNode other) {
        return new Plan(url, other, parser, opened);
    }
}
