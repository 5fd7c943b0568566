package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chats that are stored nowhere.
class TemporaryTest {
    @TempDir
    Path data;

    @Test
    void aTemporaryRunSpeaksAndLeavesNothingOnDisk() throws Exception {
        var run = Ids.next();
        var body = Map.of(
                "id",
                run,
                "model",
                "good",
                "messages",
                List.of(said("user", "first-secret"), said("assistant", "yes?"), said("user", "second-secret")));
        try (var house = new TestHouse(data)) {
            var alice = house.signUp("alice");
            var bob = house.signUp("bob");
            assertThat(alice.post("/api/temporary/runs", body).status()).isEqualTo(202);
            assertThat(alice.post("/api/temporary/runs", body).status())
                    .as("sent twice")
                    .isEqualTo(202);
            assertThat(bob.post("/api/temporary/runs", body).problem()).isEqualTo("409 conflict");
            assertThat(bob.get("/api/events?run=" + run + ":1-0").problem()).isEqualTo("404 not_found");
            assertThat(bob.post("/api/runs/" + run + "/cancel", Map.of()).problem())
                    .isEqualTo("404 not_found");
            assertThat(bob.get("/api/runs/" + run + "/request").problem()).isEqualTo("404 not_found");
            var call = house.upstream.take();
            assertThat(call.request.messages().stream().map(message -> message.text()))
                    .containsExactly("first-secret", "yes?", "second-secret");
            try (var events = alice.watch("?run=" + run + ":1-0")) {
                call.say("third-secret");
                assertThat(events.text(12)).isEqualTo("third-secret");
                assertThat(alice.get("/api/runs/" + run + "/request")
                                .ok()
                                .get("url")
                                .asText())
                        .contains("upstream.test");
                assertThat(alice.post("/api/runs/" + run + "/cancel", Map.of()).status())
                        .isEqualTo(204);
                assertThat(call.isClosed()).isTrue();
                var end = events.next("end").data().get("message");
                assertThat(end.get("state").asText()).isEqualTo("cancelled");
                assertThat(end.get("chat").asText()).isEmpty();
            }
            assertThat(alice.get("/api/chats").ok().get("chats")).isEmpty();
        }
        try (var files = Files.walk(data)) {
            assertThat(files.filter(Files::isRegularFile).map(TemporaryTest::content))
                    .isNotEmpty()
                    .noneMatch(text -> text.contains("-secret"));
        }
    }

    private static Map<String, Object> said(String role, String text) {
        return Map.of("role", role, "parts", List.of(Map.of("type", "text", "text", text)));
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
