package app.hearth.provider;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// Checks a connection. People paste addresses without their path, or choose the wrong kind: where nothing of use answers, the usual path
/// is tried, so that the refusal can name the address that works.
final class Verification {
    private static final Duration WHOLE = Duration.ofSeconds(19);
    private static final Duration GUESS = Duration.ofSeconds(5);

    private final BiFunction<Connection, Duration, List<UpstreamModel>> models;

    /// @param models asks a connection, for so long at most
    Verification(BiFunction<Connection, Duration, List<UpstreamModel>> models) {
        this.models = models;
    }

    /// How many models it has.
    int count(Connection connection) {
        try {
            return models.apply(connection, WHOLE).size();
        } catch (HearthException e) {
            var isPlace = e.code() == ErrorCode.PROVIDER_NOT_FOUND || e.code() == ErrorCode.PROVIDER_GARBAGE;
            throw isPlace && !e.arguments().containsKey("location")
                    ? suggestion(connection)
                            .map(there -> named(e, connection, there))
                            .orElse(e)
                    : e;
        }
    }

    private Optional<URI> suggestion(Connection connection) {
        var base = connection.baseUrl().toString();
        var isGuessable = switch (connection.kind()) {
            case OPENAI, OLLAMA -> !base.matches(".*/v\\d+[a-z]*");
            case BAILIAN, LOCAL -> false;
        };
        var there = URI.create(base + "/v1");
        var other = new Connection(connection.id(), ProviderKind.OPENAI, connection.name(), there, connection.key(), connection.headers());
        return isGuessable && answers(other) ? Optional.of(there) : Optional.empty();
    }

    private boolean answers(Connection connection) {
        try {
            models.apply(connection, GUESS);
            return true;
        } catch (HearthException e) {
            return e.code() == ErrorCode.PROVIDER_KEY_REFUSED; // it is there, and wants another key
        }
    }

    private static HearthException named(HearthException e, Connection connection, URI there) {
        var arguments = new HashMap<>(e.arguments());
        arguments.put("hint", connection.kind() == ProviderKind.OLLAMA ? "openai_there" : "suggestion");
        arguments.put("suggestion", there.toString());
        var named = new HearthException(e.code(), arguments, e);
        return e.raw().map(named::raw).orElse(named);
    }
}
