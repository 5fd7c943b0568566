package app.hearth.chat.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// What somebody does who brings chats along or takes them away.
final class Exchanging {
    private static final int PIECE = 900_000;

    static byte[] file(String name) {
        try (var in = Exchanging.class.getResourceAsStream("/exchange/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] zip(Map<String, byte[]> entries) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Sends the file in pieces, as the page does; answers the upload's id.
    static String upload(Browser who, byte[] file) {
        var upload = who.post("/api/uploads", Map.of("name", "x", "type", "", "size", file.length, "use", "import"))
                .ok()
                .json()
                .get("id")
                .asText();
        for (int at = 0; at < file.length; at += PIECE) {
            var piece = Arrays.copyOfRange(file, at, Math.min(file.length, at + PIECE));
            who.upload("PUT", "/api/uploads/" + upload + "?at=" + at, "application/octet-stream", piece)
                    .ok();
        }
        return upload;
    }

    static Browser.Answer preview(Browser who, byte[] file) {
        return who.post("/api/import/preview", Map.of("upload", upload(who, file)));
    }

    /// Imports all and waits for the end.
    static JsonNode bring(Browser who, byte[] file) {
        who.post("/api/import", Map.of("upload", upload(who, file))).ok();
        return ended(who);
    }

    static JsonNode bring(Browser who, byte[] file, List<Integer> chats) {
        who.post("/api/import", Map.of("upload", upload(who, file), "chats", chats))
                .ok();
        return ended(who);
    }

    static JsonNode ended(Browser who) {
        var until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            var now = who.get("/api/import").ok().json().get("current");
            if (!now.get("state").asText().matches("waiting|running")) {
                return now;
            }
            assertThat(System.nanoTime()).isLessThan(until);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /// The chats of somebody's list, archived ones too, by their titles.
    static JsonNode chat(Browser who, String title) {
        for (var path : List.of("/api/chats", "/api/chats?archived=1")) {
            var list = who.get(path).ok().json();
            for (var name : List.of("pinned", "chats")) {
                for (var chat : list.get(name)) {
                    if (chat.get("title").asText().equals(title)) {
                        return chat;
                    }
                }
            }
        }
        throw new AssertionError("no chat " + title);
    }

    /// The shown branch, a line a message: who, and what they said.
    static List<String> branch(Browser who, String chat) {
        var lines = new ArrayList<String>();
        for (var message :
                who.get("/api/chats/" + chat + "/messages").ok().json().get("messages")) {
            lines.add(message.get("role").asText() + ": " + parts(message));
        }
        return lines;
    }

    static String parts(JsonNode message) {
        var said = new ArrayList<String>();
        for (var part : message.get("parts")) {
            var type = part.get("type").asText();
            said.add((type.equals("text") ? "" : "<" + type + "> ")
                    + part.path(part.has("text") ? "text" : "name").asText());
        }
        return String.join(" | ", said);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Exchanging() {}
}
