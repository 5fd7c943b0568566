package app.hearth.run;

import app.hearth.provider.Attempts;
import app.hearth.provider.Completion;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.Connection;
import app.hearth.provider.Delta;
import app.hearth.provider.Gateway;
import app.hearth.provider.UpstreamModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// What runs cost: `RunLoad RUNS TOKENS_PER_SECOND SECONDS DATA_FOLDER`. The watchers are a process of their own, so that only the house is
/// measured (with the scripted upstream in it).
final class RunLoad {
    public static void main(String[] args) throws Exception {
        if (args[0].equals("watch")) {
            watch(Integer.parseInt(args[1]), args[2], List.of(args).subList(3, args.length));
            return;
        }
        var runs = Integer.parseInt(args[0]);
        var rate = Integer.parseInt(args[1]);
        var seconds = Integer.parseInt(args[2]);
        var data = Path.of(args[3]);
        Files.createDirectories(data);
        var tokens = new AtomicLong();
        var upstream = new Metronome(rate, tokens);
        try (var house = new TestHouse(data, upstream)) {
            var alice = house.signUp("alice");
            var ids = new ArrayList<String>();
            for (int i = 0; i < runs; i++) {
                ids.add(alice.ask("go").reply());
            }
            var command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    RunLoad.class.getName(),
                    "watch",
                    Integer.toString(house.port()),
                    alice.cookie()));
            command.addAll(ids);
            var watchers = new ProcessBuilder(command).redirectErrorStream(true).start();
            Thread.sleep(Duration.ofSeconds(4));
            var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            upstream.go();
            Thread.sleep(Duration.ofSeconds(2)); // compiled code is what counts
            var cpu = system.getProcessCpuTime();
            var written = written();
            var before = tokens.get();
            var started = System.nanoTime();
            Thread.sleep(Duration.ofSeconds(seconds));
            var said = tokens.get() - before;
            var elapsed = (System.nanoTime() - started) / 1e9;
            System.out.printf(
                    "%d runs: %.0f tokens/s, CPU %.3f s per 1,000 tokens (%.0f %% of one core), %.2f MB/s written%n",
                    runs,
                    said / elapsed,
                    (system.getProcessCpuTime() - cpu) / 1e9 / said * 1_000,
                    (system.getProcessCpuTime() - cpu) / 1e7 / elapsed,
                    (written() - written) / 1e6 / elapsed);
            upstream.end();
            watchers.waitFor();
            System.out.print(new String(watchers.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        System.exit(0);
    }

    private static long written() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/self/io"))) {
            if (line.startsWith("write_bytes: ")) {
                return Long.parseLong(line.substring(13));
            }
        }
        return 0;
    }

    private static void watch(int port, String cookie, List<String> runs) throws InterruptedException {
        var bytes = new AtomicLong();
        var ends = new AtomicLong();
        var threads = new ArrayList<Thread>();
        for (var run : runs) {
            threads.add(Thread.ofVirtual().start(() -> drain(port, cookie, run, bytes, ends)));
        }
        for (var thread : threads) {
            thread.join();
        }
        System.out.printf("watchers: %.1f MB received, %d of %d ends%n", bytes.get() / 1e6, ends.get(), runs.size());
    }

    private static void drain(int port, String cookie, String run, AtomicLong bytes, AtomicLong ends) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("GET /api/events?run=" + run + ":1-0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: " + cookie
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            var buffer = new byte[8192];
            var tail = "";
            for (var n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                bytes.addAndGet(n);
                tail = tail + new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                if (tail.contains("event: end")) {
                    ends.incrementAndGet();
                    return;
                }
                tail = tail.substring(Math.max(0, tail.length() - 20));
            }
        } catch (IOException e) {
            System.out.println(e);
        }
    }

    /// Says a token at each beat.
    private static final class Metronome implements Gateway {
        private final long beat;
        private final AtomicLong tokens;
        private volatile boolean running;
        private volatile boolean over;

        Metronome(int rate, AtomicLong tokens) {
            beat = 1_000_000_000L / rate;
            this.tokens = tokens;
        }

        void go() {
            running = true;
        }

        void end() {
            over = true;
        }

        @Override
        public Completion complete(Connection connection, CompletionRequest request, Attempts attempts) {
            return new Completion() {
                private long due;

                @Override
                public Optional<Delta> next() {
                    while (!running) {
                        LockSupport.parkNanos(100_000_000);
                        due = System.nanoTime();
                    }
                    due += beat;
                    while (System.nanoTime() < due) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                    if (over) {
                        return Optional.of(new Delta.Finish("stop"));
                    }
                    tokens.incrementAndGet();
                    return Optional.of(new Delta.Text(" token"));
                }

                @Override
                public Optional<Sent> sent() {
                    return Optional.of(new Sent("http://upstream.test/", "{}"));
                }

                @Override
                public void close() {
                    over = true;
                }
            };
        }

        @Override
        public List<UpstreamModel> models(Connection connection) {
            return List.of();
        }

        @Override
        public int verify(Connection connection) {
            return 0;
        }

        @Override
        public Relayed prepare(Connection connection, String path, byte[] body) {
            throw new UnsupportedOperationException();
        }
    }
}
