package app.hearth.model;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.provider.Connection;
import app.hearth.provider.ollama.OllamaAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The pulls under way, and the last ones that ended. In memory only: after a restart Ollama goes on from what it has. Thread-safe.
final class Pulls implements AutoCloseable {
    private static final int MOST_RUNNING = 8;
    private static final int MOST_KEPT = 50;

    private final OllamaAdmin ollama;
    private final Consumer<String> arrived;
    private final List<Pull> pulls = new ArrayList<>();

    /// @param arrived hears of a connection that has a new model
    Pulls(OllamaAdmin ollama, Consumer<String> arrived) {
        this.ollama = ollama;
        this.arrived = arrived;
    }

    /// Begins, or answers the pull of the same model that runs already. Throws `BUSY`.
    synchronized Pull begin(Connection connection, String model) {
        var running = pulls.stream().filter(Pull::isRunning).toList();
        var same = running.stream().filter(pull -> pull.isOf(connection, model)).findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        if (running.size() >= MOST_RUNNING) {
            throw new HearthException(ErrorCode.BUSY);
        }
        pulls.removeIf(pull -> pull.isOf(connection, model)); // a new try takes the place of one that ended
        if (pulls.size() >= MOST_KEPT) {
            pulls.remove(
                    pulls.stream().filter(pull -> !pull.isRunning()).findFirst().orElseThrow());
        }
        var pull = new Pull(connection, model, ollama.pull(connection, model));
        pulls.add(pull);
        Thread.ofVirtual().name("pull " + model).start(() -> {
            if (pull.run()) {
                arrived.accept(connection.id());
            }
        });
        return pull;
    }

    synchronized List<Pull> all() {
        return List.copyOf(pulls);
    }

    /// Cancels the pull and forgets it; one that has ended is only forgotten. Throws `NOT_FOUND`.
    void drop(String id) {
        Pull found;
        synchronized (this) {
            found = pulls.stream()
                    .filter(pull -> pull.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
            pulls.remove(found);
        }
        found.cancel();
    }

    /// Cancels all.
    @Override
    public void close() {
        all().forEach(Pull::cancel);
    }
}
