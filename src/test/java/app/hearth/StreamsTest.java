package app.hearth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.provider.FakeUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Many watchers, and one that takes nothing, of the real program.
@Tag("crash")
@Isolated("measures memory, and needs the machine's processors")
@Timeout(180)
class StreamsTest {
    private static final int STREAMS = 1_000;
    private static final int RUNS = 50;

    @TempDir
    Path folder;

    private final FakeUpstream upstream = new FakeUpstream();

    private HouseProcess house() {
        return new HouseProcess(
                folder, Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1", "OPENAI_API_KEY", "sk-x", "ENABLE_OLLAMA_API", "false"));
    }

    /// One client's socket, without anything in between that would read ahead.
    private static Socket watch(Browser who, int port, String run) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        var head = "GET /api/events?run=" + run + ":1-0 HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nCookie: " + who.sessionCookie()
                + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(ISO_8859_1));
        return socket;
    }

    /// Reads until these words have come, one after the other, or the end; whether they came. Several may come at once.
    private static boolean readUntil(Socket socket, String... words) throws IOException {
        var in = socket.getInputStream();
        var last = new StringBuilder();
        var buffer = new byte[8_192];
        var found = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            last.append(new String(buffer, 0, n, ISO_8859_1));
            for (int at = last.indexOf(words[found]); at >= 0; at = last.indexOf(words[found])) {
                last.delete(0, at + words[found].length());
                if (++found == words.length) {
                    return true;
                }
            }
            last.delete(0, Math.max(0, last.length() - words[found].length()));
        }
        return false;
    }

    @Test
    void aThousandStreamsOnSilentRunsAllGetWhatIsSaidLater() throws Exception {
        var silence = new CountDownLatch(1);
        upstream.model("silent").says("First. ").awaits(silence).says("And last.");
        try (upstream;
                var house = house()) {
            house.start();
            var alice = new Browser(house.port());
            alice.signUp("alice@example.org");
            var runs = new ArrayList<Home.Sent>();
            for (int i = 0; i < RUNS; i++) {
                runs.add(Home.ask(alice, "Tell me later", "silent"));
            }
            var before = house.rss();
            var open = new CountDownLatch(STREAMS);
            var told = new AtomicInteger();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < STREAMS; i++) {
                var run = runs.get(i % RUNS).reply();
                threads.add(Thread.ofVirtual().start(() -> {
                    try (var socket = watch(alice, house.port(), run)) {
                        var first = readUntil(socket, "First. ");
                        open.countDown();
                        if (first && readUntil(socket, "And last.", "event: end")) {
                            told.incrementAndGet();
                        }
                    } catch (IOException e) {
                        open.countDown(); // cut off: not told
                    }
                }));
            }
            assertThat(open.await(60, TimeUnit.SECONDS)).isTrue();
            System.out.println(
                    STREAMS + " streams: RSS " + before + " → " + house.rss() + " MiB, " + platformThreads(house) + " platform threads");
            assertThat(platformThreads(house)).isLessThan(150);
            silence.countDown();
            for (var thread : threads) {
                thread.join(Duration.ofSeconds(60));
            }
            assertThat(told).hasValue(STREAMS);
        }
    }

    private static long platformThreads(HouseProcess house) throws IOException {
        try (var tasks = Files.list(Path.of("/proc/" + house.pid() + "/task"))) {
            return tasks.count();
        }
    }

    @Test
    void aClientThatTakesNothingIsCutAndHoldsUpNobody() throws Exception {
        var pieces = new String[400];
        java.util.Arrays.fill(pieces, "0123456789abcdef".repeat(2_000));
        upstream.model("flood").pausing(Duration.ofMillis(5)).says(pieces);
        try (upstream;
                var house = house()) {
            house.start();
            var alice = new Browser(house.port());
            alice.signUp("alice@example.org");
            var sent = Home.ask(alice, "Go", "flood");
            try (var blocked = watch(alice, house.port(), sent.reply());
                    var events = alice.events("/api/events?run=" + sent.reply() + ":1-0")) {
                assertThat(blocked.getInputStream().read()).isEqualTo('H'); // it is answered, and reads no more
                var began = System.nanoTime();
                var all = events.all();
                assertThat(all.getLast().event()).isEqualTo("end");
                assertThat(all.getLast().json().at("/message/state").asText()).isEqualTo("done");
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20)); // while the other one hung
                Home.eventually(40, () -> !isConnected(blocked.getLocalPort(), house.port()));
                assertThat(readToEnd(blocked)).isFalse();
            }
        }
    }

    /// Whether the rest that comes holds the end of the run.
    private static boolean readToEnd(Socket socket) {
        try {
            return readUntil(socket, "event: end");
        } catch (IOException e) {
            return false; // reset
        }
    }

    /// Whether the house's side of a connection is open still, as the system knows it (01 is established).
    private static boolean isConnected(int client, int house) {
        var local = ":%04X ".formatted(house);
        var remote = ":%04X 01".formatted(client);
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (var lines = Files.lines(Path.of(table))) {
                if (lines.anyMatch(line -> line.contains(local) && line.contains(remote) && line.indexOf(local) < line.indexOf(remote))) {
                    return true;
                }
            } catch (IOException e) {
                continue; // no such table here
            }
        }
        return false;
    }
}
