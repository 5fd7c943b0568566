package app.hearth.chat.exchange;

import app.hearth.platform.json.Json;
import app.hearth.platform.json.Text;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Reads one value of a large file into memory, up to a size; a larger one is read over and counts as absent. Texts are made clean
/// ([Text]).
final class JsonTrees {
    /// Characters that one chat may have, its files inside included.
    static final int MOST_TEXT = 24 << 20;
    /// What a value takes besides its text, so that many small ones don't fill the memory.
    private static final int OVERHEAD = 40;

    private static final int DEEPEST = 100;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(MOST_TEXT)
                    .maxNumberLength(200)
                    .maxNameLength(1_000)
                    .build())
            .build();
    private static final JsonNodeFactory NODES = Json.MAPPER.getNodeFactory();

    private final JsonParser parser;
    private long left;

    private JsonTrees(JsonParser parser) {
        this.parser = parser;
        left = MOST_TEXT;
    }

    static JsonParser parser(InputStream in) throws IOException {
        return FACTORY.createParser(in);
    }

    /// The value at which the parser stands, which then stands at its end.
    static Optional<JsonNode> read(JsonParser parser) throws IOException {
        var trees = new JsonTrees(parser);
        var node = trees.value();
        return trees.left < 0 ? Optional.empty() : Optional.of(node);
    }

    private JsonNode value() throws IOException {
        left -= OVERHEAD;
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> NODES.textNode(text());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? NODES.numberNode(parser.getDoubleValue())
                        : NODES.numberNode(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private String text() throws IOException {
        left -= parser.getTextLength();
        return left < 0 ? "" : Text.clean(parser.getText());
    }

    private JsonNode object() throws IOException {
        var object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = Text.clean(parser.currentName());
            parser.nextToken();
            if (left < 0) {
                parser.skipChildren();
            } else {
                left -= name.length();
                object.set(name, value());
            }
        }
        return object;
    }

    private JsonNode array() throws IOException {
        var array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (left < 0) {
                parser.skipChildren();
            } else {
                array.add(value());
            }
        }
        return array;
    }
}
