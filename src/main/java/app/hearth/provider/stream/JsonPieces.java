package app.hearth.provider.stream;

import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;

/// What the dialects' parsers share. Each method stands on a field's name and leaves the parser at the end of its value; a value of
/// another type than expected reads as absent.
public final class JsonPieces {
    // a value in the middle of a text is followed by more tokens
    private static final ObjectReader TREES = Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /// The text; null for anything else.
    public static String text(JsonParser parser) throws IOException {
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    /// The number, rounded down; [Chunk#UNKNOWN] for anything else.
    public static int count(JsonParser parser) throws IOException {
        var token = parser.nextToken();
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            var value = parser.getDoubleValue();
            return value >= 0 && value <= Integer.MAX_VALUE ? (int) value : Chunk.UNKNOWN;
        }
        parser.skipChildren();
        return Chunk.UNKNOWN;
    }

    /// Any value as a tree.
    public static JsonNode tree(JsonParser parser) throws IOException {
        parser.nextToken();
        return treeHere(parser);
    }

    /// The same, when the parser stands on the value.
    public static JsonNode treeHere(JsonParser parser) throws IOException {
        return TREES.readTree(parser);
    }

    /// Whether an object begins; else its value was skipped.
    public static boolean entersObject(JsonParser parser) throws IOException {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
            return true;
        }
        parser.skipChildren();
        return false;
    }

    public static void skip(JsonParser parser) throws IOException {
        parser.nextToken();
        parser.skipChildren();
    }

    /// The list `tool_calls`, as OpenAI and Ollama write it.
    public static void toolCalls(JsonParser parser, Chunk chunk) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                toolCall(parser, chunk);
            } else {
                parser.skipChildren();
            }
        }
    }

    /// A function that is called, outside such a list: OpenAI's former `function_call`.
    public static void functionCall(JsonParser parser, Chunk chunk) throws IOException {
        if (entersObject(parser)) {
            var function = new Function();
            function.read(parser);
            chunk.tools.add(new Chunk.ToolPiece(0, null, function.name, function.arguments));
        }
    }

    private static void toolCall(JsonParser parser, Chunk chunk) throws IOException {
        int index = Chunk.UNKNOWN;
        String id = null;
        var function = new Function();
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            switch (field) {
                case "index" -> index = count(parser);
                case "id" -> id = text(parser);
                case "function" -> {
                    if (entersObject(parser)) {
                        function.read(parser);
                    }
                }
                default -> skip(parser);
            }
        }
        chunk.tools.add(new Chunk.ToolPiece(index, id, function.name, function.arguments));
    }

    private static final class Function {
        String name;
        String arguments;

        void read(JsonParser parser) throws IOException {
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                switch (field) {
                    case "name" -> name = text(parser);
                    case "arguments" -> {
                        var token = parser.nextToken();
                        arguments = token == JsonToken.VALUE_STRING
                                ? parser.getText()
                                : token == JsonToken.VALUE_NULL
                                        ? null
                                        : treeHere(parser).toString();
                    }
                    default -> skip(parser);
                }
            }
        }
    }

    private JsonPieces() {}
}
