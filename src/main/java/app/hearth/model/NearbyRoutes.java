package app.hearth.model;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import app.hearth.provider.Connection;
import app.hearth.provider.ProviderKind;
import app.hearth.provider.local.Starter;
import app.hearth.provider.ollama.OllamaAdmin;
import app.hearth.provider.ollama.OllamaProbe;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What the first screen can offer: an Ollama on this machine, and the starter model.
final class NearbyRoutes {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final OllamaProbe probe;
    private final OllamaAdmin ollama;
    private final List<URI> places;
    private final Starter starter;
    private final Shelf shelf;

    NearbyRoutes(OllamaProbe probe, OllamaAdmin ollama, List<URI> places, Starter starter, Shelf shelf) {
        this.probe = probe;
        this.ollama = ollama;
        this.places = places;
        this.starter = starter;
        this.shelf = shelf;
    }

    /// Where an Ollama of this machine answers; from inside a container also where its host is.
    static List<URI> usualPlaces() {
        var places = new ArrayList<URI>();
        places.add(URI.create("http://127.0.0.1:11434"));
        if (Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv"))) {
            places.add(URI.create("http://host.docker.internal:11434"));
        }
        return List.copyOf(places);
    }

    /// @param models how many it has
    record FoundOllama(String url, String version, int models) {}

    record Nearby(Optional<FoundOllama> ollama, StarterState starter) {}

    /// @param state `absent`, `fetching`, `ready` or `failed`
    record StarterState(boolean available, String state, long done, long total, Optional<Trouble> problem) {}

    List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/admin/nearby", Access.ADMIN, Nearby.class, call -> new Nearby(look(), state(call))),
                Route.post("/api/admin/starter", Access.ADMIN, Void.class, StarterState.class, (call, none) -> fetch(call))
                        .accepted(),
                Route.delete("/api/admin/starter", Access.ADMIN, call -> remove()));
    }

    private StarterState fetch(Call call) {
        starter.fetch();
        return state(call);
    }

    private void remove() {
        starter.remove();
        shelf.changed(Connections.LOCAL_ID);
    }

    private StarterState state(Call call) {
        var progress = starter.progress();
        return new StarterState(
                Starter.isAvailable(),
                progress.state().name().toLowerCase(Locale.ROOT),
                progress.done(),
                progress.total(),
                progress.problem().map(code -> Trouble.of(code, Map.of(), call.language())));
    }

    /// The first place that answers within a second; all are asked at once.
    Optional<FoundOllama> look() {
        var answers = places.stream()
                .map(place -> new FutureTask<>(() -> look(place)))
                .toList();
        answers.forEach(Thread::startVirtualThread);
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        return answers.stream()
                .flatMap(answer -> wait(answer, deadline).stream())
                .findFirst();
    }

    private Optional<FoundOllama> look(URI place) {
        try {
            return probe.version(place).map(version -> {
                var nobody = new Connection("", ProviderKind.OLLAMA, "Ollama", place, "", Map.of());
                return new FoundOllama(
                        place.toString(), version, ollama.installed(nobody).size());
            });
        } catch (HearthException e) {
            return Optional.empty(); // it was there a moment ago
        }
    }

    private static Optional<FoundOllama> wait(FutureTask<Optional<FoundOllama>> answer, long deadline) {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
