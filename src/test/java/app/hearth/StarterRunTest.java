package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// `./hearth run --starter` as a person has it: the program as a process of its own, the real pip, the real engine, the real model.
@Tag("model")
@Isolated("counts the engines that run")
@EnabledIfEnvironmentVariable(named = "HEARTH_TEST_MODEL", matches = ".+", disabledReason = "./hearth test fetches the model")
class StarterRunTest {
    private static final String MODEL = "SmolLM2-135M-Instruct.Q4_1";

    @TempDir
    Path folder;

    @Test
    void fetchesTheModelTellsOpenPagesAnswersWithItAndLeavesNothingRunning() {
        try (var house = new HouseProcess(folder, pip(), "-Dhearth.starter=true")) {
            house.start();
            var admin = new Browser(house.port());
            admin.signUp("admin@example.org");
            Home.eventually(60, () -> house.words().contains("The demonstration model is ready"));
            assertThat(kinds(admin.get("/api/changes?after=0").ok().json())).contains("models");
            var model = admin.get("/api/picker").ok().json().get("models").get(0);
            assertThat(model.get("id").asText()).isEqualTo(MODEL);
            assertThat(model.get("demonstration").asBoolean()).isTrue();
            assertThat(engines(house)).isEmpty(); // it loads when it is asked

            var reply = Home.ended(admin, Home.ask(admin, "Say hello.", MODEL), 180);
            assertThat(reply.get("state").asText()).isEqualTo("done");
            assertThat(Home.text(reply)).isNotBlank();
            var running = engines(house).toList();
            assertThat(running).isNotEmpty();

            house.kill();
            Home.eventually(10, () -> running.stream().noneMatch(ProcessHandle::isAlive));
            house.start(); // without a fetch: it is there
            assertThat(house.words()).doesNotContain("Fetching");
            var again = Home.ended(admin, Home.ask(admin, "Say hello again.", MODEL), 180);
            assertThat(again.get("state").asText()).isEqualTo("done");
        }
    }

    private static HashMap<String, String> pip() {
        var settings = new HashMap<String, String>();
        settings.put("ENABLE_TITLE_GENERATION", "false");
        for (var name : List.of("PIP_NO_INDEX", "PIP_FIND_LINKS")) {
            if (System.getenv(name) != null) {
                settings.put(name, System.getenv(name));
            }
        }
        return settings;
    }

    private static Stream<String> kinds(JsonNode changes) {
        return StreamSupport.stream(changes.get("changes").spliterator(), false)
                .map(change -> change.get("kind").asText());
    }

    private static Stream<ProcessHandle> engines(HouseProcess house) {
        return ProcessHandle.of(house.pid()).orElseThrow().descendants();
    }
}
