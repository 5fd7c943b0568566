package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.db.Databases;
import app.hearth.platform.id.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a process that died, or was asked to end, leaves behind.
class RecoveryTest {
    @TempDir
    Path data;

    @TempDir
    Path copy;

    /// The database as a power cut would leave it: what is committed, nothing else. It is copied while the first house is in mid-reply.
    @Test
    void aDeadHousesRepliesAreInterruptedWithTheirTextAndGoOnWhenAsked() throws Exception {
        try (var dying = new TestHouse(data)) {
            var alice = dying.signUp("alice");
            var chat = Ids.next();
            var asked = alice.ask(chat, null, "one", "good");
            dying.upstream
                    .take()
                    .think("let me see")
                    .say("Half \"of\n")
                    .say("a 🔥 ")
                    .say("\uD83D")
                    .say("\uDD25");
            Person.eventually(() -> alice.text(chat, asked.reply()).endsWith("🔥"));
            var waiting = Person.question(Ids.next(), null, "two", List.of(Map.of("id", Ids.next(), "model", "good")));
            alice.post("/api/chats/" + chat + "/queue", waiting).ok();
            Person.eventually(() -> logged(data).contains("\uD83D\uDD25\n") && requests(data) == 1);
            snapshot();

            try (var reborn = new TestHouse(copy)) {
                alice.at(reborn);
                var message = alice.message(chat, asked.reply());
                assertThat(message.get("state").asText()).isEqualTo("interrupted");
                assertThat(message.at("/parts/0/text").asText()).isEqualTo("let me see");
                assertThat(Person.text(message)).isEqualTo("Half \"of\na 🔥 🔥");
                assertThat(alice.get("/api/runs").ok().get("runs")).isEmpty();
                assertThat(alice.get("/api/runs/" + asked.reply() + "/request")
                                .ok()
                                .get("body")
                                .asText())
                        .contains("good");
                assertThat(reborn.upstream.isIdle())
                        .as("nothing is begun unasked")
                        .isTrue();
                try (var late = alice.watch("?run=" + asked.reply() + ":1-2")) {
                    assertThat(Person.text(late.next("end").data().get("message")))
                            .isEqualTo("Half \"of\na 🔥 🔥");
                }
                alice.post("/api/chats/" + chat + "/messages/" + asked.reply() + "/continue", Map.of())
                        .ok();
                var call = reborn.upstream.take();
                assertThat(call.request.messages().getLast().text()).isEqualTo("Half \"of\na 🔥 🔥");
                call.say(" and more").finish();
                Person.eventually(() -> alice.text(chat, asked.reply()).equals("Half \"of\na 🔥 🔥 and more"));
                assertThat(alice.message(chat, asked.reply())
                                .at("/parts/0/text")
                                .asText())
                        .isEqualTo("let me see");
                // the end was good: now the queue goes on
                assertThat(reborn.upstream.take().request.messages().getLast().text())
                        .isEqualTo("two");
            }
        }
    }

    @Test
    void aHouseThatIsClosedKeepsAllTextAndTellsItsWatchers() throws Exception {
        String chat;
        String reply;
        var house = new TestHouse(data);
        var alice = house.signUp("alice");
        var asked = alice.ask("one");
        chat = asked.chat();
        reply = asked.reply();
        var call = house.upstream.take().say("Half");
        try (var events = alice.watch("?run=" + reply + ":1-0")) {
            assertThat(events.text(4)).isEqualTo("Half");
            house.close();
            assertThat(call.isClosed()).isTrue();
            assertThat(events.next("end").data().at("/message/state").asText()).isEqualTo("interrupted");
        }
        try (var again = new TestHouse(data)) {
            alice.at(again);
            assertThat(alice.message(chat, reply).get("state").asText()).isEqualTo("interrupted");
            assertThat(alice.text(chat, reply)).isEqualTo("Half");
        }
    }

    /// Two processes on one PostgreSQL: the lease of the first ran out by the second's clock. Who comes late changes nothing.
    @Test
    void anExpiredLeaseIsTakenAndTheLateEndLoses() throws Exception {
        var settings = Engine.POSTGRESQL.settings();
        try (var slow = new TestHouse(data, settings)) {
            var alice = slow.signUp("alice");
            var asked = alice.ask("one");
            var call = slow.upstream.take().say("Half");
            Person.eventually(() -> alice.text(asked.chat(), asked.reply()).equals("Half"));
            Person.eventually(() -> alice.get("/api/runs/" + asked.reply() + "/request")
                    .ok()
                    .get("body")
                    .asText()
                    .contains("good"));
            Person.eventually(() -> isLogged(settings, data, asked.reply()));
            try (var other = new TestHouse(data, settings)) {
                alice.at(other);
                assertThat(alice.message(asked.chat(), asked.reply())
                                .get("state")
                                .asText())
                        .as("a lease that still holds is respected")
                        .isEqualTo("running");
            }
            try (var other = new TestHouse(data, settings, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1)))) {
                alice.at(other);
                assertThat(alice.message(asked.chat(), asked.reply())
                                .get("state")
                                .asText())
                        .isEqualTo("interrupted");
                call.say(" and the rest").finish();
                alice.at(slow);
                try (var events = alice.watch("?run=" + asked.reply() + ":1-0")) {
                    var end = events.next("end").data().get("message");
                    assertThat(end.get("state").asText()).isEqualTo("interrupted");
                    assertThat(Person.text(end)).isEqualTo("Half");
                }
            }
        }
    }

    private void snapshot() throws SQLException, IOException {
        Files.copy(data.resolve("secret.key"), copy.resolve("secret.key"));
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("hearth.db"));
                var statement = connection.createStatement()) {
            statement.execute("vacuum into '" + copy.resolve("hearth.db") + "'");
        }
        assertThat(Files.exists(copy.resolve("hearth.db"))).isTrue();
    }

    private static String logged(Path data) {
        return query(data, "select coalesce(group_concat(frames, ''), '') from run_log");
    }

    private static int requests(Path data) {
        return Integer.parseInt(query(data, "select count(request) from run"));
    }

    private static String query(Path data, String sql) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("hearth.db"));
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean isLogged(Map<String, String> settings, Path data, String run) {
        try (var db = Databases.open(settings.get("DATABASE_URL"), data)) {
            return db.read(handle -> handle.createQuery("select count(*) from run_log where run = :run")
                            .bind("run", run)
                            .mapTo(Integer.class)
                            .one())
                    > 0;
        }
    }
}
