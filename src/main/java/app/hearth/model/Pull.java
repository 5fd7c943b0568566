package app.hearth.model;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import app.hearth.provider.Connection;
import app.hearth.provider.ollama.OllamaPull;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One model being fetched by an Ollama. Its own thread runs it; others look on, or cancel it.
final class Pull {
    private static final System.Logger LOG = System.getLogger("model");

    private final String id = Ids.next();
    private final Connection connection;
    private final String model;
    private final OllamaPull upstream;

    private volatile Progress progress = new Progress("", 0, 0, State.RUNNING, Optional.empty());

    enum State {
        RUNNING,
        DONE,
        FAILED;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How far it is.
    ///
    /// @param status Ollama's own words
    /// @param done bytes of `total`, the layers found so far
    record Progress(String status, long done, long total, State state, Optional<HearthException> problem) {
        Progress ended(State state, Optional<HearthException> problem) {
            return new Progress(status, done, total, state, problem);
        }
    }

    Pull(Connection connection, String model, OllamaPull upstream) {
        this.connection = connection;
        this.model = model;
        this.upstream = upstream;
    }

    String id() {
        return id;
    }

    Connection connection() {
        return connection;
    }

    String model() {
        return model;
    }

    Progress progress() {
        return progress;
    }

    boolean isRunning() {
        return progress.state() == State.RUNNING;
    }

    boolean isOf(Connection other, String name) {
        return connection.id().equals(other.id()) && model.equals(name);
    }

    /// Closes the connection, which ends the pull on the other side; what came so far is kept there.
    void cancel() {
        upstream.close();
    }

    /// Fetches; returns true when the model is there, false when it failed or was cancelled.
    boolean run() {
        try (upstream) {
            for (var news = upstream.next(); news.isPresent(); news = upstream.next()) {
                var got = news.get();
                progress = new Progress(got.status(), got.completed(), got.total(), State.RUNNING, Optional.empty());
                if (got.isDone()) {
                    progress = progress.ended(State.DONE, Optional.empty());
                    return true;
                }
            }
            fail(Optional.empty()); // cancelled
        } catch (HearthException e) {
            fail(Optional.of(e));
        } catch (RuntimeException e) { // the thread's top: a pull never stays running for ever
            LOG.log(Level.ERROR, "the pull of " + model + " broke", e);
            fail(Optional.of(new HearthException(ErrorCode.PROVIDER_FAILED, Map.of("connection", connection.name()), e)));
        }
        return false;
    }

    private void fail(Optional<HearthException> problem) {
        progress = progress.ended(State.FAILED, problem);
    }
}
