package app.hearth.provider.ollama;

import app.hearth.platform.json.Json;
import app.hearth.provider.stream.Chunk;
import app.hearth.provider.stream.ChunkParser;
import app.hearth.provider.stream.JsonPieces;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/// Reads the lines of `/api/chat`.
final class OllamaChunks implements ChunkParser {
    private static final JsonFactory JSON = Json.MAPPER.getFactory();

    @Override
    public void parse(byte[] bytes, int offset, int length, Chunk chunk) throws IOException {
        try (var parser = JSON.createParser(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(parser, "not an object");
            }
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                switch (field) {
                    case "message" -> message(parser, chunk);
                    case "done" -> {
                        chunk.isLast = parser.nextToken() == JsonToken.VALUE_TRUE;
                        chunk.isCompletion = true;
                    }
                    case "done_reason" -> chunk.finish = JsonPieces.text(parser);
                    case "prompt_eval_count" -> chunk.promptTokens = JsonPieces.count(parser);
                    case "eval_count" -> chunk.completionTokens = JsonPieces.count(parser);
                    case "error" -> chunk.error = JsonPieces.tree(parser);
                    default -> JsonPieces.skip(parser);
                }
            }
        }
    }

    private static void message(JsonParser parser, Chunk chunk) throws IOException {
        if (!JsonPieces.entersObject(parser)) {
            return;
        }
        chunk.isCompletion = true;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            switch (field) {
                case "content" -> chunk.text = JsonPieces.text(parser);
                case "thinking" -> chunk.reasoning = JsonPieces.text(parser);
                case "tool_calls" -> JsonPieces.toolCalls(parser, chunk);
                default -> JsonPieces.skip(parser);
            }
        }
    }
}
