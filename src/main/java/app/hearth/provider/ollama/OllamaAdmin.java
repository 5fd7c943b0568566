package app.hearth.provider.ollama;

import app.hearth.platform.egress.Egress;
import app.hearth.platform.json.Json;
import app.hearth.provider.Connection;
import app.hearth.provider.Link;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What an administrator does with an Ollama: fetch, remove and unload models. Failures are those of [app.hearth.provider.Gateway].
public final class OllamaAdmin {
    /// A model in memory.
    ///
    /// @param vramBytes how much of it is on the graphics card
    /// @param until when it will be unloaded
    public record Loaded(String model, long bytes, long vramBytes, Optional<Instant> until, OptionalInt window) {}

    /// A model on its disk.
    public record Installed(String model, long bytes, Optional<Instant> modified) {}

    private final Egress egress;
    private final Clock clock;

    public OllamaAdmin(Egress egress, Clock clock) {
        this.egress = egress;
        this.clock = clock;
    }

    public String version(Connection connection) {
        try (var link = link(connection, "")) {
            return link.get(Link.url(OllamaDialect.base(connection), "/api/version"))
                    .path("version")
                    .asText("");
        }
    }

    public List<Loaded> loaded(Connection connection) {
        try (var link = link(connection, "")) {
            var all = new ArrayList<Loaded>();
            for (var model : link.get(Link.url(OllamaDialect.base(connection), "/api/ps"))
                    .path("models")) {
                int window = model.path("context_length").asInt(0);
                all.add(new Loaded(
                        model.path("name").asText(),
                        model.path("size").asLong(),
                        model.path("size_vram").asLong(),
                        instant(model.path("expires_at").asText()),
                        window > 0 ? OptionalInt.of(window) : OptionalInt.empty()));
            }
            return all;
        }
    }

    /// What lies on its disk, in its order: the newest first.
    public List<Installed> installed(Connection connection) {
        try (var link = link(connection, "")) {
            var all = new ArrayList<Installed>();
            for (var model : link.get(Link.url(OllamaDialect.base(connection), "/api/tags"))
                    .path("models")) {
                all.add(new Installed(
                        model.path("name").asText(),
                        model.path("size").asLong(),
                        instant(model.path("modified_at").asText())));
            }
            return all;
        }
    }

    /// Fetches a model; the first [OllamaPull#next()] begins.
    public OllamaPull pull(Connection connection, String model) {
        return new OllamaPull(link(connection, model), model);
    }

    /// Throws `provider_model_not_found` when it has none of that name.
    public void delete(Connection connection, String model) {
        try (var link = link(connection, model)) {
            var body = Json.write(Json.object().put("model", model)).getBytes(StandardCharsets.UTF_8);
            link.json("DELETE", Link.url(OllamaDialect.base(connection), "/api/delete"), body);
        }
    }

    /// Takes a model out of memory.
    public void unload(Connection connection, String model) {
        try (var link = link(connection, model)) {
            var body = Json.object().put("model", model).put("keep_alive", 0).put("stream", false);
            link.post(Link.url(OllamaDialect.base(connection), "/api/generate"), body);
        }
    }

    private Link link(Connection connection, String model) {
        return new Link(egress, connection, model, clock);
    }

    private static Optional<Instant> instant(String time) {
        try {
            return Optional.of(OffsetDateTime.parse(time).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
