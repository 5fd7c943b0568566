package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Of the four places that may hold a system prompt the narrowest counts: house, model, folder, chat.
class FolderDefaultsTest {
    @TempDir
    Path data;

    @Test
    void theNarrowestPlaceCounts() {
        try (var home = new Home(data)) {
            home.upstream.model("fake-1").says("A fire");
            var who = home.admin;
            var folder = Ids.next();
            who.post("/api/folders", Map.of("id", folder, "name", "f")).ok();
            who.json("PATCH", "/api/admin/settings", Map.of("name", "system_prompt", "value", "House."))
                    .ok();
            assertThat(system(home, folder, null)).isEqualTo("House.");
            who.json("PATCH", "/api/admin/models", Map.of("id", "fake-1", "systemPrompt", "Model."))
                    .ok();
            assertThat(system(home, folder, null)).isEqualTo("Model.");
            who.json("PATCH", "/api/folders/" + folder, Map.of("systemPrompt", "Folder."))
                    .ok();
            assertThat(system(home, folder, null)).isEqualTo("Folder.");
            assertThat(system(home, null, null)).isEqualTo("Model.");
            assertThat(system(home, folder, "Chat.")).isEqualTo("Chat.");
        }
    }

    /// What the upstream is told first when a chat is begun there.
    private static String system(Home home, String folder, String own) {
        var sent = new Home.Sent(Ids.next(), Ids.next(), Ids.next());
        var body = new HashMap<>(Home.question(sent.question(), null, "Zebra", sent.reply(), "fake-1"));
        body.put("title", "t");
        body.put("folder", folder);
        body.put("params", own == null ? null : Map.of("systemPrompt", own));
        home.admin.post("/api/chats/" + sent.chat() + "/messages", body).ok();
        Home.ended(home.admin, sent);
        return home.upstream
                .completions()
                .getLast()
                .json()
                .at("/messages/0/content")
                .asText();
    }
}
