package app.hearth.provider;

import app.hearth.platform.egress.Egress;
import app.hearth.platform.egress.EgressRequest.Limits;
import app.hearth.platform.egress.EgressResponse;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import app.hearth.platform.text.Authority;
import app.hearth.provider.CompletionRequest.Timeouts;
import app.hearth.provider.bailian.BailianDialect;
import app.hearth.provider.local.LocalModels;
import app.hearth.provider.ollama.OllamaDialect;
import app.hearth.provider.openai.OpenAiDialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The gateway over HTTP: picks the dialect and, for a model of the house, finds its engine.
final class HttpGateway implements Gateway {
    private static final Duration SHORT = Duration.ofSeconds(19);
    private static final long MOST_BYTES = 1L << 30;
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

    private final Egress egress;
    private final LocalModels local;
    private final Clock clock;
    private final Backoff backoff;
    private final Dialect openAi = new OpenAiDialect();
    private final Dialect bailian = new BailianDialect();
    private final Dialect ollama;

    HttpGateway(Egress egress, LocalModels local, Clock clock, Backoff backoff) {
        this.egress = egress;
        this.local = local;
        this.clock = clock;
        this.backoff = backoff;
        this.ollama = new OllamaDialect(clock);
    }

    @Override
    public Completion complete(Connection connection, CompletionRequest request, Attempts attempts) {
        var model = request.model(); // alone: the completion lets go of a long request as soon as it may
        return new HttpCompletion(() -> link(connection, model), dialect(connection), request, attempts, backoff);
    }

    @Override
    public List<UpstreamModel> models(Connection connection) {
        return models(connection, SHORT);
    }

    private List<UpstreamModel> models(Connection connection, Duration most) {
        if (connection.kind() == ProviderKind.LOCAL) {
            return localModels(connection);
        }
        try (var link = link(connection, "")) {
            // each exchange has limits of its own, but there may be several
            var timer = CompletableFuture.runAsync(link::close, CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS));
            try {
                return dialect(connection).models(link);
            } catch (HearthException e) {
                throw timer.isDone() ? link.failures().of(ErrorCode.PROVIDER_TIMEOUT, "no list in time", e) : e;
            } finally {
                timer.cancel(false);
            }
        }
    }

    @Override
    public int verify(Connection connection) {
        return new Verification(this::models).count(connection);
    }

    @Override
    public Relayed prepare(Connection connection, String path, byte[] body) {
        if (!PATH.matcher(path).matches()) {
            throw new HearthException(ErrorCode.NOT_FOUND);
        }
        var model = connection.kind() == ProviderKind.LOCAL ? model(body) : "";
        var link = link(connection, model);
        var url = Link.url(dialect(connection).openAiBase(link.connection()), path);
        var times = Timeouts.DEFAULT;
        var limits = new Limits(times.firstByte(), times.silence(), times.total(), MOST_BYTES);
        return new Relayed() {
            @Override
            public EgressResponse send() {
                return link.send("POST", url, body, "*/*", limits);
            }

            @Override
            public void close() {
                link.close();
            }
        };
    }

    private Dialect dialect(Connection connection) {
        return switch (connection.kind()) {
            case OPENAI -> BailianDialect.isAt(connection.baseUrl()) ? bailian : openAi;
            case LOCAL -> openAi;
            case OLLAMA -> ollama;
            case BAILIAN -> bailian;
        };
    }

    /// For a local model this blocks until its engine is up.
    private Link link(Connection connection, String model) {
        var failures = new Failures(connection, model, clock);
        if (connection.kind() == ProviderKind.LOCAL) {
            try {
                var resolved = new Connection(
                        connection.id(), ProviderKind.LOCAL, connection.name(), local.baseUrl(model), local.key(), connection.headers());
                return new Link(egress, resolved, model, clock);
            } catch (HearthException e) {
                var code = e.code() == ErrorCode.MODEL_NOT_FOUND ? ErrorCode.PROVIDER_MODEL_NOT_FOUND : ErrorCode.PROVIDER_UNREACHABLE;
                var failure = failures.of(code, e.getMessage(), e);
                throw e.retryAfter().isPresent()
                        ? failure.retryAfter(e.retryAfter().get())
                        : failure;
            } catch (UncheckedIOException e) {
                throw failures.of(ErrorCode.PROVIDER_UNREACHABLE, String.valueOf(e.getMessage()), e);
            }
        }
        if (connection.baseUrl() == null || Authority.of(connection.baseUrl()).isEmpty()) {
            throw failures.of(ErrorCode.PROVIDER_ADDRESS_WRONG, "no host", null);
        }
        return new Link(egress, connection, model, clock);
    }

    private List<UpstreamModel> localModels(Connection connection) {
        if (!local.hasEngine()) {
            throw new Failures(connection, "", clock).of(ErrorCode.PROVIDER_UNREACHABLE, "no llama-server", null);
        }
        return local.list().stream()
                .map(model -> UpstreamModel.unknown(model.id()).withWindow(local.window()))
                .toList();
    }

    private static String model(byte[] body) {
        try {
            return Json.MAPPER.readTree(body).path("model").asText("");
        } catch (IOException e) {
            throw new HearthException(ErrorCode.BAD_JSON, Map.of("reason", String.valueOf(e.getMessage())), e);
        }
    }
}
