package app.hearth.provider;

import app.hearth.platform.egress.EgressResponse;
import java.util.List;

/// The one door to models. Every failure is a [app.hearth.platform.error.HearthException] with a `PROVIDER_*` code, `EGRESS_REFUSED` or
/// `OFFLINE`; `connection` (its name), `host`, `model` and the upstream's `message` as arguments, and its raw answer, without the key.
public interface Gateway {
    /// Returns at once; the first `next()` connects. Tries up to three times, only before the first delta. It
    /// always streams, whatever the extra fields say.
    Completion complete(Connection connection, CompletionRequest request, Attempts attempts);

    /// All models of the connection, in the upstream's order. Ends within 20 seconds.
    List<UpstreamModel> models(Connection connection);

    /// Asks whether address and key are good; returns the number of models. Where the address is wrong, the failure names the right one
    /// if it is near. Ends within 25 seconds.
    int verify(Connection connection);

    /// Hands a JSON body on to the OpenAI face of the connection and its answer back, byte for byte, whatever its status. The caller
    /// closes the answer.
    ///
    /// @param path below the API's base, such as `/chat/completions`
    default EgressResponse relay(Connection connection, String path, byte[] body) {
        return prepare(connection, path, body).send();
    }

    /// The same, not sent yet, so that another thread can end it at any time, also while the upstream is thinking.
    Relayed prepare(Connection connection, String path, byte[] body);

    /// A request about to be handed on.
    interface Relayed extends AutoCloseable {
        /// Sends and waits for the head of the answer, of any status. Once.
        EgressResponse send();

        /// Ends the exchange at once, from any thread. Idempotent.
        @Override
        void close();
    }
}
