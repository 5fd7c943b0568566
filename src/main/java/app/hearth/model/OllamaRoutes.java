package app.hearth.model;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Reply;
import app.hearth.platform.http.Route;
import app.hearth.provider.Connection;
import app.hearth.provider.ProviderKind;
import app.hearth.provider.ollama.OllamaAdmin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The administrator's view of what an Ollama holds.
final class OllamaRoutes {
    private final Connections connections;
    private final Catalogue catalogue;
    private final OllamaAdmin ollama;
    private final Pulls pulls;

    OllamaRoutes(Connections connections, Catalogue catalogue, OllamaAdmin ollama, Pulls pulls) {
        this.connections = connections;
        this.catalogue = catalogue;
        this.ollama = ollama;
        this.pulls = pulls;
    }

    record Named(String model) {}

    record Begun(String pull) {}

    record All(List<Shown> pulls) {}

    record Shown(
            String id, String connection, String model, String status, long done, long total, String state, Optional<Trouble> problem) {
        static Shown of(Pull pull, Call call) {
            var progress = pull.progress();
            return new Shown(
                    pull.id(),
                    pull.connection().id(),
                    pull.model(),
                    progress.status(),
                    progress.done(),
                    progress.total(),
                    progress.state().id(),
                    progress.problem().map(problem -> Trouble.of(problem, call.language())));
        }
    }

    record AllInstalled(List<Installed> models) {}

    /// @param size bytes
    /// @param loaded whether it is in memory now
    record Installed(String name, long size, Optional<Long> modifiedAt, boolean loaded) {}

    List<Route<?, ?>> routes() {
        return List.of(
                Route.post("/api/admin/connections/{id}/pull", Access.ADMIN, Named.class, Reply.class, this::pull),
                Route.get("/api/admin/pulls", Access.ADMIN, All.class, this::all),
                Route.delete("/api/admin/pulls/{id}", Access.ADMIN, call -> pulls.drop(call.id("id"))),
                Route.get("/api/admin/connections/{id}/installed", Access.ADMIN, AllInstalled.class, this::installed),
                Route.post("/api/admin/connections/{id}/unload", Access.ADMIN, Named.class, Void.class, this::unload),
                Route.post("/api/admin/connections/{id}/remove", Access.ADMIN, Named.class, Void.class, this::remove));
    }

    private Reply pull(Call call, Named named) {
        return Reply.json(
                202, new Begun(pulls.begin(connection(call), model(named)).id()));
    }

    private All all(Call call) {
        return new All(pulls.all().stream().map(pull -> Shown.of(pull, call)).toList());
    }

    private AllInstalled installed(Call call) {
        var connection = connection(call);
        var loaded = ollama.loaded(connection).stream()
                .map(OllamaAdmin.Loaded::model)
                .collect(Collectors.toSet());
        return new AllInstalled(ollama.installed(connection).stream()
                .map(model -> new Installed(
                        model.model(), model.bytes(), model.modified().map(Instant::toEpochMilli), loaded.contains(model.model())))
                .toList());
    }

    private Void unload(Call call, Named named) {
        ollama.unload(connection(call), model(named));
        return null;
    }

    private Void remove(Call call, Named named) {
        var connection = connection(call);
        ollama.delete(connection, model(named));
        catalogue.forget(connection.id());
        return null;
    }

    private Connection connection(Call call) {
        var connection = connections.find(call.id("id"));
        if (connection.kind() != ProviderKind.OLLAMA) {
            throw new HearthException(ErrorCode.NOT_FOUND);
        }
        return connection.connection();
    }

    private static String model(Named named) {
        return Fields.required("model", named.model(), 300);
    }
}
