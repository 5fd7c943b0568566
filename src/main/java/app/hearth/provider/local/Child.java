package app.hearth.provider.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process that can't outlive the house, not even a killed one: it runs below a shell that reads from a pipe which only this process
/// holds, and kills it at the pipe's end. When memory runs short the kernel ends it before the house.
final class Child {
    private static final String GUARD = """
        { echo 900 >/proc/self/oom_score_adj; } 2>/dev/null
        exec 3<&0
        "$@" </dev/null 3<&- &
        child=$!
        { read -r _ <&3; kill -9 "$child"; } 2>/dev/null &
        guard=$!
        wait "$child"
        code=$?
        kill "$guard" 2>/dev/null
        exit "$code"
        """;

    private final Process guard;

    private Child(Process guard) {
        this.guard = guard;
    }

    /// @param log is written anew with all that the child says
    static Child start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        var guarded = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "guard"));
        guarded.addAll(command);
        var builder = new ProcessBuilder(guarded).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new Child(builder.start());
    }

    boolean isAlive() {
        return guard.isAlive();
    }

    /// Whether it ended within `wait`.
    boolean endsWithin(Duration wait) throws InterruptedException {
        return guard.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The processor time that it used so far: what shows that it is at work.
    Duration cpu() {
        return guard.descendants()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /// Ends it at once and waits until it is gone.
    void kill() {
        try {
            guard.getOutputStream().close();
            guard.waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the guard kills it all the same
        }
    }
}
