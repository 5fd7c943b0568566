package app.hearth.model;

import app.hearth.platform.config.Config;
import app.hearth.platform.crypto.Vault;
import app.hearth.platform.db.Db;
import app.hearth.platform.egress.Egress;
import app.hearth.platform.http.Route;
import app.hearth.provider.Gateway;
import app.hearth.provider.local.LocalModels;
import app.hearth.provider.local.Starter;
import app.hearth.provider.ollama.OllamaAdmin;
import app.hearth.provider.ollama.OllamaProbe;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// The room's front door: its routes, and [#models()] for those who call models.
public final class ModelRoom implements AutoCloseable {
    private final Models models;
    private final Pulls pulls;
    private final List<Route<?, ?>> routes;

    /// Throws [Config.ConfigException] with a sentence when the environment describes a connection that can't be.
    public ModelRoom(
            Db db,
            Config config,
            Vault vault,
            Egress egress,
            Gateway gateway,
            LocalModels local,
            Starter starter,
            HouseDefaults defaults,
            Clock clock) {
        this(db, config, vault, egress, gateway, local, starter, defaults, clock, Catalogue.Patience.USUAL, NearbyRoutes.usualPlaces());
    }

    /// @param places where an Ollama nearby may answer
    ModelRoom(
            Db db,
            Config config,
            Vault vault,
            Egress egress,
            Gateway gateway,
            LocalModels local,
            Starter starter,
            HouseDefaults defaults,
            Clock clock,
            Catalogue.Patience patience,
            List<URI> places) {
        var store = new ModelStore(db);
        var connections = new Connections(
                new ConnectionStore(db), vault, config, () -> !local.list().isEmpty(), clock);
        var catalogue = new Catalogue(new Upstreams(gateway, local), patience, clock);
        var shelf = new Shelf(connections, catalogue, store, clock);
        var ollama = new OllamaAdmin(egress, clock);
        models = new Models(shelf, store, defaults);
        pulls = new Pulls(ollama, shelf::changed);
        starter.whenArrived(() -> shelf.changed(Connections.LOCAL_ID));
        var all = new ArrayList<Route<?, ?>>();
        all.addAll(new PickerRoutes(shelf, models, store, clock).routes());
        all.addAll(new ConnectionRoutes(connections, catalogue, gateway).routes());
        all.addAll(new ModelAdminRoutes(shelf).routes());
        all.addAll(new OllamaRoutes(connections, shelf, ollama, pulls).routes());
        all.addAll(new NearbyRoutes(new OllamaProbe(egress), ollama, places, starter, shelf).routes());
        routes = List.copyOf(all);
    }

    public List<Route<?, ?>> routes() {
        return routes;
    }

    public Models models() {
        return models;
    }

    /// Cancels what is being pulled.
    @Override
    public void close() {
        pulls.close();
    }
}
