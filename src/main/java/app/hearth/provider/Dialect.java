package app.hearth.provider;

import app.hearth.platform.error.HearthException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// How one kind of upstream is spoken with. Thread-safe.
public interface Dialect {
    /// Writes the request. May ask the upstream about the model first, over the same link.
    Plan plan(Link link, CompletionRequest request);

    /// What to send instead after a refusal that says how; empty when there is nothing to mend.
    Optional<Plan> mended(Plan plan, CompletionRequest request, HearthException refusal);

    /// In the upstream's order.
    List<UpstreamModel> models(Link link);

    /// What precedes `/chat/completions`.
    URI openAiBase(Connection connection);
}
