package app.hearth.model;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
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
    private final Shelf shelf;
    private final OllamaAdmin ollama;
    private final Pulls pulls;

    OllamaRoutes(Connections connections, Shelf shelf, OllamaAdmin ollama, Pulls pulls) {
        this.connections = connections;
        this.shelf = shelf;
        this.ollama = ollama;
        this.pulls = pulls;
    }

    record ModelName(String model) {}

    record PullBegun(String pull) {}

    record AllPulls(List<ShownPull> pulls) {}

    record ShownPull(
            String id, String connection, String model, String status, long done, long total, String state, Optional<Trouble> problem) {
        static ShownPull of(Pull pull, Call call) {
            var progress = pull.progress();
            return new ShownPull(
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

    record AllInstalled(List<InstalledModel> models) {}

    /// @param size bytes
    /// @param loaded whether it is in memory now
    record InstalledModel(String name, long size, Optional<Long> modifiedAt, boolean loaded) {}

    List<Route<?, ?>> routes() {
        return List.of(
                Route.post("/api/admin/connections/{id}/pull", Access.ADMIN, ModelName.class, PullBegun.class, this::pull)
                        .accepted(),
                Route.get("/api/admin/pulls", Access.ADMIN, AllPulls.class, this::all),
                Route.delete("/api/admin/pulls/{id}", Access.ADMIN, call -> pulls.drop(call.id("id"))),
                Route.get("/api/admin/connections/{id}/installed", Access.ADMIN, AllInstalled.class, this::installed),
                Route.post("/api/admin/connections/{id}/unload", Access.ADMIN, ModelName.class, Void.class, this::unload),
                Route.post("/api/admin/connections/{id}/remove", Access.ADMIN, ModelName.class, Void.class, this::remove));
    }

    private PullBegun pull(Call call, ModelName named) {
        return new PullBegun(pulls.begin(connection(call), model(named)).id());
    }

    private AllPulls all(Call call) {
        return new AllPulls(
                pulls.all().stream().map(pull -> ShownPull.of(pull, call)).toList());
    }

    private AllInstalled installed(Call call) {
        var connection = connection(call);
        var loaded = ollama.loaded(connection).stream()
                .map(OllamaAdmin.Loaded::model)
                .collect(Collectors.toSet());
        return new AllInstalled(ollama.installed(connection).stream()
                .map(model -> new InstalledModel(
                        model.model(), model.bytes(), model.modified().map(Instant::toEpochMilli), loaded.contains(model.model())))
                .toList());
    }

    private Void unload(Call call, ModelName named) {
        ollama.unload(connection(call), model(named));
        return null;
    }

    private Void remove(Call call, ModelName named) {
        var connection = connection(call);
        ollama.delete(connection, model(named));
        shelf.changed(connection.id());
        return null;
    }

    private Connection connection(Call call) {
        var connection = connections.find(call.id("id"));
        if (connection.kind() != ProviderKind.OLLAMA) {
            throw new HearthException(ErrorCode.NOT_FOUND);
        }
        return connection.connection();
    }

    private static String model(ModelName named) {
        return Fields.required("model", named.model(), 300);
    }
}
