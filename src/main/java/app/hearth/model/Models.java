package app.hearth.model;

import app.hearth.model.Catalogue.Asking;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Principal;
import app.hearth.provider.Connection;
import app.hearth.provider.UpstreamModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The models that people and programs may use. Answers from memory; only the very first question may wait for the upstreams' lists (at
/// most
/// five seconds). Thread-safe.
public final class Models {
    private final Shelf shelf;
    private final ModelStore store;
    private final HouseDefaults house;

    Models(Shelf shelf, ModelStore store, HouseDefaults house) {
        this.shelf = shelf;
        this.store = store;
        this.house = house;
    }

    /// A model with all that is needed to call it.
    ///
    /// @param id as people see it
    /// @param model as the upstream knows it
    /// @param demonstration shows that everything works, and is often wrong
    public record Usable(String id, String name, UpstreamModel model, Connection connection, Defaults defaults, boolean demonstration) {}

    /// What holds for a chat that sets nothing itself: the model's over the house's. `params` hold the system prompt as well.
    public record Defaults(Optional<String> systemPrompt, ChatParams params) {}

    /// The model by the id that people see; one outside the picker (a dated copy, an embedding model) too. Throws `NO_MODEL` for a blank
    /// id and `MODEL_NOT_FOUND`, also for what is hidden from those who are no administrators.
    public Usable find(Principal who, String id) {
        if (id == null || id.isBlank()) {
            throw new HearthException(ErrorCode.NO_MODEL);
        }
        return shelf.find(id)
                .filter(entry -> !entry.custom().hidden() || who.role() == Principal.Role.ADMIN)
                .map(this::usable)
                .orElseThrow(() -> new HearthException(ErrorCode.MODEL_NOT_FOUND, Map.of("model", id)));
    }

    /// What stands in the picker, in its order.
    public List<Usable> all(Principal who) {
        return picked(shelf.view(Asking.USUAL)).map(this::usable).toList();
    }

    /// What a new chat begins with: the house's default where it is there, else the caller's first pin, else the first real model.
    public Optional<String> defaultModel(Principal who) {
        return defaultModel(who, shelf.view(Asking.USUAL));
    }

    Optional<String> defaultModel(Principal who, Shelf.View view) {
        var ids = picked(view).map(Entry::id).toList();
        // Open WebUI's DEFAULT_MODELS is a list; an id may itself hold a comma
        var wanted = house.defaultModel().stream().flatMap(given -> Stream.concat(Stream.of(given), Stream.of(given.split(","))));
        return Stream.of(
                        wanted.map(String::strip),
                        store.pins(who).stream(),
                        picked(view).filter(entry -> !entry.demonstration()).map(Entry::id),
                        ids.stream())
                .flatMap(candidates -> candidates.filter(ids::contains).limit(1))
                .findFirst();
    }

    static Stream<Entry> picked(Shelf.View view) {
        return view.entries().values().stream()
                .filter(entry -> entry.isForChats() && !entry.custom().hidden());
    }

    private Usable usable(Entry entry) {
        var own = entry.custom()
                .params()
                .withSystemPrompt(entry.custom().systemPrompt().orElse(null));
        var params = own.over(house.params());
        var defaults = new Defaults(Optional.ofNullable(params.systemPrompt()), params);
        var connection = entry.connection().connection().keeping(Optional.ofNullable(own.keepAlive()));
        return new Usable(entry.id(), entry.name(), entry.model(), connection, defaults, entry.demonstration());
    }
}
