package app.hearth.chat.file;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.platform.config.Config;
import app.hearth.platform.id.Ids;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Through the front door: the real server, a real database, a real folder.
class FilesTest {
    @TempDir
    Path data;

    private House house;
    private Browser alice;
    private Browser bob;

    @BeforeEach
    void open() {
        start();
        alice = new Browser(house);
        bob = new Browser(house);
        alice.signUp("alice@example.org");
        bob.signUp("bob@example.org");
    }

    private void start() {
        var environment = Map.of("PORT", "0", "HOST", "127.0.0.1", "ENABLE_SIGNUP", "true", "DEFAULT_USER_ROLE", "user");
        house = new House(new Config(environment, Map.of()), data, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aPictureIsKeptRemadeAndServedHarmlessly() throws IOException {
        var jpeg = PicturesTest.withExif(PicturesTest.written(PicturesTest.quarters(40, 20, false), "jpeg"), 6);
        var file = send(alice, "假期 🏖.jpg", "text/html", jpeg).ok().json();
        assertThat(file.get("kind").asText()).isEqualTo("image");
        assertThat(file.get("type").asText()).isEqualTo("image/jpeg");
        assertThat(file.get("name").asText()).isEqualTo("假期 🏖.jpg");
        assertThat(file.get("width").asInt()).isEqualTo(20);
        assertThat(file.get("height").asInt()).isEqualTo(40);
        var back = alice.get("/api/files/" + file.get("id").asText()).ok();
        assertThat(back.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(back.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(back.header("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
        assertThat(back.header("Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
        assertThat(back.header("Content-Disposition"))
                .isEqualTo("inline; filename=\"__ _.jpg\"; filename*=UTF-8''%E5%81%87%E6%9C%9F%20%F0%9F%8F%96.jpg");
        assertThat(back.bytes()).hasSize(file.get("size").asInt());
        assertThat(PicturesTest.contains(back.bytes(), "GPS")).isFalse();
    }

    @Test
    void aBrowserThatHasItIsNotSentItAgain() {
        var id = send(alice, "a.txt", "text/plain", utf8("hello"))
                .ok()
                .json()
                .get("id")
                .asText();
        var tag = alice.get("/api/files/" + id).header("ETag");
        var again = alice.with("Cookie", alice.sessionCookie())
                .with("If-None-Match", tag)
                .get("/api/files/" + id);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.bytes()).isEmpty();
    }

    @Test
    void aTextIsKeptAsUtf8AndOnlyEverDownloaded() {
        var html = "<script>alert('你好')</script>，这是一个网页文件。";
        var file = send(alice, "page.html", "text/html", html.getBytes(Charset.forName("GB18030")))
                .ok()
                .json();
        assertThat(file.get("kind").asText()).isEqualTo("text");
        assertThat(file.get("type").asText()).isEqualTo("text/plain");
        assertThat(file.get("width").isNull()).isTrue();
        var back = alice.get("/api/files/" + file.get("id").asText()).ok();
        assertThat(back.text()).isEqualTo(html);
        assertThat(back.header("Content-Type")).isEqualToIgnoringWhitespace("text/plain;charset=utf-8");
        assertThat(back.header("Content-Disposition")).startsWith("attachment; ");
    }

    @Test
    void whatIsNeitherIsRefusedByItsContentNotItsName() {
        var random = new byte[2000];
        new Random(3).nextBytes(random);
        assertThat(send(alice, "notes.txt", "text/plain", random).problem()).isEqualTo("400 file_type_unsupported");
        assertThat(send(alice, "photo.png", "image/png", utf8("just words"))
                        .ok()
                        .json()
                        .get("kind")
                        .asText())
                .isEqualTo("text");
        var broken = utf8("\u0089PNG");
        assertThat(send(alice, "a.jpg", "image/jpeg", PicturesTest.concat(new byte[] {-1, -40, -1, -32}, broken))
                        .problem())
                .isEqualTo("400 picture_unreadable");
        assertThat(send(alice, "empty.txt", "text/plain", new byte[0]).problem())
                .isEqualTo("400 invalid_field");
        assertThat(send(alice, "big.txt", "text/plain", new byte[900_001]).problem())
                .isEqualTo("413 too_large");
    }

    @Test
    void aFileBelongsToOneUserThoughTheDiskHoldsItOnce() throws IOException {
        var hers = send(alice, "a.txt", "text/plain", utf8("the same words"))
                .ok()
                .json()
                .get("id")
                .asText();
        var his = send(bob, "b.txt", "text/plain", utf8("the same words"))
                .ok()
                .json()
                .get("id")
                .asText();
        assertThat(bob.get("/api/files/" + hers).problem()).isEqualTo("404 not_found");
        assertThat(alice.get("/api/files/" + his).problem()).isEqualTo("404 not_found");
        assertThat(new Browser(house).get("/api/files/" + hers).problem()).isEqualTo("401 not_signed_in");
        assertThat(alice.get("/api/files/" + Ids.next()).problem()).isEqualTo("404 not_found");
        assertThat(alice.get("/api/files/../../hearth.db").status()).isEqualTo(404);
        try (var files = Files.walk(data.resolve("files"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void aLargeFileComesInPiecesAndGoesOnAfterARestart() {
        var text = utf8("炉边的长文本。".repeat(120_000));
        var upload = begin(alice, "long.txt", text.length);
        assertThat(piece(alice, upload, 0, Arrays.copyOf(text, 900_000))
                        .ok()
                        .json()
                        .get("received")
                        .asInt())
                .isEqualTo(900_000);
        // the answer to the first piece was lost, say
        var again = piece(alice, upload, 0, Arrays.copyOf(text, 900_000));
        assertThat(again.problem()).isEqualTo("409 conflict");
        assertThat(again.json().at("/arguments/received").asText()).isEqualTo("900000");
        assertThat(piece(alice, upload, 1_800_000, new byte[5]).problem()).isEqualTo("409 conflict");
        assertThat(alice.post("/api/uploads/" + upload + "/finish", "{}").problem())
                .isEqualTo("409 conflict");
        assertThat(piece(bob, upload, 900_000, new byte[5]).problem()).isEqualTo("404 not_found");
        assertThat(bob.post("/api/uploads/" + upload + "/finish", "{}").problem())
                .isEqualTo("404 not_found");
        house.close();
        start();
        alice = new Browser(house);
        alice.signIn("alice@example.org", Browser.PASSWORD).ok();
        for (int at = 900_000; at < text.length; at += 900_000) {
            piece(alice, upload, at, Arrays.copyOfRange(text, at, Math.min(text.length, at + 900_000)))
                    .ok();
        }
        assertThat(piece(alice, upload, text.length, new byte[5]).problem()).isEqualTo("413 too_large");
        var file = alice.post("/api/uploads/" + upload + "/finish", "{}").ok().json();
        assertThat(file.get("size").asInt()).isEqualTo(text.length);
        assertThat(alice.get("/api/files/" + file.get("id").asText()).ok().bytes())
                .isEqualTo(text);
        // and finishing twice is harmless
        assertThat(alice.post("/api/uploads/" + upload + "/finish", "{}").ok().json())
                .isEqualTo(file);
        assertThat(piece(alice, upload, 0, new byte[5]).problem()).isEqualTo("404 not_found");
    }

    @Test
    void anUploadThatIsNoFileIsForgotten() {
        var bytes = new byte[5000];
        new Random(3).nextBytes(bytes);
        var upload = begin(alice, "x.bin", bytes.length);
        piece(alice, upload, 0, bytes).ok();
        assertThat(alice.post("/api/uploads/" + upload + "/finish", "{}").problem())
                .isEqualTo("400 file_type_unsupported");
        assertThat(alice.post("/api/uploads/" + upload + "/finish", "{}").problem())
                .isEqualTo("404 not_found");
    }

    @Test
    void uploadsHaveLimitsThatCancellingFrees() {
        assertThat(alice.post("/api/uploads", Map.of("name", "a", "type", "", "size", 0))
                        .problem())
                .isEqualTo("400 invalid_field");
        assertThat(alice.post("/api/uploads", Map.of("name", "a", "type", "", "size", (20 << 20) + 1))
                        .problem())
                .isEqualTo("413 too_large");
        var open = new HashSet<String>();
        for (int i = 0; i < 10; i++) {
            open.add(begin(alice, "a", 20 << 20));
        }
        assertThat(alice.post("/api/uploads", Map.of("name", "a", "type", "", "size", 1))
                        .problem())
                .isEqualTo("429 uploads_unfinished");
        begin(bob, "b", 20 << 20);
        var one = List.copyOf(open).getFirst();
        assertThat(bob.delete("/api/uploads/" + one).problem()).isEqualTo("404 not_found");
        assertThat(alice.delete("/api/uploads/" + one).status()).isEqualTo(204);
        begin(alice, "a", 1);
        assertThat(piece(alice, one, 0, new byte[1]).problem()).isEqualTo("404 not_found");
    }

    private static Browser.Answer send(Browser who, String name, String type, byte[] bytes) {
        var query = "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&type=" + URLEncoder.encode(type, StandardCharsets.UTF_8);
        return who.upload("POST", "/api/files" + query, "application/octet-stream", bytes);
    }

    private static String begin(Browser who, String name, long size) {
        var begun = who.post("/api/uploads", Map.of("name", name, "type", "text/plain", "size", size))
                .ok()
                .json();
        assertThat(begun.get("piece").asInt()).isEqualTo(900_000);
        return begun.get("id").asText();
    }

    private static Browser.Answer piece(Browser who, String upload, long at, byte[] bytes) {
        return who.upload("PUT", "/api/uploads/" + upload + "?at=" + at, "application/octet-stream", bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
