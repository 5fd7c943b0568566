package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import app.hearth.platform.json.Json;
import app.hearth.provider.FakeUpstream;
import app.hearth.run.Engine;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// The real program is killed at a random moment of its work, again and again on the same data, and nothing that it had accepted, or had
/// shown a quarter of a second before, is lost.
@Tag("crash")
@Isolated("measures times, and needs the machine's processors")
class CrashTest {
    private static final boolean LONG = Boolean.parseBoolean(System.getenv("HEARTH_TEST_LONG"));
    /// What may be lost.
    private static final Duration GRACE = Duration.ofMillis(250);
    private static final int SENDERS = 4;
    private static final int WORDS = 5_000;
    private static final String STORY =
            IntStream.rangeClosed(1, WORDS).mapToObj(i -> "word-" + i).collect(Collectors.joining(" "));
    private static final String MORE = " and so it went on";

    @TempDir
    Path folder;

    private final FakeUpstream upstream = new FakeUpstream();
    private final Queue<Accepted> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<Try> open = new ConcurrentLinkedQueue<>();
    private final Queue<Upload> uploads = new ConcurrentLinkedQueue<>();
    private final Queue<String[]> queued = new ConcurrentLinkedQueue<>();
    private final Queue<String[]> renamed = new ConcurrentLinkedQueue<>();
    private final List<Long> starts = new ArrayList<>();
    private final List<Long> quietStarts = new ArrayList<>();

    /// A send that was answered with 202.
    private record Accepted(String chat, String question, String reply, String word, String model, Shown shown) {}

    /// A send whose answer was lost: all of it is there, or nothing.
    private record Try(String chat, String question, String reply, String word, Map<String, Object> body) {}

    private record Upload(String id, byte[] bytes) {}

    @Test
    @Timeout(1_800)
    void aKilledHouseHasKeptWhatItAcceptedAndShowed() throws Exception {
        rounds(LONG ? 50 : 5, Map.of(), Duration.ofSeconds(10));
    }

    /// There another process could hold the run: it counts as interrupted when its lease has run out.
    @Test
    @Timeout(600)
    void soHasOneOnPostgresql() throws Exception {
        rounds(2, Engine.POSTGRESQL.settings(), Duration.ofSeconds(75));
    }

    private void rounds(int rounds, Map<String, String> database, Duration recovery) throws Exception {
        upstream.model("short").says("Short", " and", " whole");
        upstream.model("story")
                .when(CrashTest::goesOn, " and", " so it went", " on")
                .words(WORDS, Duration.ofMillis(3));
        var settings = new HashMap<>(database);
        settings.putAll(Map.of(
                "OPENAI_API_BASE_URL", upstream.url() + "/v1", "OPENAI_API_KEY", "sk-x", "ENABLE_OLLAMA_API", "false", "LANG", "C.UTF-8"));
        var seed = Optional.ofNullable(System.getenv("HEARTH_TEST_SEED"))
                .map(Long::parseLong)
                .orElseGet(System::nanoTime);
        System.out.println("seed " + seed + " (HEARTH_TEST_SEED repeats it)");
        var random = new Random(seed);
        try (upstream;
                var house = new HouseProcess(folder, settings)) {
            house.start();
            var alice = new Browser(house.port());
            alice.signUp("alice@example.org");
            var bob = alice.invite("bob@example.org");
            for (int round = 1; round <= rounds; round++) {
                var killedAt = work(house, List.of(alice, bob), Duration.ofMillis(300 + random.nextInt(2_200)));
                starts.add(house.start().toMillis());
                check(List.of(alice, bob), killedAt, recovery);
                checkDatabase(database.getOrDefault(
                        "DATABASE_URL", "sqlite:" + house.data().resolve("hearth.db")));
                System.out.println("round " + round + ": " + accepted.size() + " sends accepted, " + open.size() + " without an answer, "
                        + uploads.size() + " files; up again after " + starts.getLast() + " ms");
                List.of(accepted, open, uploads, queued, renamed).forEach(Queue::clear);
                if (LONG && round % 5 == 0) { // side by side, so that the machine's other work weighs on both alike
                    house.stop();
                    quietStarts.add(house.start().toMillis());
                }
            }
        }
        System.out.println("starts after a kill (ms): " + median(starts) + " in the middle of " + starts);
        if (!quietStarts.isEmpty()) {
            System.out.println("starts after an end in order (ms): " + median(quietStarts) + " in the middle of " + quietStarts);
            assertThat(median(starts))
                    .as("a kill makes the next start no slower")
                    .isLessThan(median(quietStarts) * 3 / 2 + 500);
        }
    }

    private static long median(List<Long> all) {
        return all.stream().sorted().toList().get(all.size() / 2);
    }

    private static boolean goesOn(JsonNode request) {
        var messages = request.path("messages");
        return messages.path(messages.size() - 1).path("role").asText().equals("assistant");
    }

    /// Everybody works until the house is killed; when that was.
    private long work(HouseProcess house, List<Browser> people, Duration length) throws InterruptedException {
        var began = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < SENDERS; i++) {
            var who = people.get(i % people.size());
            threads.add(Thread.ofVirtual().start(() -> send(who)));
        }
        LockSupport.parkNanos(length.toNanos() - (System.nanoTime() - began));
        while (accepted.stream()
                .noneMatch(one -> !one.shown.until(System.nanoTime()).isEmpty())) {
            LockSupport.parkNanos(1_000_000); // a machine so slow that nothing was said yet
        }
        var killedAt = System.nanoTime();
        house.kill();
        for (var thread : threads) {
            thread.join();
        }
        accepted.forEach(one -> one.shown.awaitOver());
        return killedAt;
    }

    private void send(Browser who) {
        try {
            for (int number = 0; ; number++) {
                var chat = Ids.next();
                var first = ask(who, chat, null, "short");
                FakeUpstream.await(() -> !first.shown.end().isEmpty());
                ask(who, chat, first.reply, "story");
                if (number % 3 == 0) {
                    upload(who);
                    enqueue(who, chat);
                    rename(who, chat);
                }
                LockSupport.parkNanos(50_000_000);
            }
        } catch (UncheckedIOException e) {
            return; // the house is dead
        } catch (AssertionError e) {
            if (!e.getMessage().contains("not within")) { // the end that was waited for died with the house
                throw e;
            }
        }
    }

    private Accepted ask(Browser who, String chat, String parent, String model) {
        var word = "w" + Ids.next().replace("-", "").substring(8);
        var question = Ids.next();
        var reply = Ids.next();
        var body = new HashMap<String, Object>();
        body.put("id", question);
        body.put("parent", parent);
        body.put("parts", List.of(Map.of("type", "text", "text", "Tell me of " + word)));
        body.put("replies", List.of(Map.of("id", reply, "model", model)));
        var sent = new Try(chat, question, reply, word, body);
        open.add(sent);
        assertThat(who.post("/api/chats/" + chat + "/messages", body).ok().status())
                .isEqualTo(202);
        var one = new Accepted(chat, question, reply, word, model, Shown.of(who, reply));
        accepted.add(one);
        open.remove(sent);
        return one;
    }

    private void upload(Browser who) {
        var bytes = ("A file of " + Ids.next() + "\n").repeat(500).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var file = who.upload("POST", "/api/files?name=notes.txt&type=text/plain", "application/octet-stream", bytes)
                .ok();
        uploads.add(new Upload(file.json().get("id").asText(), bytes));
    }

    private void enqueue(Browser who, String chat) {
        var id = Ids.next();
        var reply = Map.of("id", Ids.next(), "model", "short");
        var part = Map.of("type", "text", "text", "And then?");
        who.post("/api/chats/" + chat + "/queue", Map.of("id", id, "parts", List.of(part), "replies", List.of(reply)))
                .ok();
        queued.add(new String[] {chat, id});
    }

    private void rename(Browser who, String chat) {
        var title = "Named " + Ids.next();
        who.patch("/api/chats/" + chat, Map.of("title", title)).ok();
        renamed.add(new String[] {chat, title});
    }

    // ---- what is left of it

    private void check(List<Browser> people, long killedAt, Duration recovery) {
        var number = 0;
        for (var one : accepted) {
            var who = owner(people, one.chat);
            checkMessages(who, one, killedAt, recovery);
            if (number++ % 5 == 0) {
                checkFound(who, one);
            }
        }
        for (var file : uploads) {
            assertThat(people.stream()
                            .map(who -> who.get("/api/files/" + file.id))
                            .filter(answer -> answer.status() == 200))
                    .singleElement()
                    .satisfies(answer -> assertThat(answer.bytes()).isEqualTo(file.bytes));
        }
        for (var one : queued) {
            var page = owner(people, one[0])
                    .get("/api/chats/" + one[0] + "/messages")
                    .ok()
                    .json();
            assertThat(page.get("queued").findValuesAsText("id")).contains(one[1]);
        }
        for (var one : renamed) {
            var chat = owner(people, one[0]).get("/api/chats/" + one[0]).ok().json();
            assertThat(chat.get("title").asText()).isEqualTo(one[1]);
        }
        accepted.stream().filter(one -> one.model.equals("story")).limit(2).forEach(one -> goOn(owner(people, one.chat), one));
        open.forEach(one -> sendAgain(people, one));
        people.forEach(who -> assertThat(
                        who.get("/api/search?q=neversaidanywhere").ok().json().get("hits"))
                .isEmpty());
    }

    private static Browser owner(List<Browser> people, String chat) {
        var owners = people.stream()
                .filter(who -> who.get("/api/chats/" + chat).status() == 200)
                .toList();
        assertThat(owners).as("who has the chat " + chat).hasSize(1);
        return owners.getFirst();
    }

    private static void checkMessages(Browser who, Accepted one, long killedAt, Duration recovery) {
        var question = message(who, one.chat, one.question).orElseThrow();
        assertThat(text(question)).isEqualTo("Tell me of " + one.word);
        var reply = ended(who, one.chat, one.reply, recovery);
        var stored = text(reply);
        var shown = one.shown.until(killedAt - GRACE.toNanos());
        assertThat(stored).startsWith(shown);
        if (!one.shown.end().isEmpty()) { // an end that was told is an end that was stored
            assertThat(reply.get("state").asText()).isEqualTo(one.shown.end());
        }
        if (one.model.equals("short")) {
            assertThat("Short and whole").startsWith(stored);
        } else {
            assertThat(STORY).startsWith(stored);
            assertThat(reply.get("state").asText()).isEqualTo("interrupted");
        }
        // a page that comes back with its last event is told how it ended
        try (var events = who.with("Last-Event-ID", one.shown.cursor())
                .with("Cookie", who.sessionCookie())
                .events("/api/events")) {
            var all = events.all();
            assertThat(all.getLast().event()).isEqualTo("end");
            assertThat(text(all.getLast().json().get("message"))).isEqualTo(stored);
        }
    }

    private static void checkFound(Browser who, Accepted one) {
        var hits = new ArrayList<String>();
        FakeUpstream.await(() -> {
            hits.clear();
            who.get("/api/search?q=" + one.word)
                    .ok()
                    .json()
                    .get("hits")
                    .forEach(hit -> hits.add(hit.get("message").asText()));
            return hits.contains(one.question);
        });
        // the chat's title is made of the same words
        assertThat(hits).allMatch(hit -> hit.equals(one.question) || hit.equals("null"));
    }

    private static void goOn(Browser who, Accepted one) {
        var before = text(message(who, one.chat, one.reply).orElseThrow());
        assertThat(who.post("/api/chats/" + one.chat + "/messages/" + one.reply + "/continue", "")
                        .status())
                .isEqualTo(202);
        if (before.isEmpty()) { // nothing had been said: the whole story begins, which is too long to wait for
            FakeUpstream.await(
                    () -> !text(message(who, one.chat, one.reply).orElseThrow()).isEmpty());
            who.post("/api/runs/" + one.reply + "/cancel", "").ok();
            assertThat(STORY).startsWith(text(ended(who, one.chat, one.reply, Duration.ofSeconds(20))));
            return;
        }
        var reply = ended(who, one.chat, one.reply, Duration.ofSeconds(20));
        assertThat(reply.get("state").asText()).isEqualTo("done");
        assertThat(text(reply)).isEqualTo(before + MORE);
    }

    /// What a client does that had no answer; the first try may have been stored, whole or not at all.
    private static void sendAgain(List<Browser> people, Try one) {
        var owners = people.stream()
                .filter(who -> who.get("/api/chats/" + one.chat).status() == 200)
                .toList();
        var who = owners.isEmpty() ? people.getFirst() : owners.getFirst();
        assertThat(who.post("/api/chats/" + one.chat + "/messages", one.body)
                        .ok()
                        .status())
                .isEqualTo(202);
        assertThat(text(message(who, one.chat, one.question).orElseThrow())).isEqualTo("Tell me of " + one.word);
        assertThat(message(who, one.chat, one.reply)).isPresent();
        who.post("/api/runs/" + one.reply + "/cancel", "");
    }

    private static JsonNode ended(Browser who, String chat, String reply, Duration most) {
        var until = System.nanoTime() + most.toNanos();
        while (true) {
            var message = message(who, chat, reply).orElseThrow();
            if (!message.get("state").asText().equals("running")) {
                return message;
            }
            assertThat(System.nanoTime()).as("still running: " + reply).isLessThan(until);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static Optional<JsonNode> message(Browser who, String chat, String id) {
        for (var message :
                who.get("/api/chats/" + chat + "/messages").ok().json().get("messages")) {
            if (message.get("id").asText().equals(id)) {
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }

    private static String text(JsonNode message) {
        var text = new StringBuilder();
        for (var part : message.get("parts")) {
            text.append(part.path("text").asText());
        }
        return text.toString();
    }

    /// Nothing torn below what the house shows.
    static void checkDatabase(String url) throws SQLException {
        var jdbc = "jdbc:" + url.replaceFirst("//([^:/]+):([^@]+)@([^?]+)", "//$3?user=$1&password=$2");
        try (var connection = DriverManager.getConnection(jdbc);
                var statement = connection.createStatement()) {
            if (url.startsWith("sqlite")) {
                for (var check : List.of("pragma integrity_check", "pragma foreign_key_check")) {
                    try (var rows = statement.executeQuery(check)) {
                        while (rows.next()) {
                            assertThat(rows.getString(1)).isEqualTo("ok");
                        }
                    }
                }
            }
            try (var rows = statement.executeQuery("select parts, stats, error from message")) {
                while (rows.next()) {
                    for (var json : Arrays.asList(rows.getString(1), rows.getString(2), rows.getString(3))) {
                        assertThat(json == null || Json.parse(json).isContainerNode())
                                .isTrue();
                    }
                }
            }
        }
    }
}
