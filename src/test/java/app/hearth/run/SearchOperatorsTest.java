package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// `tag:` `folder:` `model:` `before:` `after:` in the search, through the front door. It is noon of the 10th of May 2026, UTC.
@ParameterizedClass
@EnumSource(Engine.class)
class SearchOperatorsTest {
    @Parameter
    Engine engine;

    @TempDir
    Path data;

    private TestHouse house;
    private Person alice;
    private String plain;
    private String tagged;
    private String inside;

    @BeforeEach
    void open() {
        house = new TestHouse(data, engine.settings(), Clock.fixed(Instant.parse("2026-05-10T12:00:00Z"), ZoneOffset.UTC));
        house.upstream.answers = request -> ScriptedGateway.says("yes");
        alice = house.signUp("alice");
        plain = alice.answered(Ids.next(), null, "quince one", "good").chat();
        tagged = alice.answered(Ids.next(), null, "quince two", "other").chat();
        inside = alice.answered(Ids.next(), null, "quince three", "good").chat();
        alice.patch("/api/chats/" + tagged, Map.of("tags", List.of("Fruit", "100%_sure")))
                .ok();
        var outer = folder("Garden plans", null);
        alice.patch("/api/chats/" + inside, Map.of("folder", folder("2026", outer), "tags", List.of("fruit", "green tea")))
                .ok();
        Person.eventually(() -> found("quince").size() == 3);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void anOperatorNarrowsWhatTheWordsFind() {
        assertThat(found("quince tag:FRUIT")).containsExactlyInAnyOrder(tagged, inside);
        assertThat(found("tag:fruit quince two ")).containsExactly(tagged);
        assertThat(found("quince tag:“green tea” tag:fruit")).containsExactly(inside);
        assertThat(found("quince folder:2026")).containsExactly(inside);
        assertThat(found("quince model:OTHER")).containsExactly(tagged);
        assertThat(found("quince tag:nothing ")).isEmpty();
        assertThat(found("quince folder:nowhere ")).isEmpty();
    }

    @Test
    void operatorsAloneListByTime() {
        assertThat(found("tag:fruit ")).containsExactlyInAnyOrder(tagged, inside);
        assertThat(found("folder:\"garden plans\"")).as("and below").containsExactly(inside);
        assertThat(found("tag:Fru")).as("while it is typed").containsExactlyInAnyOrder(tagged, inside);
        assertThat(found("tag:Fru ")).as("typed to its end").isEmpty();
        assertThat(found("tag:100%_ ")).isEmpty();
        assertThat(found("tag:\"100%_sure\"")).containsExactly(tagged);
        assertThat(found("tag:")).as("nothing asked yet").isEmpty();
        alice.delete("/api/chats/" + tagged);
        assertThat(found("tag:fruit ")).containsExactly(inside);
    }

    @Test
    void daysAreThoseOfTheReader() {
        assertThat(found("quince after:2026-05-10")).hasSize(3);
        assertThat(found("quince before:2026-05-10")).isEmpty();
        assertThat(found("quince before:2026-05-11 after:2026-05")).hasSize(3);
        assertThat(found("after:2027")).isEmpty();
        assertThat(found("before:2027")).hasSize(3);
        assertThat(found("quince before:2026-05-11", "Pacific/Kiritimati"))
                .as("there it is the 11th")
                .isEmpty();
        assertThat(alice.get("/api/search?q=a&zone=Mars/Base").problem()).isEqualTo("400 invalid_field");
    }

    @Test
    void whatIsNoOperatorIsAWord() {
        var odd = alice.answered(Ids.next(), null, "colour:medlar before:breakfast", "good")
                .chat();
        Person.eventually(() -> found("colour:medlar").equals(List.of(odd)));
        assertThat(found("before:breakfast ")).containsExactly(odd);
        assertThat(found("before:breakfast colour:medlar")).containsExactly(odd);
    }

    private String folder(String name, String parent) {
        var id = Ids.next();
        alice.post("/api/folders", parent == null ? Map.of("id", id, "name", name) : Map.of("id", id, "name", name, "parent", parent))
                .ok();
        return id;
    }

    private List<String> found(String text) {
        return found(text, "UTC");
    }

    /// The chats, each once.
    private List<String> found(String text, String zone) {
        var chats = new ArrayList<String>();
        for (var hit : alice.get("/api/search?zone=" + zone + "&q=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                .ok()
                .get("hits")) {
            if (!chats.contains(hit.get("chat").asText())) {
                chats.add(hit.get("chat").asText());
            }
        }
        return chats;
    }
}
