package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import app.hearth.provider.FakeUpstream;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Twenty people do whatever comes to their minds, for ten minutes with `--long`, else for ten seconds. Afterwards nothing is torn and
/// nothing is held that is not needed any more, and all the while nothing is answered by 5xx.
@Tag("crash")
@Isolated("needs the machine's processors")
@Timeout(1_200)
class SoakTest {
    private static final boolean LONG = Boolean.parseBoolean(System.getenv("HEARTH_TEST_LONG"));
    private static final Duration LENGTH = LONG ? Duration.ofMinutes(10) : Duration.ofSeconds(10);
    private static final int LOOKS = 10;
    /// Threads that may come and go with the load, and heap that may be filled by what is kept on purpose.
    private static final int MORE_THREADS = 24;
    private static final int MORE_HEAP_MIB = 32;
    private static final int PEOPLE = 20;
    private static final List<String> MODELS = List.of("short", "short", "story", "thinker", "fails", "cut");

    @TempDir
    Path folder;

    private final AtomicInteger actions = new AtomicInteger();
    private final Queue<Throwable> problems = new ConcurrentLinkedQueue<>();

    /// One of them: what is theirs, and what was sent there.
    private final class Someone implements Runnable {
        private final Browser browser;
        private final Random random;
        private final long until;
        private final List<Home.Sent> sent = new ArrayList<>();
        private final List<Thread> watching = new ArrayList<>();

        Someone(Browser browser, long seed, long until) {
            this.browser = browser;
            this.random = new Random(seed);
            this.until = until;
        }

        @Override
        public void run() {
            try {
                while (System.nanoTime() - until < 0 && problems.isEmpty()) {
                    act();
                    actions.incrementAndGet();
                }
                for (var thread : watching) {
                    thread.join(Duration.ofSeconds(60));
                }
            } catch (AssertionError | RuntimeException e) {
                problems.add(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void act() {
            var model = MODELS.get(random.nextInt(MODELS.size()));
            if (sent.isEmpty() || random.nextInt(6) == 0) {
                ask(Ids.next(), null, model);
                return;
            }
            var one = sent.get(random.nextInt(sent.size()));
            var chat = "/api/chats/" + one.chat();
            var text = Map.of("parts", List.of(Map.of("type", "text", "text", "Changed: 你好 " + random.nextInt())));
            switch (random.nextInt(18)) {
                case 0, 1 -> ask(one.chat(), one.reply(), model);
                case 2 -> fine(browser.post("/api/runs/" + one.reply() + "/cancel", ""));
                case 3 -> fine(browser.post(chat + "/messages/" + one.reply() + "/continue", ""));
                case 4 -> fine(browser.patch(chat + "/messages/" + (random.nextBoolean() ? one.question() : one.reply()), text));
                case 5 -> fine(browser.delete(chat + "/messages/" + (random.nextBoolean() ? one.question() : one.reply())));
                case 6 -> fine(browser.put(chat + "/leaf", Map.of("message", one.question())));
                case 7 -> fine(browser.post(chat + "/fork", Map.of("id", Ids.next(), "message", one.reply())));
                case 8 -> fine(browser.patch(chat, Map.of("title", "Title " + random.nextInt(), "pinned", random.nextBoolean())));
                case 9 -> fine(browser.patch(chat, Map.of("archived", random.nextBoolean())));
                case 10 -> fine(browser.delete(chat));
                case 11 -> fine(browser.post(chat + "/restore", ""));
                case 12 -> fine(browser.get("/api/search?q=tell"));
                case 13 -> again(one, model);
                case 14 -> fine(browser.post(chat + "/queue", Home.question(Ids.next(), null, "And then?", Ids.next(), "short")));
                case 15 ->
                    fine(browser.upload(
                            "POST", "/api/files?name=x.txt", "text/plain", ("x" + random.nextInt()).getBytes(StandardCharsets.UTF_8)));
                case 16 -> fine(browser.get("/api/changes?after=" + random.nextInt(1_000)));
                default -> look(one);
            }
        }

        private void ask(String chat, String parent, String model) {
            var next = new Home.Sent(chat, Ids.next(), Ids.next());
            var answer = browser.post(
                    "/api/chats/" + chat + "/messages", Home.question(next.question(), parent, "Tell me more", next.reply(), model));
            fine(answer);
            if (answer.status() == 202) {
                sent.add(next);
                watch(next.reply());
            }
        }

        private void again(Home.Sent one, String model) {
            var id = Ids.next();
            var answer = browser.post("/api/chats/" + one.chat() + "/replies", Map.of("id", id, "parent", one.question(), "model", model));
            fine(answer);
            if (answer.status() == 202) {
                sent.add(new Home.Sent(one.chat(), one.question(), id));
                watch(id);
            }
        }

        /// Exactly one end, the last that is said.
        private void watch(String run) {
            if (random.nextInt(3) > 0) {
                return;
            }
            watching.add(Thread.ofVirtual().start(() -> {
                try (var events = browser.events("/api/events?run=" + run + ":1-0")) {
                    if (events.status() == 404) {
                        return; // deleted meanwhile
                    }
                    assertThat(events.status()).isEqualTo(200);
                    var all = events.all();
                    assertThat(all.stream().filter(event -> event.event().equals("end")))
                            .hasSize(1);
                    assertThat(all.getLast().event()).isEqualTo("end");
                } catch (AssertionError | RuntimeException e) {
                    problems.add(e);
                }
            }));
        }

        private void look(Home.Sent one) {
            var page = browser.get("/api/chats/" + one.chat() + "/messages");
            fine(page);
            if (page.status() == 200) {
                checkTree(page.json());
            }
        }
    }

    private static void fine(Browser.Answer answer) {
        assertThat(answer.status()).as(answer::text).isIn(200, 202, 204, 400, 404, 409, 429);
        if (answer.status() >= 400) {
            assertThat(answer.json().path("code").asText()).isNotEmpty();
        }
    }

    /// Each message hangs on the one before it, and stands among its siblings.
    private static void checkTree(JsonNode page) {
        var ids = new HashSet<String>();
        var before = Optional.<String>empty();
        for (var message : page.get("messages")) {
            var id = message.get("id").asText();
            assertThat(ids.add(id)).isTrue();
            if (before.isPresent()) {
                assertThat(message.get("parent").asText()).isEqualTo(before.get());
            }
            assertThat(message.get("siblings").valueStream().map(JsonNode::asText))
                    .contains(id)
                    .doesNotHaveDuplicates();
            before = Optional.of(id);
        }
    }

    @Test
    void whateverTwentyPeopleDoTheHouseStaysWhole() throws Exception {
        var upstream = new FakeUpstream();
        upstream.model("short").says("Short", " and", " whole");
        upstream.model("story").words(300, Duration.ofMillis(10));
        upstream.model("thinker")
                .thinks("Hm", "…")
                .pausing(Duration.ofMillis(20))
                .says("So", " it", " is");
        upstream.model("fails").says("Half").thenFails(500);
        upstream.model("cut").says("Half").thenCuts();
        var settings = Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1", "OPENAI_API_KEY", "sk-x", "ENABLE_OLLAMA_API", "false");
        var seed = Optional.ofNullable(System.getenv("HEARTH_TEST_SEED"))
                .map(Long::parseLong)
                .orElseGet(System::nanoTime);
        System.out.println("seed " + seed);
        try (upstream;
                var house = new HouseProcess(folder, settings)) {
            house.start();
            var admin = new Browser(house.port());
            admin.signUp("admin@example.org");
            var people = new ArrayList<Someone>();
            for (int i = 0; i < PEOPLE; i++) {
                people.add(new Someone(admin.invite("person" + i + "@example.org"), seed + i, System.nanoTime() + LENGTH.toNanos()));
            }
            var threads = people.stream().map(Thread.ofVirtual()::start).toList();
            var looks = lookAt(house, threads);
            for (var thread : threads) {
                thread.join();
            }
            assertThat(problems).isEmpty();
            System.out.println(actions + " actions");
            assertThat(house.words()).doesNotContain("SEVERE");
            checkHeld(house, looks);
            for (var someone : people) {
                Home.eventually(
                        60,
                        () -> someone.browser
                                .get("/api/runs")
                                .ok()
                                .json()
                                .get("runs")
                                .isEmpty());
                checkEverything(someone.browser);
            }
            house.kill();
            house.start();
            people.forEach(someone -> checkEverything(someone.browser));
            CrashTest.checkDatabase("sqlite:" + house.data().resolve("hearth.db"));
        }
    }

    /// @param heapMiB what a full collection leaves
    private record Look(long heapMiB, long rssMiB, long threads, boolean watched) {}

    /// Looks at the house now and then while they work.
    private static List<Look> lookAt(HouseProcess house, List<Thread> people) throws InterruptedException {
        var looks = new ArrayList<Look>();
        while (people.getFirst().isAlive()) {
            people.getFirst().join(LENGTH.dividedBy(LOOKS));
            looks.add(new Look(
                    house.liveHeap(),
                    house.rss(),
                    house.threads(),
                    house.stacks().contains("hearth.run.Watcher")));
            System.out.println(looks.getLast());
        }
        return looks;
    }

    /// When all is said, no run and no stream is left, and the house holds no more than early in the work.
    private static void checkHeld(HouseProcess house, List<Look> looks) {
        assertThat(looks).as("the stacks tell of streams").anyMatch(Look::watched);
        var threads = Pattern.compile("\"run-[0-9a-f]{8}-|hearth\\.run\\.Watcher");
        Home.eventually(90, () -> !threads.matcher(house.stacks()).find());
        if (!LONG) {
            return;
        }
        var early = looks.get(LOOKS / 5);
        Home.eventually(90, () -> house.liveHeap() < early.heapMiB() + MORE_HEAP_MIB); // ended runs are kept for a minute
        assertThat(house.threads()).isLessThanOrEqualTo(early.threads() + MORE_THREADS);
        System.out.println("in the end: heap " + house.liveHeap() + " MiB, RSS " + house.rss() + " MiB, " + house.threads() + " threads");
    }

    private static void checkEverything(Browser who) {
        var list = who.get("/api/chats?limit=200").ok().json();
        for (var chats : List.of(list.get("pinned"), list.get("chats"))) {
            for (var chat : chats) {
                assertThat(chat.get("running").asBoolean()).isFalse();
                var page = who.get("/api/chats/" + chat.get("id").asText() + "/messages")
                        .ok()
                        .json();
                checkTree(page);
                for (var message : page.get("messages")) {
                    assertThat(message.get("state").asText()).isIn("done", "cancelled", "failed", "interrupted");
                }
            }
        }
    }
}
