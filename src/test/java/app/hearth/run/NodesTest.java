package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.db.Databases;
import app.hearth.platform.id.Ids;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two processes on one PostgreSQL.
class NodesTest {
    @TempDir
    Path data;

    private final Map<String, String> settings = Engine.POSTGRESQL.settings();
    private TestHouse left;
    private TestHouse right;
    private Person alice;

    @BeforeEach
    void open() {
        left = new TestHouse(data, settings);
        alice = left.signUp("alice");
        right = new TestHouse(data, settings);
        alice.at(right);
        alice.at(left);
    }

    @AfterEach
    void close() {
        right.close();
        left.close();
    }

    @Test
    void cancelStopsTheUpstreamOfTheOtherProcessBeforeItAnswers() throws Exception {
        var asked = alice.ask("one");
        var call = left.upstream.take().say("Half");
        alice.at(right);
        assertThat(alice.post("/api/runs/" + asked.reply() + "/cancel", Map.of())
                        .status())
                .isEqualTo(204);
        assertThat(call.isClosed()).isTrue();
        assertThat(alice.message(asked.chat(), asked.reply()).get("state").asText())
                .isEqualTo("cancelled");
    }

    @Test
    void deletingAChatStopsItsReplyInTheOtherProcess() throws Exception {
        var asked = alice.ask("one");
        var call = left.upstream.take();
        alice.at(right);
        alice.delete("/api/chats/" + asked.chat());
        Person.eventually(call::isClosed);
    }

    @Test
    void aReplyThatGoesOnInTheOtherProcessIsNotShownAsEnded() throws Exception {
        var asked = alice.ask("one");
        left.upstream.take().say("Half");
        Person.eventually(() -> alice.text(asked.chat(), asked.reply()).equals("Half"));
        alice.post("/api/runs/" + asked.reply() + "/cancel", Map.of());
        alice.at(right);
        alice.post("/api/chats/" + asked.chat() + "/messages/" + asked.reply() + "/continue", Map.of())
                .ok();
        var call = right.upstream.take();
        alice.at(left);
        assertThat(alice.message(asked.chat(), asked.reply()).get("state").asText())
                .isEqualTo("running");
        try (var events = alice.watch("?run=" + asked.reply() + ":1-1")) {
            call.say(" and whole").finish();
            var end = events.next("end").data().get("message");
            assertThat(end.get("epoch").asInt()).isEqualTo(2);
            assertThat(Person.text(end)).isEqualTo("Half and whole");
        }
    }

    /// The left process slept over its lease, and a third one took the reply up again. Who watches at the left sees the one end there is.
    @Test
    void whoWatchesARunThatLostItsLeaseSeesTheEndOfTheOneThatTookItUp() throws Exception {
        var asked = alice.ask("one");
        var late = left.upstream.take().say("Half");
        try (var events = alice.watch("?run=" + asked.reply() + ":1-0");
                var db = Databases.open(settings.get("DATABASE_URL"), data)) {
            assertThat(events.text(4)).isEqualTo("Half");
            var until = System.currentTimeMillis() + 600_000;
            db.write(handle -> handle.createUpdate("update run set epoch = 2, owner = 'third', lease_until = :until where id = :id")
                    .bind("until", until)
                    .bind("id", asked.reply())
                    .execute());
            Person.eventually(late::isClosed);
            assertThat(alice.message(asked.chat(), asked.reply()).get("state").asText())
                    .isEqualTo("running");
            db.write(handle -> {
                handle.createUpdate("update message set state = 'done', parts = :parts where id = :id")
                        .bind("parts", "[{\"type\":\"text\",\"text\":\"Half and whole\"}]")
                        .bind("id", asked.reply())
                        .execute();
                handle.createUpdate("update run set state = 'done' where id = :id")
                        .bind("id", asked.reply())
                        .execute();
            });
            var end = events.next("end").data().get("message");
            assertThat(end.get("epoch").asInt()).isEqualTo(2);
            assertThat(end.get("state").asText()).isEqualTo("done");
            assertThat(Person.text(end)).isEqualTo("Half and whole");
        }
    }

    @Test
    void theSameMessageSentToBothProcessesRunsOnce() throws Exception {
        var chat = Ids.next();
        var body = Person.question(Ids.next(), null, "hi", List.of(Map.of("id", Ids.next(), "model", "good")));
        alice.post("/api/chats/" + chat + "/messages", body).ok();
        left.upstream.take();
        alice.at(right);
        assertThat(alice.post("/api/chats/" + chat + "/messages", body).status())
                .isEqualTo(202);
        assertThat(right.upstream.isIdle()).isTrue();
    }
}
