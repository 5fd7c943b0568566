package app.hearth.provider.openai;

import app.hearth.platform.json.Json;
import app.hearth.provider.stream.Chunk;
import app.hearth.provider.stream.ChunkParser;
import app.hearth.provider.stream.JsonPieces;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/// Reads `chat.completion.chunk` objects, and whole `chat.completion` ones from servers that do not stream.
public final class OpenAiChunks implements ChunkParser {
    private static final JsonFactory JSON = Json.MAPPER.getFactory();

    @Override
    public void parse(byte[] bytes, int offset, int length, Chunk chunk) throws IOException {
        try (var parser = JSON.createParser(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(parser, "not an object");
            }
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                switch (field) {
                    case "choices" -> choices(parser, chunk);
                    case "usage" -> usage(parser, chunk);
                    case "x_groq" -> usageWithin(parser, chunk);
                    case "error" -> error(parser, chunk);
                    default -> JsonPieces.skip(parser);
                }
            }
        }
        if (!chunk.isCompletion && chunk.error == null) {
            bareError(Json.MAPPER.readTree(bytes, offset, length), chunk);
        }
    }

    private static void choices(JsonParser parser, Chunk chunk) throws IOException {
        chunk.isCompletion = true;
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                choice(parser, chunk);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void choice(JsonParser parser, Chunk chunk) throws IOException {
        int index = 0;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            switch (field) {
                case "index" -> index = JsonPieces.count(parser);
                case "delta", "message" -> message(parser, chunk);
                case "finish_reason" -> chunk.finish = JsonPieces.text(parser);
                case "usage" -> usage(parser, chunk); // Moonshot counts here
                case "error" -> error(parser, chunk); // OpenRouter
                default -> JsonPieces.skip(parser);
            }
        }
        if (index > 0) { // a further answer to the same question, which nobody asked for
            chunk.text = null;
            chunk.reasoning = null;
            chunk.finish = null;
            chunk.tools.clear();
        }
    }

    private static void message(JsonParser parser, Chunk chunk) throws IOException {
        if (!JsonPieces.entersObject(parser)) {
            return;
        }
        int rank = 0;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            switch (field) {
                case "content" -> content(parser, chunk);
                case "refusal" -> chunk.text = firstOf(chunk.text, JsonPieces.text(parser));
                case "reasoning_content" -> rank = reasoning(parser, chunk, rank, 3);
                case "reasoning" -> rank = reasoning(parser, chunk, rank, 2);
                case "thinking" -> rank = reasoning(parser, chunk, rank, 1);
                case "tool_calls" -> JsonPieces.toolCalls(parser, chunk);
                case "function_call" -> JsonPieces.functionCall(parser, chunk);
                default -> JsonPieces.skip(parser);
            }
        }
    }

    /// Servers write the thought under one of three names, some under two of them at once: the best one counts.
    private static int reasoning(JsonParser parser, Chunk chunk, int best, int rank) throws IOException {
        var text = JsonPieces.text(parser);
        if (text == null || text.isEmpty() || best > rank) {
            return best;
        }
        chunk.reasoning = text;
        return rank;
    }

    private static void content(JsonParser parser, Chunk chunk) throws IOException {
        switch (parser.nextToken()) {
            case VALUE_STRING -> chunk.text = parser.getText();
            case START_ARRAY -> parts(JsonPieces.treeHere(parser), chunk);
            default -> parser.skipChildren();
        }
    }

    /// Mistral's thinking models answer in parts.
    private static void parts(JsonNode parts, Chunk chunk) {
        for (var part : parts) {
            chunk.text = joined(chunk.text, part.path("text").asText(""));
            var thinking = part.path("thinking");
            chunk.reasoning = joined(chunk.reasoning, thinking.isTextual() ? thinking.textValue() : "");
            for (var thought : thinking) {
                chunk.reasoning = joined(chunk.reasoning, thought.path("text").asText(""));
            }
        }
    }

    private static void usageWithin(JsonParser parser, Chunk chunk) throws IOException {
        if (!JsonPieces.entersObject(parser)) {
            return;
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            switch (field) {
                case "usage" -> usage(parser, chunk);
                case "error" -> error(parser, chunk);
                default -> JsonPieces.skip(parser);
            }
        }
    }

    private static void usage(JsonParser parser, Chunk chunk) throws IOException {
        if (!JsonPieces.entersObject(parser)) {
            return;
        }
        chunk.isCompletion = true;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            switch (field) {
                case "prompt_tokens" -> chunk.promptTokens = JsonPieces.count(parser);
                case "completion_tokens" -> chunk.completionTokens = JsonPieces.count(parser);
                case "cached_tokens", "prompt_cache_hit_tokens" -> chunk.cachedTokens = JsonPieces.count(parser); // Moonshot, DeepSeek
                case "prompt_tokens_details", "completion_tokens_details" -> details(parser, chunk);
                default -> JsonPieces.skip(parser);
            }
        }
    }

    private static void details(JsonParser parser, Chunk chunk) throws IOException {
        if (!JsonPieces.entersObject(parser)) {
            return;
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            switch (field) {
                case "cached_tokens" -> chunk.cachedTokens = JsonPieces.count(parser);
                case "reasoning_tokens" -> chunk.reasoningTokens = JsonPieces.count(parser);
                default -> JsonPieces.skip(parser);
            }
        }
    }

    private static void error(JsonParser parser, Chunk chunk) throws IOException {
        var error = JsonPieces.tree(parser);
        if (error != null && !error.isNull() && !error.isMissingNode() && !error.isEmpty() || error != null && error.isTextual()) {
            chunk.error = error;
        }
    }

    /// An error that is the whole object: `{"code":…,"message":…}` (Bailian's native form), `{"object":"error",…}`, `{"detail":…}`.
    private static void bareError(JsonNode object, Chunk chunk) {
        if (object.path("object").asText().equals("error") || object.hasNonNull("message") || object.hasNonNull("detail")) {
            chunk.error = object;
        }
    }

    private static String firstOf(String first, String second) {
        return first == null || first.isEmpty() ? second : first;
    }

    private static String joined(String first, String second) {
        return first == null ? second : first + second;
    }
}
