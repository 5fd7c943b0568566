package app.hearth.chat.exchange;

import app.hearth.chat.MessageRow;
import app.hearth.chat.Part;
import app.hearth.chat.file.HouseFiles;
import app.hearth.platform.http.Principal;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Our own format, which an import takes back as it was:
///
/// ```
/// {"format": "hearth.chats", "version": 1, "exportedAt": ms, "chats": [
///   {"id", "title", "model", "params", "thinking", "pinned", "archived", "leaf", "createdAt", "updatedAt",
///    "messages": [{"id", "parent" (null: a root), "role", "state", "model", "modelName", "column", "parts", "stats",
///                  "error", "createdAt", "editedAt"}],      parents first, siblings in their order
///    "files": [{"id", "name", "type", "size", "width", "height", "data" (base64) or "left": "too_large" or "gone"}]}]}
/// ```
///
/// The content of a file is inside up to [#MOST_FILE] bytes, of one chat up to [#MOST_FILES] together; of others only the line.
final class JsonExport {
    static final String FORMAT = "hearth.chats";
    static final int VERSION = 1;
    static final int MOST_FILE = 1 << 20;
    static final int MOST_FILES = 10 << 20;

    private final Principal who;
    private final HouseFiles files;

    JsonExport(Principal who, HouseFiles files) {
        this.who = who;
        this.files = files;
    }

    void write(Iterator<Exported> chats, OutputStream to, long now) throws IOException {
        // without the end of a broken export, which would make it look like a whole one
        var json = Json.MAPPER
                .createGenerator(to)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        json.writeStartObject();
        json.writeStringField("format", FORMAT);
        json.writeNumberField("version", VERSION);
        json.writeNumberField("exportedAt", now);
        json.writeArrayFieldStart("chats");
        while (chats.hasNext()) {
            chat(json, chats.next());
            json.flush();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.close();
    }

    private void chat(JsonGenerator json, Exported exported) throws IOException {
        var chat = exported.chat();
        json.writeStartObject();
        json.writeStringField("id", chat.id());
        json.writeStringField("title", chat.title());
        json.writePOJOField("model", chat.model());
        json.writePOJOField("params", chat.params());
        json.writePOJOField("thinking", chat.thinking());
        json.writeBooleanField("pinned", chat.pinned());
        json.writeBooleanField("archived", chat.archived());
        json.writePOJOField("leaf", chat.leaf());
        json.writeNumberField("createdAt", chat.createdAt());
        json.writeNumberField("updatedAt", chat.updatedAt());
        var named = new LinkedHashSet<String>();
        json.writeArrayFieldStart("messages");
        exported.forEach(exported.inOrder(), row -> message(json, row, named));
        json.writeEndArray();
        files(json, named);
        json.writeEndObject();
    }

    private static void message(JsonGenerator json, MessageRow row, Set<String> named) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", row.id());
        json.writeStringField("parent", row.parent().isEmpty() ? null : row.parent());
        json.writeStringField("role", row.role().id());
        json.writeStringField("state", row.state().id());
        json.writePOJOField("model", row.model());
        json.writePOJOField("modelName", row.modelName());
        json.writeNumberField("column", row.column());
        json.writeArrayFieldStart("parts");
        for (var part : row.parts()) {
            json.writePOJO(part);
            if ((part.is(Part.IMAGE) || part.is(Part.FILE)) && part.file() != null) {
                named.add(part.file());
            }
        }
        json.writeEndArray();
        json.writePOJOField("stats", row.stats());
        json.writePOJOField("error", row.error());
        json.writeNumberField("createdAt", row.createdAt());
        json.writePOJOField("editedAt", row.editedAt());
        json.writeEndObject();
    }

    private void files(JsonGenerator json, Set<String> named) throws IOException {
        json.writeArrayFieldStart("files");
        var inside = 0L;
        for (var id : named) {
            var found = files.find(who, id);
            if (found.isEmpty()) {
                json.writePOJO(Map.of("id", id, "left", "gone"));
                continue;
            }
            var file = found.get();
            json.writeStartObject();
            json.writeStringField("id", file.id());
            json.writeStringField("name", file.name());
            json.writeStringField("type", file.type());
            json.writeNumberField("size", file.size());
            json.writePOJOField("width", file.width());
            json.writePOJOField("height", file.height());
            if (file.size() <= MOST_FILE && inside + file.size() <= MOST_FILES) {
                inside += file.size();
                json.writeBinaryField("data", files.bytes(file));
            } else {
                json.writeStringField("left", "too_large");
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
