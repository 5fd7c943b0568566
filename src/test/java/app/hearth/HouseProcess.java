package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The program as a process of its own, with the launcher's options, on a port that stays the same, so that it can be killed and started
/// again on the same data.
final class HouseProcess implements AutoCloseable {
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xms24m",
            "-Xmx384m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djdk.virtualThreadScheduler.parallelism=8",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-Dstderr.encoding=UTF-8",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int port = freePort();
    private final Map<String, String> settings;
    private final List<String> more;
    private Process process;
    private int starts;

    /// @param folder for the data and what the program says
    /// @param options more of them for the JVM
    HouseProcess(Path folder, Map<String, String> settings, String... options) {
        this.more = List.of(options);
        this.folder = folder;
        this.settings = new HashMap<>(settings);
        this.settings.put("HEARTH_DATA", data().toString());
        this.settings.put("HOST", "127.0.0.1");
        this.settings.put("PORT", String.valueOf(port));
    }

    Path data() {
        return folder.resolve("data");
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /// Starts it and waits until it answers; how long that took.
    Duration start() {
        var command = new java.util.ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(more);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "app.hearth.Main"));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> !List.of("PATH", "HOME", "TMPDIR").contains(name));
        builder.environment().putAll(settings);
        starts++;
        try {
            var began = System.nanoTime();
            process = builder.redirectErrorStream(true)
                    .redirectOutput(said().toFile())
                    .start();
            awaitHealth(began);
            return Duration.ofNanos(System.nanoTime() - began);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitHealth(long began) throws IOException, InterruptedException {
        var health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .timeout(PATIENCE)
                .build();
        try (var client = HttpClient.newHttpClient()) {
            while (true) {
                assertThat(process.waitFor(5, TimeUnit.MILLISECONDS))
                        .as(this::words)
                        .isFalse();
                assertThat(System.nanoTime() - began).isLessThan(PATIENCE.toNanos());
                try {
                    if (client.send(health, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    continue; // it does not listen yet
                }
            }
        }
    }

    /// `kill -9`: no shutdown hook runs, nothing is flushed.
    void kill() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Asks it to end, as a service manager does, and waits until it has.
    void stop() {
        process.destroy();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What one of the JDK's tools is told by it.
    String ask(String... question) {
        var command = new java.util.ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(pid())));
        command.addAll(List.of(question));
        try {
            var answer = folder.resolve("jcmd");
            var tool = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(answer.toFile())
                    .start();
            assertThat(tool.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return Files.readString(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What its heap still holds after a full collection, in MiB.
    long liveHeap() {
        var total = ask("GC.class_histogram")
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(total.strip().split("\\s+")[2]) / 1_048_576;
    }

    /// Its platform threads; 0 where the system doesn't tell.
    long threads() {
        return status("Threads");
    }

    /// The stacks of all its threads, virtual ones too.
    String stacks() {
        var file = folder.resolve("stacks-" + System.nanoTime());
        ask("Thread.dump_to_file", file.toString());
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the latest start said on both streams.
    String words() {
        try {
            return Files.readString(said());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Resident memory, in MiB.
    long rss() {
        return status("VmRSS") / 1024;
    }

    private long status(String name) {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0; // not on Linux
        }
    }

    private Path said() {
        return folder.resolve("said-" + starts);
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
