package app.hearth.chat.exchange;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// A file of chats as a stream: JSON, or a zip that holds it under the name that its maker gives it. Chats stand in an array, on the top or
/// as
/// a member `chats` (or `conversations`, `data`) of an object; a single chat may be the whole file.
final class ImportFile {
    static final int MOST_CHATS = 10_000;
    /// What a zip may grow to.
    private static final long MOST_UNPACKED = 500L << 20;

    private static final byte[] ZIP = {'P', 'K', 3, 4};

    /// Hears of each chat in turn.
    interface Visitor {
        /// @param number from 0
        /// @param chat empty when it is too large
        /// @return whether to go on
        boolean chat(int number, Optional<ObjectNode> chat, boolean ours);
    }

    private final Visitor visitor;
    private int number;
    private long unpacked;
    private boolean ours;
    private boolean goesOn = true;

    private ImportFile(Visitor visitor) {
        this.visitor = visitor;
    }

    /// Reads to the end, or until the visitor has enough. `import_unreadable` when it is not what it should be; what came before was seen.
    static void read(InputStream in, Visitor visitor) {
        var file = new ImportFile(visitor);
        try {
            var ahead = new BufferedInputStream(in);
            ahead.mark(4);
            var isZip = Arrays.equals(ahead.readNBytes(4), ZIP);
            ahead.reset();
            if (isZip) {
                file.zip(ahead);
            } else {
                file.json(ahead);
            }
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        } catch (ZipException e) {
            throw new HearthException(ErrorCode.IMPORT_UNREADABLE, Map.of("reason", "import_zip"), e);
        } catch (IOException e) {
            throw new HearthException(ErrorCode.IMPORT_UNREADABLE, Map.of("reason", "import_end"), e);
        }
    }

    private static HearthException unreadable(JsonProcessingException e) {
        var reason = e instanceof StreamConstraintsException ? "import_limits" : "import_json";
        return new HearthException(ErrorCode.IMPORT_UNREADABLE, Map.of("reason", reason, "place", place(e.getLocation())), e);
    }

    private static String place(JsonLocation at) {
        return at == null ? "1:1" : at.getLineNr() + ":" + at.getColumnNr();
    }

    private void zip(InputStream in) throws IOException {
        var found = false;
        try (var zip = new ZipInputStream(in)) {
            for (var entry = zip.getNextEntry(); entry != null && goesOn; entry = zip.getNextEntry()) {
                var content = new Unpacked(zip);
                if (!entry.isDirectory() && entry.getName().matches("(.*/)?(conversations|chat-export|hearth-chats)[^/]*\\.json")) {
                    found = true;
                    json(content);
                }
                content.transferTo(OutputStream.nullOutputStream()); // counted, unlike by closing the entry
            }
        }
        if (!found) {
            throw new HearthException(ErrorCode.IMPORT_UNREADABLE, Map.of("reason", "import_zip_empty"));
        }
    }

    /// Ends a zip that grows beyond all measure.
    private final class Unpacked extends FilterInputStream {
        Unpacked(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            var got = super.read(bytes, offset, length);
            unpacked += Math.max(0, got);
            if (unpacked > MOST_UNPACKED) {
                throw new HearthException(ErrorCode.IMPORT_UNREADABLE, Map.of("reason", "import_zip_large"));
            }
            return got;
        }
    }

    private void json(InputStream in) throws IOException {
        try (var parser = JsonTrees.parser(in).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
            var first = parser.nextToken();
            ours = false;
            if (first == JsonToken.START_ARRAY) {
                chats(parser);
            } else if (first == JsonToken.START_OBJECT) {
                object(parser);
            } else {
                throw new HearthException(ErrorCode.IMPORT_UNKNOWN);
            }
        }
    }

    /// An object that holds chats or is one.
    private void object(JsonParser parser) throws IOException {
        var own = Json.object();
        var isList = false;
        var isTooLarge = false;
        while (goesOn && parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            var value = parser.nextToken();
            if (value == JsonToken.START_ARRAY && name.matches("chats|conversations|data")) {
                isList = true;
                chats(parser);
                continue;
            }
            var read = JsonTrees.read(parser);
            isTooLarge |= read.isEmpty();
            read.ifPresent(node -> own.set(name, node));
            if (name.equals("format") && own.path(name).asText().equals(JsonExport.FORMAT)) {
                ours = true;
            }
            if (ours && name.equals("version") && own.path(name).asInt() > JsonExport.VERSION) {
                throw new HearthException(ErrorCode.IMPORT_UNREADABLE, Map.of("reason", "import_newer"));
            }
        }
        if (!isList) {
            tell(isTooLarge ? Optional.empty() : Optional.of(own));
        }
    }

    private void chats(JsonParser parser) throws IOException {
        while (goesOn && parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                tell(JsonTrees.read(parser));
            } else {
                parser.skipChildren();
                tell(Optional.of(Json.object()));
            }
        }
    }

    private void tell(Optional<JsonNode> chat) {
        goesOn = visitor.chat(number++, chat.map(node -> (ObjectNode) node), ours);
    }
}
