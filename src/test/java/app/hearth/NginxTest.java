package app.hearth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Behind the nginx file that the deployment document gives people, unchanged: buffering on, 60 s of read time-out, bodies up to 1 MB.
@Timeout(240)
class NginxTest {
    private static final boolean LONG = Boolean.parseBoolean(System.getenv("HEARTH_TEST_LONG"));

    @TempDir
    Path folder;

    private Home home;
    private Nginx nginx;
    private Browser alice;

    @BeforeEach
    void open() {
        assumeTrue(Nginx.isThere(), "nginx is installed");
        home = new Home(folder.resolve("data"));
        nginx = new Nginx(folder.resolve("nginx"), home.house.port(), LONG ? "" : "17s");
        alice = Browser.behind(nginx.url());
        alice.signIn("admin@example.org", Browser.PASSWORD).ok();
    }

    @AfterEach
    void close() {
        if (nginx != null) {
            nginx.close();
            home.close();
        }
    }

    @Test
    void aChatStreamsThroughIt() {
        home.upstream.model("fake-1").words(100, Duration.ofMillis(20));
        var sent = Home.ask(alice, "Go", "fake-1");
        try (var events = alice.events("/api/events?run=" + sent.reply() + ":1-0")) {
            var began = System.nanoTime();
            var texts = 0;
            var first = 0L;
            for (var event = events.next(); event.isPresent(); event = events.next()) {
                if (event.get().event().equals("text") && texts++ == 0) {
                    first = System.nanoTime() - began;
                }
            }
            var whole = System.nanoTime() - began;
            assertThat(texts).as("pieces").isGreaterThan(15);
            assertThat(first).as("the first words came long before the last").isLessThan(whole / 2);
        }
        assertThat(Home.text(Home.message(alice, sent.chat(), sent.reply()))).endsWith("word-100");
    }

    /// 90 s under nginx's own limit of 60 with `--long`; else 20 s under one of 17.
    @Test
    void anUpstreamThatIsSilentForLongerThanNginxWaitsLosesNothing() {
        home.upstream
                .model("fake-1")
                .says("Before. ")
                .pauses(Duration.ofSeconds(LONG ? 90 : 20))
                .says("After.");
        var sent = Home.ask(alice, "Go", "fake-1");
        try (var events = alice.events("/api/events?run=" + sent.reply() + ":1-0")) {
            var all = events.all();
            assertThat(events.comments()).isGreaterThan(1);
            assertThat(all.getLast().event()).isEqualTo("end");
            assertThat(Home.text(all.getLast().json().get("message"))).isEqualTo("Before. After.");
        }
    }

    @Test
    void whatIsLargerThanOneMegabyteGoesInPieces() {
        var bytes = "line\n".repeat(500_000).getBytes(UTF_8);
        assertThat(alice.upload("POST", "/api/files?name=big.txt", "text/plain", bytes)
                        .status())
                .isEqualTo(413);
        var begun = alice.post("/api/uploads", Map.of("name", "big.txt", "type", "text/plain", "size", bytes.length))
                .ok()
                .json();
        var path = "/api/uploads/" + begun.get("id").asText();
        var piece = begun.get("piece").asInt();
        for (int at = 0; at < bytes.length; at += piece) {
            alice.upload("PUT", path + "?at=" + at, "text/plain", Arrays.copyOfRange(bytes, at, Math.min(at + piece, bytes.length)))
                    .ok();
        }
        var file = alice.post(path + "/finish", "").ok().json();
        assertThat(alice.get("/api/files/" + file.get("id").asText()).ok().bytes())
                .isEqualTo(bytes);
    }

    /// The house knows that the person came by TLS, and from where.
    @Test
    void theSessionIsOneOfTls() {
        assertThat(alice.cookie("__Host-hearth")).isPresent();
        assertThat(alice.get("/api/start").json().at("/house/secure").asBoolean())
                .isTrue();
        for (var origin : List.of("https://127.0.0.1", "https://evil.example")) {
            var cookie = "__Host-hearth=" + alice.cookie("__Host-hearth").orElseThrow();
            var answer = alice.with("Cookie", cookie).with("Origin", origin).patch("/api/me", Map.of("name", "Alice"));
            assertThat(answer.status()).as(origin).isEqualTo(origin.contains("evil") ? 403 : 200);
        }
    }
}
