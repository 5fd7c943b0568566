package app.hearth.provider.local;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The `llama-server` of one model file: started when first asked for, stopped when idle, started again after a growing pause when it
/// broke.
/// Thread-safe; callers of [#baseUrl()] wait for one another's start.
final class Engine {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /// What an idle server uses between two sweeps is far below this.
    private static final Duration AT_WORK = Duration.ofMillis(500);

    private final String id;
    private final Path file;
    private final String key;
    private final LocalOptions options;
    private final Predicate<URI> isUp;
    private final Clock clock;

    private Child child;
    private URI address;
    private volatile LocalModel.State state = LocalModel.State.STOPPED;
    private int failures;
    private Instant notBefore = Instant.MIN;
    private volatile Instant usedAt;
    private Duration cpu = Duration.ZERO;

    Engine(String id, Path file, String key, LocalOptions options, Predicate<URI> isUp, Clock clock) {
        this.id = id;
        this.file = file;
        this.key = key;
        this.options = options;
        this.isUp = isUp;
        this.clock = clock;
        this.usedAt = clock.instant();
    }

    LocalModel.State state() {
        return state;
    }

    /// Where it answers, ending in `/v1`. Blocks until it does.
    synchronized URI baseUrl(Path binary) {
        usedAt = clock.instant();
        if (child != null && !child.isAlive()) {
            failed();
        }
        if (child == null) {
            start(binary);
        }
        return address.resolve("/v1");
    }

    private void start(Path binary) {
        var wait = Duration.between(clock.instant(), notBefore);
        if (failures > 0 && wait.isPositive()) {
            throw unreachable(null).retryAfter(wait);
        }
        state = LocalModel.State.STARTING;
        try {
            var port = freePort();
            address = URI.create("http://127.0.0.1:" + port);
            var folder = Files.createDirectories(options.engines());
            child = Child.start(command(binary, port), Map.of("LLAMA_API_KEY", key), folder.resolve(id + ".log"));
            awaitUp();
        } catch (IOException e) {
            failed();
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
            throw unreachable(e);
        }
    }

    private void awaitUp() throws InterruptedException {
        var deadline = System.nanoTime() + options.startWithin().toNanos();
        var health = address.resolve("/health");
        while (!isUp.test(health)) {
            if (child.endsWithin(POLL) || System.nanoTime() > deadline) {
                failed();
                throw unreachable(null);
            }
        }
        failures = 0;
        cpu = Duration.ZERO;
        usedAt = clock.instant();
        state = LocalModel.State.READY;
    }

    /// Stops it when its file was removed, or when nobody asked for it and it did no work for the idle time.
    synchronized void sweep() {
        if (child == null) {
            return;
        }
        if (!child.isAlive()) {
            failed();
            return;
        }
        var now = child.cpu();
        if (now.minus(cpu).compareTo(AT_WORK) > 0) {
            usedAt = clock.instant();
        }
        cpu = now;
        if (!Files.exists(file) || Duration.between(usedAt, clock.instant()).compareTo(options.idle()) >= 0) {
            stop();
        }
    }

    synchronized void stop() {
        if (child != null) {
            child.kill();
            child = null;
        }
        state = LocalModel.State.STOPPED;
    }

    private void failed() {
        stop();
        failures++;
        var pause = Duration.ofSeconds(1L << Math.min(failures - 1, 6));
        notBefore = clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        state = LocalModel.State.FAILED;
    }

    private List<String> command(Path binary, int port) {
        return List.of(
                binary.toString(),
                "-m",
                file.toString(),
                "-a",
                id,
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "-c",
                String.valueOf(options.contextTokens()),
                "-np",
                "1",
                "-ngl",
                "0",
                "--device",
                "none",
                "--jinja");
    }

    private HearthException unreachable(Exception cause) {
        return new HearthException(ErrorCode.PROVIDER_UNREACHABLE, Map.of("connection", id, "host", "llama-server"), cause);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
