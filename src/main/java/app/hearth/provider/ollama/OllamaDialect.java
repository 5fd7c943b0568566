package app.hearth.provider.ollama;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.Connection;
import app.hearth.provider.Dialect;
import app.hearth.provider.Link;
import app.hearth.provider.Plan;
import app.hearth.provider.Thinking;
import app.hearth.provider.UpstreamModel;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Ollama's own API.
public final class OllamaDialect implements Dialect {
    private static final OllamaChunks CHUNKS = new OllamaChunks();
    private static final Duration KNOWN_FOR = Duration.ofMinutes(5);
    private static final int MOST_KNOWN = 1000;
    private static final int SHOWS_AT_ONCE = 8;

    private record Key(URI url, String model) {}

    /// @param window the largest that was asked for lately: a smaller one would load the model anew for nothing
    private record Known(OllamaModel model, int window, Instant until) {}

    private final Clock clock;
    private final ConcurrentHashMap<Key, Known> known = new ConcurrentHashMap<>();

    public OllamaDialect(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Plan plan(Link link, CompletionRequest request) {
        var key = new Key(base(link.connection()), request.model());
        var before = known.get(key);
        var isFresh = before != null && before.until().isAfter(clock.instant());
        var model = isFresh ? before.model() : show(link, request.model());
        var thinks = model.can("thinking") && !(request.thinking() instanceof Thinking.Off);
        int window = Math.max(Window.of(request, thinks, model.window()), isFresh ? before.window() : 0);
        if (known.size() > MOST_KNOWN) {
            known.clear();
        }
        known.put(key, new Known(model, window, clock.instant().plus(KNOWN_FOR)));
        return new Plan(
                Link.url(key.url(), "/api/chat"),
                new OllamaRequest(request, model, link.connection().keepAlive()).body(window),
                CHUNKS,
                false);
    }

    /// The estimate was too small: once more with twice the room.
    @Override
    public Optional<Plan> mended(Plan plan, CompletionRequest request, HearthException refusal) {
        var key = new Key(URI.create(plan.url().toString().replaceFirst("/api/chat$", "")), request.model());
        var now = known.get(key);
        if (refusal.code() != ErrorCode.PROVIDER_CONTEXT_TOO_LONG || now == null) {
            return Optional.empty();
        }
        int window = plan.body().path("options").path("num_ctx").asInt();
        int wider = Window.rounded(window * 2L, now.model().window());
        if (wider <= window) {
            return Optional.empty();
        }
        known.put(key, new Known(now.model(), wider, now.until()));
        var body = plan.body().deepCopy();
        body.withObject("/options").put("num_ctx", wider);
        return Optional.of(plan.withBody(body));
    }

    @Override
    public List<UpstreamModel> models(Link link) {
        var answer = link.get(Link.url(base(link.connection()), "/api/tags"));
        var tags = answer.path("models");
        if (!tags.isArray()) {
            throw link.failures().noList(answer.toString(), null);
        }
        var atOnce = new Semaphore(SHOWS_AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var models = new ArrayList<Future<UpstreamModel>>();
            for (var tag : tags) {
                models.add(threads.submit(() -> {
                    atOnce.acquire();
                    try {
                        return model(link, tag);
                    } finally {
                        atOnce.release();
                    }
                }));
            }
            var all = new ArrayList<UpstreamModel>();
            for (var model : models) {
                all.add(model.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw link.failures().of(ErrorCode.PROVIDER_LOST, "interrupted", e);
        }
    }

    @Override
    public URI openAiBase(Connection connection) {
        return Link.url(base(connection), "/v1");
    }

    /// What precedes `/api`, also when somebody pasted more.
    static URI base(Connection connection) {
        return URI.create(connection.baseUrl().toString().replaceFirst("/(api|v1)?/*$", ""));
    }

    /// Recent servers tell all in the list; of the others each model is asked for.
    private static UpstreamModel model(Link link, JsonNode tag) {
        var name = tag.path("name").asText(tag.path("model").asText());
        var model = OllamaModel.ofTag(tag);
        if (model.capabilities().isEmpty() || model.window().isEmpty()) {
            model = show(link, name);
        }
        return model.named(name);
    }

    /// What cannot be found out is unknown; a model that is not there is told by the completion itself.
    private static OllamaModel show(Link link, String model) {
        try {
            return OllamaModel.ofShow(link.post(
                    Link.url(base(link.connection()), "/api/show"),
                    Json.object().put("model", model)));
        } catch (HearthException e) {
            return OllamaModel.UNKNOWN;
        }
    }
}
