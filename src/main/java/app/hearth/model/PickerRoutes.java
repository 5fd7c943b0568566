package app.hearth.model;

import app.hearth.model.Catalogue.Asking;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The page's list of models, and each person's pins.
final class PickerRoutes {
    private static final int MOST_PINS = 200;

    private final Shelf shelf;
    private final Models models;
    private final ModelStore store;
    private final Clock clock;

    PickerRoutes(Shelf shelf, Models models, ModelStore store, Clock clock) {
        this.shelf = shelf;
        this.models = models;
        this.store = store;
        this.clock = clock;
    }

    /// @param connections all that are switched on, with what is wrong with them
    record Picker(
            List<PickerModel> models,
            List<PickerConnection> connections,
            @JsonProperty("default") Optional<String> defaultModel,
            List<String> pins) {}

    record PickerConnection(String id, String name, String provider, Optional<Trouble> problem) {}

    record Pins(List<String> models) {}

    List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/picker", Access.MEMBER, Picker.class, this::picker),
                Route.put("/api/pins", Access.MEMBER, Pins.class, Void.class, this::pin));
    }

    private Picker picker(Call call) {
        var view = shelf.view(call.query("refresh").filter("1"::equals).isPresent() ? Asking.AGAIN : Asking.USUAL);
        var connections = new ArrayList<PickerConnection>();
        for (int i = 0; i < view.connections().size(); i++) {
            var connection = view.connections().get(i);
            if (connection.enabled()) {
                connections.add(new PickerConnection(
                        connection.id(),
                        connection.name(),
                        connection.kind().id(),
                        view.listings().get(i).problem().map(problem -> Trouble.of(problem, call.language()))));
            }
        }
        return new Picker(
                Models.picked(view).map(PickerModel::of).toList(),
                connections,
                models.defaultModel(call.principal(), view),
                store.pins(call.principal()));
    }

    private Void pin(Call call, Pins pins) {
        store.pin(call.principal(), Fields.list("models", pins.models(), MOST_PINS, 300), clock.millis());
        return null;
    }
}
