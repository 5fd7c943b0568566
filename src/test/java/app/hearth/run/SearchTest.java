package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What is said in chats is found, through the front door.
@ParameterizedClass
@EnumSource(Engine.class)
@Isolated("measures times")
class SearchTest {
    @Parameter
    Engine engine;

    @TempDir
    Path data;

    private TestHouse house;
    private Person alice;

    @BeforeEach
    void open() {
        house = new TestHouse(data, engine.settings());
        house.upstream.answers = request -> ScriptedGateway.says("在 Ubuntu 上安装Docker要三步，然后重启nginx。");
        alice = house.signUp("alice");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void wordsInsideSentencesOfTwoLanguagesAreFound() {
        var asked = alice.answered(Ids.next(), null, "我想在上海学习GPT大模型的微调方法", "good");
        alice.patch("/api/chats/" + asked.chat(), Map.of("title", "t")).ok();
        Person.eventually(() -> found("大模型").equals(List.of(asked.question())));
        for (var text : List.of("微调", "GPT大模型", "gpt", "学习 微调", "在上海学习")) {
            assertThat(found(text)).as(text).containsExactly(asked.question());
        }
        Person.eventually(() -> found("docker").equals(List.of(asked.reply())));
        for (var text : List.of("安装docker", "ubuntu 安装", "Nginx", "重启")) {
            assertThat(found(text)).as(text).containsExactly(asked.reply());
        }
        assertThat(found("北京")).isEmpty();
    }

    @Test
    void whatIsSentAnsweredEditedRenamedAndForkedIsFoundWithinASecond() {
        var asked = alice.answered(Ids.next(), null, "quince", "good");
        within(() -> found("quince").contains(asked.question()));
        within(() -> found("docker").contains(asked.reply()));
        alice.patch(
                        "/api/chats/" + asked.chat() + "/messages/" + asked.reply(),
                        Map.of("parts", List.of(Map.of("type", "text", "text", "medlar"))))
                .ok();
        within(() -> found("medlar").equals(List.of(asked.reply()))
                && found("docker").isEmpty());
        alice.patch("/api/chats/" + asked.chat(), Map.of("title", "loquats")).ok();
        within(() -> found("loquats").equals(List.of(asked.chat())));
        var fork = Ids.next();
        alice.post("/api/chats/" + asked.chat() + "/fork", Map.of("id", fork, "message", asked.reply()))
                .ok();
        within(() -> found("medlar").size() == 2);
        alice.delete("/api/chats/" + fork);
        assertThat(found("medlar")).as("at once: SQL says so").containsExactly(asked.reply());
        alice.delete("/api/chats/" + asked.chat() + "/messages/" + asked.reply())
                .ok();
        assertThat(found("medlar")).isEmpty();
        var trashed = alice.delete("/api/chats").ok();
        assertThat(found("quince")).isEmpty();
        alice.post(
                        "/api/chats/restore",
                        Map.of("deletedAt", trashed.get("deletedAt").asLong()))
                .ok();
        within(() -> found("quince").contains(asked.question()));
    }

    @Test
    void temporaryChatsAreNeverFound() {
        var said = Map.of("role", "user", "parts", List.of(Map.of("type", "text", "text", "persimmon")));
        alice.post("/api/temporary/runs", Map.of("id", Ids.next(), "model", "good", "messages", List.of(said)))
                .ok();
        var asked = alice.answered(Ids.next(), null, "quince", "good");
        Person.eventually(() -> found("docker").equals(List.of(asked.reply())));
        assertThat(found("persimmon")).isEmpty();
    }

    private List<String> found(String text) {
        var ids = new ArrayList<String>();
        for (var hit : alice.get("/api/search?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                .ok()
                .get("hits")) {
            ids.add(
                    hit.get("message").isNull()
                            ? hit.get("chat").asText()
                            : hit.get("message").asText());
        }
        return ids;
    }

    private static void within(BooleanSupplier so) {
        var started = System.nanoTime();
        Person.eventually(so);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
    }
}
