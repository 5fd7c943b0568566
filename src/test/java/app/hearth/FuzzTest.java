package app.hearth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.id.Ids;
import app.hearth.platform.json.Json;
import app.hearth.provider.FakeUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Requests as programs send them, with some of their bytes changed, over plain sockets; for five minutes with `--long`, else for five
/// seconds. Each is answered, by no 5xx, or its connection is closed, and the house serves on.
@Tag("crash")
@Isolated("needs the machine's processors")
@Timeout(600)
class FuzzTest {
    private static final Duration LENGTH =
            Boolean.parseBoolean(System.getenv("HEARTH_TEST_LONG")) ? Duration.ofMinutes(5) : Duration.ofSeconds(5);
    private static final int SENDERS = 6;
    /// What HTTP itself answers to a method, a coding or a version that nobody knows.
    private static final List<Integer> OF_HTTP = List.of(501, 505);

    private static final List<byte[]> BITS = List.of(
                    "\0",
                    "\"",
                    "{",
                    "[",
                    "}",
                    "]",
                    "\\",
                    "\\ud800",
                    "\\u0000",
                    "99999999999999999999",
                    "-1",
                    "1e999",
                    "null",
                    "%00",
                    "%ED%A0%80",
                    "%",
                    "..%2f",
                    "//",
                    "?",
                    "&run=",
                    "\r\n",
                    "\n",
                    "\r\nTransfer-Encoding: chunked",
                    "\r\nContent-Length: 5",
                    "\r\nExpect: 100-continue",
                    "\r\nConnection: upgrade\r\nUpgrade: websocket",
                    "\r\nContent-Encoding: gzip",
                    "\r\nRange: bytes=0-1,5-2",
                    "\r\nLast-Event-ID: x:1-1",
                    "👨‍👩‍👧",
                    "\u202e",
                    "[".repeat(500),
                    "x".repeat(5_000))
            .stream()
            .map(text -> text.getBytes(UTF_8))
            .toList();

    @TempDir
    Path folder;

    private final Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private HouseProcess house;
    private Browser alice;

    private record Sample(String method, String path, String body) {
        byte[] head(int port, String cookie, int length) {
            return (method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nCookie: " + cookie
                            + "\r\nX-Hearth: 1\r\nContent-Type: application/json\r\nContent-Length: " + length
                            + "\r\nConnection: close\r\n\r\n")
                    .getBytes(UTF_8);
        }
    }

    private static List<Sample> samples(Home.Sent sent) {
        var chat = "/api/chats/" + sent.chat();
        var question = Json.write(Home.question(Ids.next(), sent.reply(), "What then?", Ids.next(), "fake-1"));
        var parts = "{\"parts\":[{\"type\":\"text\",\"text\":\"Changed\"}]}";
        var turn = "{\"model\":\"fake-1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
        return List.of(
                new Sample("GET", chat + "/messages?limit=20&leaf=" + sent.reply(), ""),
                new Sample("GET", "/api/chats?archived=0&limit=20", ""),
                new Sample("GET", "/api/events?run=" + sent.reply() + ":1-0", ""),
                new Sample("GET", "/api/search?q=what&limit=5", ""),
                new Sample("GET", "/api/changes?after=1", ""),
                new Sample("GET", "/", ""),
                new Sample("POST", chat + "/messages", question),
                new Sample("POST", "/api/chats/" + Ids.next() + "/messages", question),
                new Sample("POST", chat + "/queue", question),
                new Sample(
                        "POST",
                        chat + "/replies",
                        "{\"id\":\"" + Ids.next() + "\",\"parent\":\"" + sent.question() + "\",\"model\":\"fake-1\"}"),
                new Sample("PATCH", chat + "/messages/" + sent.question(), parts),
                new Sample("PATCH", chat, "{\"title\":\"A title\",\"pinned\":true,\"params\":{\"temperature\":0.5,\"maxTokens\":100}}"),
                new Sample("PUT", chat + "/leaf", "{\"message\":\"" + sent.reply() + "\"}"),
                new Sample("PATCH", "/api/me", "{\"name\":\"Alice\",\"preferences\":{\"theme\":\"dark\",\"deep\":{\"a\":[1,2]}}}"),
                new Sample("POST", "/api/uploads", "{\"name\":\"notes.txt\",\"type\":\"text/plain\",\"size\":1000}"),
                new Sample("POST", "/api/files?name=notes.txt&type=text/plain", "Some text of a file."),
                new Sample("POST", "/api/auth/sign-in", "{\"email\":\"nobody@example.org\",\"password\":\"a wrong one, surely\"}"),
                new Sample("POST", "/v1/chat/completions", turn + ",\"stream\":true}"),
                new Sample("POST", "/api/chat/completions", turn + ",\"temperature\":0.1}"));
    }

    @Test
    void nothingThatComesIsTooStrange() throws Exception {
        var upstream = new FakeUpstream();
        upstream.model("fake-1").says("An", " answer");
        var settings = Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1", "OPENAI_API_KEY", "sk-x", "ENABLE_OLLAMA_API", "false");
        var seed = Optional.ofNullable(System.getenv("HEARTH_TEST_SEED"))
                .map(Long::parseLong)
                .orElseGet(System::nanoTime);
        System.out.println("seed " + seed + " (HEARTH_TEST_SEED repeats it)");
        try (upstream;
                var process = new HouseProcess(folder, settings)) {
            house = process;
            house.start();
            alice = new Browser(house.port());
            alice.signUp("alice@example.org");
            var sent = Home.ask(alice, "Hi", "fake-1");
            Home.ended(alice, sent);
            var until = System.nanoTime() + LENGTH.toNanos();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < SENDERS; i++) {
                var random = new Random(seed + i);
                threads.add(Thread.ofVirtual().start(() -> {
                    var samples = samples(sent);
                    while (System.nanoTime() - until < 0 && problems.isEmpty()) {
                        send(samples.get(random.nextInt(samples.size())), random);
                    }
                }));
            }
            for (var thread : threads) {
                thread.join();
            }
            System.out.println("answers by status (0: closed without one): " + statuses);
            assertThat(problems).isEmpty();
            assertThat(house.words()).doesNotContain("SEVERE");
            assertThat(statuses.keySet()).as("some were right, some were not").contains(200, 400);
            assertThat(alice.get("/api/me").ok().json().get("email").asText()).isEqualTo("alice@example.org");
            var last = Home.ask(alice, "Still there?", "fake-1");
            assertThat(Home.text(Home.ended(alice, last))).isEqualTo("An answer");
            CrashTest.checkDatabase("sqlite:" + house.data().resolve("hearth.db"));
        }
    }

    /// One request, either with a strange body in an intact envelope, or strange as a whole.
    private void send(Sample sample, Random random) {
        var body = sample.body.getBytes(UTF_8);
        var isBodyOnly = body.length > 0 && random.nextBoolean();
        if (isBodyOnly) {
            body = changed(body, random);
        }
        var head = sample.head(house.port(), alice.sessionCookie(), body.length);
        var request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        if (!isBodyOnly) {
            request = changed(request, random);
        }
        try {
            var answer = answer(request);
            var status = answer.startsWith("HTTP/1.") && answer.length() > 12 ? Integer.parseInt(answer.substring(9, 12)) : 0;
            statuses.computeIfAbsent(status, key -> new AtomicInteger()).incrementAndGet();
            if (status >= 500 && !OF_HTTP.contains(status) && !answer.contains("provider_")) {
                problems.add(printable(request) + "\n→ " + answer);
            }
        } catch (SocketTimeoutException e) {
            problems.add(printable(request) + "\n→ no answer");
        } catch (IOException e) {
            statuses.computeIfAbsent(0, key -> new AtomicInteger()).incrementAndGet(); // refused and closed
        }
    }

    private String answer(byte[] request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), house.port())) {
            socket.setSoTimeout(40_000);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readNBytes(1_500), ISO_8859_1);
        }
    }

    private static byte[] changed(byte[] bytes, Random random) {
        var now = bytes;
        for (int changes = 1 + random.nextInt(4); changes > 0 && now.length > 0; changes--) {
            var at = random.nextInt(now.length);
            var end = Math.min(now.length, at + 1 + random.nextInt(20));
            now = switch (random.nextInt(5)) {
                case 0 ->
                    joined(Arrays.copyOf(now, at), new byte[] {(byte) random.nextInt(256)}, Arrays.copyOfRange(now, at + 1, now.length));
                case 1 -> joined(Arrays.copyOf(now, at), Arrays.copyOfRange(now, end, now.length));
                case 2 -> joined(Arrays.copyOf(now, end), Arrays.copyOfRange(now, at, now.length));
                case 3 -> Arrays.copyOf(now, random.nextInt(4) == 0 ? at : now.length);
                default -> joined(Arrays.copyOf(now, at), BITS.get(random.nextInt(BITS.size())), Arrays.copyOfRange(now, at, now.length));
            };
        }
        return now;
    }

    private static byte[] joined(byte[]... pieces) {
        var all = new ByteArrayOutputStream();
        for (var piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    private static String printable(byte[] request) {
        return new String(request, 0, Math.min(request.length, 1_500), ISO_8859_1);
    }
}
