package app.hearth.provider.openai;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.text.Authority;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.Connection;
import app.hearth.provider.Dialect;
import app.hearth.provider.Link;
import app.hearth.provider.Plan;
import app.hearth.provider.ProviderKind;
import app.hearth.provider.UpstreamModel;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// OpenAI's chat completions, as everybody speaks them.
public final class OpenAiDialect implements Dialect {
    private static final OpenAiChunks CHUNKS = new OpenAiChunks();

    private final BiFunction<Connection, String, Quirks> quirks;
    private final Function<Connection, URI> base;

    public OpenAiDialect() {
        this((connection, model) -> QuirkTable.of(host(connection), model), Connection::baseUrl);
    }

    /// @param quirks of a connection's model
    /// @param base what precedes `/chat/completions`
    public OpenAiDialect(BiFunction<Connection, String, Quirks> quirks, Function<Connection, URI> base) {
        this.quirks = quirks;
        this.base = base;
    }

    @Override
    public Plan plan(Link link, CompletionRequest request) {
        var connection = link.connection();
        var known = quirks.apply(connection, request.model());
        return new Plan(
                Link.url(openAiBase(connection), "/chat/completions"),
                new OpenAiRequest(request, known).body(),
                CHUNKS,
                known.opensInPrompt() && !OpenAiRequest.goesOn(request));
    }

    @Override
    public Optional<Plan> mended(Plan plan, CompletionRequest request, HearthException refusal) {
        return Mending.of(plan.body(), request.extra(), refusal).map(plan::withBody);
    }

    @Override
    public List<UpstreamModel> models(Link link) {
        var connection = link.connection();
        return new ModelList(id -> quirks.apply(connection, id))
                .read(link.get(Link.url(openAiBase(connection), "/models")), link.failures());
    }

    @Override
    public URI openAiBase(Connection connection) {
        return base.apply(connection);
    }

    private static String host(Connection connection) {
        return connection.kind() == ProviderKind.LOCAL ? QuirkTable.LOCAL : Authority.host(connection.baseUrl());
    }
}
