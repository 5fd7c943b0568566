package app.hearth.chat.exchange;

import app.hearth.chat.Part;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// A file that stands within an export. Its bytes are made when it is stored and believed in nothing: the room of files looks at them anew.
///
/// @param coded base64, or the text itself
record SourceFile(String name, String coded, boolean isText) {
    /// Of a `data:` address with base64; empty when it is none.
    static Optional<SourceFile> ofDataUrl(String name, String url) {
        var comma = url.indexOf(',');
        if (!url.startsWith("data:") || comma < 0 || !url.substring(0, comma).endsWith(";base64")) {
            return Optional.empty();
        }
        return Optional.of(new SourceFile(name, url.substring(comma + 1), false));
    }

    /// @throws IllegalArgumentException when it is no base64
    byte[] bytes() {
        return isText
                ? coded.getBytes(StandardCharsets.UTF_8)
                : Base64.getMimeDecoder().decode(coded);
    }

    /// The place of a file in a message, until it is known what it is.
    static Part part(String type, String key, String name) {
        return new Part(type, null, null, key, name, null, null, null, Map.of());
    }
}
