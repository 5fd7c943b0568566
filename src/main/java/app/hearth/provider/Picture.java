package app.hearth.provider;

import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/// A picture within a request's JSON: base64 text when it is sent, the number of its bytes when it is shown.
public final class Picture implements JsonSerializable {
    private static final String SHOWN = "shown";

    private final String prefix;
    private final byte[] bytes;

    private Picture(String prefix, byte[] bytes) {
        this.prefix = prefix;
        this.bytes = bytes;
    }

    /// As OpenAI takes it: `data:image/png;base64,…`.
    public static JsonNode dataUrl(CompletionRequest.Part.Image image) {
        return new POJONode(new Picture("data:" + image.mime() + ";base64,", image.bytes()));
    }

    /// As Ollama takes it: bare base64.
    public static JsonNode bare(CompletionRequest.Part.Image image) {
        return new POJONode(new Picture("", image.bytes()));
    }

    /// The body as it goes out.
    static byte[] sent(ObjectNode body) {
        try {
            return Json.MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The body as it is shown.
    static String shown(ObjectNode body) {
        try {
            return Json.MAPPER.writer().withAttribute(SHOWN, true).writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
        boolean isShown = provider.getAttribute(SHOWN) != null;
        generator.writeString(prefix
                + (isShown
                        ? "<" + bytes.length + " bytes>"
                        : Base64.getEncoder().encodeToString(bytes)));
    }

    @Override
    public void serializeWithType(JsonGenerator generator, SerializerProvider provider, TypeSerializer type) throws IOException {
        serialize(generator, provider);
    }
}
