package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.chat.Part;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import app.hearth.provider.Thinking;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TitlesTest {
    @TempDir
    Path data;

    private TestHouse house;
    private Person alice;

    @BeforeEach
    void open() {
        house = new TestHouse(data);
        house.titles = true;
        alice = house.signUp("alice");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aTitleIsMadeByOneCheapCallAfterTheFirstGoodAnswer() throws Exception {
        var asked = alice.ask("什么是壁炉？");
        house.upstream.take().say("取暖的地方").finish();
        var call = house.upstream.take();
        assertThat(call.request.params().maxTokens()).hasValue(24);
        assertThat(call.request.thinking()).isEqualTo(Thinking.OFF);
        assertThat(call.request.messages().getFirst().text()).contains("什么是壁炉？", "取暖的地方");
        call.say("标题：“壁炉").say("的由来”。").finish();
        Person.eventually(() -> title(asked.chat()).equals("壁炉的由来"));
        alice.ask(asked.chat(), asked.reply(), "and?", "good");
        house.upstream.take().say("so").finish();
        alice.ended(
                asked.chat(),
                Person.ids(alice.page(asked.chat()).get("messages")).getLast());
        assertThat(house.upstream.isIdle()).as("one call, once").isTrue();
    }

    @Test
    void aTitleGivenByHandStays() throws Exception {
        var asked = alice.ask("hello there");
        var call = house.upstream.take();
        alice.patch("/api/chats/" + asked.chat(), Map.of("title", " Mine ")).ok();
        call.say("hi").finish();
        alice.ended(asked.chat(), asked.reply());
        assertThat(title(asked.chat())).isEqualTo("Mine");
        assertThat(house.upstream.isIdle()).isTrue();
    }

    @Test
    void theFirstWordsStayWhenNoTitleCanBeMade() throws Exception {
        var asked = alice.ask("hello there");
        house.upstream.take().say("hi").finish();
        house.upstream.take().give(new HearthException(ErrorCode.PROVIDER_FAILED));
        alice.ended(asked.chat(), asked.reply());
        assertThat(title(asked.chat())).isEqualTo("hello there");
    }

    @Test
    void whatModelsSayAroundATitleIsTakenOff() {
        assertThat(Titles.cleaned("<think>hm\nlong</think>\n\n**Title: \"Old Stoves\"**\nmore"))
                .contains("Old Stoves");
        assertThat(Titles.cleaned("「壁炉」")).contains("壁炉");
        assertThat(Titles.cleaned("<think>never ends")).isEmpty();
        assertThat(Titles.cleaned(" \n ")).isEmpty();
        assertThat(Titles.cleaned("x".repeat(100)).orElseThrow()).hasSize(60);
    }

    @Test
    void firstWordsEndAtAWord() {
        assertThat(Titles.firstWords(List.of(Part.text("  one\ttwo\nthree")))).isEqualTo("one two");
        assertThat(Titles.firstWords(List.of(Part.text("word ".repeat(30)))))
                .hasSizeLessThanOrEqualTo(60)
                .endsWith("word…");
        var picture = new Part("image", null, null, Ids.next(), "cat.png", null, null, null, Map.of());
        assertThat(Titles.firstWords(List.of(picture))).isEqualTo("cat.png");
    }

    private String title(String chat) {
        return alice.get("/api/chats/" + chat).ok().get("title").asText();
    }
}
