package app.hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.TestClock;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.http.Principal;
import app.hearth.platform.search.Index;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The index follows SQL whatever happens, on both engines. Rows are written as the chats' room writes them: object and change at once.
class ChatSearchTest {
    @TempDir
    static Path folder;

    @TempDir
    Path files;

    private static EmbeddedPostgres postgres;
    private static Db sqlite;
    private static Db server;

    private final TestClock clock = new TestClock();
    private ChatSearch search;
    private Index index;
    private ChatRows rows;

    @BeforeAll
    static void open() throws IOException {
        postgres = EmbeddedPostgres.start();
        server = Databases.open("postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres", folder);
        sqlite = Databases.open("", folder);
    }

    @AfterAll
    static void close() throws IOException {
        sqlite.close();
        server.close();
        postgres.close();
    }

    @AfterEach
    void stop() {
        if (search != null) {
            search.close();
        }
    }

    static Stream<Db> engines() {
        return Stream.of(sqlite, server);
    }

    private void start(Db db) {
        rows = new ChatRows(db, clock);
        start(db, files.resolve("chats"));
    }

    private void start(Db db, Path where) {
        index = new Index(where);
        search = new ChatSearch(new ChatSearchStore(db), index, clock).start();
        await(search::isWhole);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void whatWasSentIsFoundAndWhatWasEditedIsNot(Db db) {
        start(db);
        var alice = rows.account();
        var chat = rows.chat(alice, "周末计划");
        var message = rows.message(chat, "user", "我们去爬黄山，看日出");
        search.wake();
        await(() ->
                find(alice, "黄山").equals(List.of(message)) && find(alice, "周末").equals(List.of(chat)));
        var hit = search.search(alice, "黄山", ZoneOffset.UTC, 10).getFirst();
        assertThat(hit.title()).isEqualTo("周末计划");
        assertThat(hit.chat()).isEqualTo(chat);
        assertThat(hit.archived()).isFalse();
        assertThat(hit.snippet()).anyMatch(piece -> piece.hit() && piece.text().equals("黄山"));
        rows.edit(message, "我们去爬泰山");
        rows.rename(chat, "春天的计划");
        await(() ->
                find(alice, "泰山").equals(List.of(message)) && find(alice, "春天").equals(List.of(chat)));
        assertThat(find(alice, "黄山")).isEmpty();
        assertThat(find(alice, "周末")).isEmpty();
        rows.delete(message);
        await(() -> find(alice, "泰山").isEmpty());
    }

    /// Nothing is looked for by itself here: it is found because the feed was told.
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void whatTheFeedIsToldOfIsFoundAtOnce(Db db) {
        rows = new ChatRows(db, clock);
        index = new Index(files.resolve("chats"));
        search = new ChatSearch(new ChatSearchStore(db), index, clock, Duration.ofHours(1)).start();
        await(search::isWhole);
        var alice = rows.account();
        var chat = rows.chat(alice, "t");
        for (var word : List.of("quince", "medlar", "木瓜")) {
            var message = rows.message(chat, "user", "有人问 " + word + " 怎么吃");
            search.wake();
            await(() -> find(alice, word).equals(List.of(message)));
        }
    }

    /// Longer together than what may be read at once: each is read in its turn, the deleted one among them does no harm.
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void hugeMessagesAreFoundToTheirEnds(Db db) {
        start(db);
        var alice = rows.account();
        var chat = rows.chat(alice, "t");
        var huge = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            huge.add(rows.message(chat, "user", "filler ".repeat(120_000) + " apricot"));
        }
        rows.delete(huge.remove(2));
        search.wake();
        await(() -> find(alice, "apricot").size() == 5);
        assertThat(find(alice, "apricot")).containsExactlyInAnyOrderElementsOf(huge);
        assertThat(search.search(alice, "apricot", ZoneOffset.UTC, 1).getFirst().snippet())
                .anyMatch(piece -> piece.hit() && piece.text().equals("apricot"));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void oneLongChatDoesNotFillTheList(Db db) {
        start(db);
        var alice = rows.account();
        var other = rows.message(rows.chat(alice, "a"), "user", "pecan, and many more words that make it count less than the others do");
        var long1 = rows.chat(alice, "b");
        for (int i = 0; i < 20; i++) {
            rows.message(long1, "user", "pecan");
        }
        await(() -> find(alice, "pecan").size() == 21);
        assertThat(find(alice, "pecan").indexOf(other)).isEqualTo(3);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void onlyTextIsFoundAndNoReasoning(Db db) {
        start(db);
        var alice = rows.account();
        var chat = rows.chat(alice, "t");
        var message = rows.messageOf(
                chat,
                "assistant",
                "[{\"type\":\"reasoning\",\"text\":\"hidden musings\"},{\"type\":\"text\",\"text\":\"plain answer\"},{\"type\":\"x\"}]");
        rows.messageOf(chat, "user", "not json at all");
        await(() -> find(alice, "plain").equals(List.of(message)));
        assertThat(find(alice, "musings")).isEmpty();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void nobodyFindsWhatIsAnothersEvenIfTheIndexErrs(Db db) {
        start(db);
        var alice = rows.account();
        var bob = rows.account();
        var chat = rows.chat(alice, "secret title");
        var message = rows.message(chat, "user", "secret words");
        await(() -> find(alice, "secret").size() == 2);
        assertThat(find(bob, "secret")).isEmpty();
        // the chat changed hands without a change row: the index still proposes it to alice
        db.write(handle -> handle.createUpdate("update chat set user_id = :bob where id = :id")
                .bind("bob", bob.user())
                .bind("id", chat)
                .execute());
        assertThat(find(alice, "secret")).isEmpty();
        assertThat(find(bob, "secret")).isEmpty();
        assertThat(message).isNotEmpty();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void theTrashHidesAChatAndRestoringBringsItBack(Db db) {
        start(db);
        var alice = rows.account();
        var chat = rows.chat(alice, "walnut");
        for (int i = 0; i < 450; i++) {
            rows.message(chat, "user", "walnut number " + i);
        }
        await(() -> find(alice, "449 walnut").size() == 1);
        rows.trash(chat);
        assertThat(find(alice, "walnut")).isEmpty(); // at once: SQL says so
        rows.restore(chat);
        await(() -> find(alice, "449 walnut").size() == 1
                && find(alice, "0 walnut ").size() == 1);
        rows.write("update chat set archived = 1 where id = :id", chat, "chat", chat, alice);
        await(() -> search.search(alice, "walnut", ZoneOffset.UTC, 10).size() == 10); // it may just be on its way out and in again
        assertThat(search.search(alice, "walnut", ZoneOffset.UTC, 10)).allMatch(ChatSearch.Hit::archived);
        rows.trashAll(alice);
        await(() -> index.present(List.of(ChatFeed.chatDoc(chat))).isEmpty());
        db.write(handle -> handle.createUpdate("update chat set deleted_at = null where user_id = :user")
                .bind("user", alice.user())
                .execute());
        rows.change(alice, "chats", "");
        await(() -> find(alice, "449 walnut").size() == 1);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void whatHappenedWhileTheIndexWasAwayIsReplayed(Db db) throws IOException {
        start(db);
        var alice = rows.account();
        var chat = rows.chat(alice, "t");
        var first = rows.message(chat, "user", "almond one");
        await(() -> find(alice, "almond").equals(List.of(first)));
        search.close();
        var copy = files.resolve("copy");
        copy(files.resolve("chats"), copy); // as a kill leaves it: the last commit, nothing of what comes now
        start(db);
        var second = rows.message(chat, "assistant", "almond two");
        rows.edit(first, "changed");
        await(() -> find(alice, "almond").equals(List.of(second)));
        search.close();
        start(db, copy);
        await(() -> find(alice, "almond").equals(List.of(second))
                && find(alice, "changed").equals(List.of(first)));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void aDamagedIndexIsMadeAnew(Db db) throws IOException {
        start(db);
        var alice = rows.account();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            var chat = rows.chat(alice, "chat " + i);
            expected.add(rows.message(chat, "user", "pistachio"));
        }
        await(() -> find(alice, "pistachio").size() == 30);
        search.close();
        try (var all = Files.list(files.resolve("chats"))) {
            for (var file : all.toList()) {
                Files.write(file, "broken".getBytes());
            }
        }
        // the changes are long forgotten: only reading everything helps
        db.write(handle -> handle.createUpdate("delete from change where n < (select max(n) from change)")
                .execute());
        start(db);
        await(() -> search.isWhole() && find(alice, "pistachio").size() == 30);
        assertThat(find(alice, "pistachio")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void anIndexOfAnotherDatabaseOrOfAFutureIsNotBelieved(Db db) {
        start(db);
        var alice = rows.account();
        var chat = rows.chat(alice, "t");
        var message = rows.message(chat, "user", "cashew");
        await(() -> find(alice, "cashew").equals(List.of(message)));
        search.close();
        // the database went back to a copy of before the message; its change numbers will be given again
        db.write(handle -> {
            handle.createUpdate("delete from change where n > 1").execute();
            handle.createUpdate("update message set parts = :parts where id = :id")
                    .bind("parts", ChatRows.text("hazelnut"))
                    .bind("id", message)
                    .execute();
        });
        start(db);
        await(() -> find(alice, "hazelnut").equals(List.of(message)));
        search.close();
        db.write(handle -> {
            handle.createUpdate("update setting set value = 'another' where name = 'search.database'")
                    .execute();
            handle.createUpdate("update message set parts = :parts where id = :id")
                    .bind("parts", ChatRows.text("peanut"))
                    .bind("id", message)
                    .execute();
        });
        start(db);
        await(() -> find(alice, "peanut").equals(List.of(message)));
        assertThat(find(alice, "hazelnut")).isEmpty();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void aDeletedAccountLeavesNothing(Db db) {
        start(db);
        var alice = rows.account();
        var bob = rows.account();
        rows.message(rows.chat(alice, "macadamia"), "user", "macadamia nuts");
        var his = rows.message(rows.chat(bob, "macadamia"), "user", "macadamia nuts");
        await(() ->
                find(alice, "macadamia").size() == 2 && find(bob, "macadamia").size() == 2);
        var before = index.size();
        search.close();
        db.write(handle -> handle.createUpdate("delete from account where id = :id")
                .bind("id", alice.user())
                .execute());
        // without any change row: the sweep at the start sees it
        start(db);
        await(() -> index.size() == before - 2);
        assertThat(find(bob, "macadamia nuts")).containsExactly(his);
    }

    /// PostgreSQL: a change's number is given before its transaction ends, so that a smaller number may appear after a greater one.
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void aChangeThatAppearsLateIsNotPassedBy(Db db) {
        start(db);
        var alice = rows.account();
        var chat = rows.chat(alice, "walnut");
        await(() -> find(alice, "walnut").equals(List.of(chat))); // else the whole chat is read at once
        var late = rows.silent(chat, "brazil nut");
        var hole = rows.reserve();
        var message = rows.message(chat, "user", "chestnut");
        await(() -> find(alice, "chestnut").equals(List.of(message)));
        assertThat(find(alice, "brazil")).isEmpty();
        if (db.engine() == Db.Engine.POSTGRESQL) {
            clock.pass(Duration.ofSeconds(3));
            rows.fill(hole, alice, "message", late);
            await(() -> find(alice, "brazil").equals(List.of(late)));
        }
    }

    private List<String> find(Principal who, String text) {
        return search.search(who, text, ZoneOffset.UTC, 50).stream()
                .map(hit -> hit.message().orElse(hit.chat()))
                .toList();
    }

    private static void await(BooleanSupplier fact) {
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var all = Files.list(from)) {
            all.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(file.getFileName()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
