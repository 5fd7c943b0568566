package app.hearth.model;

import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import app.hearth.provider.Gateway;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The administrator's connections.
final class ConnectionRoutes {
    private final Connections connections;
    private final Catalogue catalogue;
    private final Gateway gateway;

    ConnectionRoutes(Connections connections, Catalogue catalogue, Gateway gateway) {
        this.connections = connections;
        this.catalogue = catalogue;
        this.gateway = gateway;
    }

    record AllConnections(List<ShownConnection> connections) {}

    /// A connection without its secrets.
    ///
    /// @param headers the values masked
    /// @param models the only ids that are offered; empty for all
    /// @param fixed the setting that made it, when it can't be changed here
    record ShownConnection(
            String id,
            String provider,
            String name,
            String baseUrl,
            boolean hasKey,
            Map<String, String> headers,
            String prefix,
            Optional<String> region,
            List<String> models,
            boolean enabled,
            int position,
            Optional<String> fixed) {
        static ShownConnection of(Configured c) {
            return new ShownConnection(
                    c.id(),
                    c.kind().id(),
                    c.name(),
                    c.baseUrl().toString(),
                    !c.key().isEmpty() || c.problem().isPresent(),
                    Headers.masked(c.headers()),
                    c.prefix(),
                    c.region(),
                    c.only(),
                    c.enabled(),
                    c.position(),
                    c.fixed());
        }
    }

    /// A connection to try; `id` names a stored one whose key and headers count where none are given.
    record VerifyConnection(String id, String provider, String baseUrl, String key, Map<String, String> headers, String region) {}

    record Verified(int models) {}

    List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/admin/connections", Access.ADMIN, AllConnections.class, call -> all()),
                Route.post("/api/admin/connections", Access.ADMIN, ConnectionDraft.class, ShownConnection.class, this::add),
                Route.patch("/api/admin/connections/{id}", Access.ADMIN, ConnectionDraft.class, ShownConnection.class, this::change),
                Route.delete("/api/admin/connections/{id}", Access.ADMIN, this::remove),
                Route.post("/api/admin/connections/verify", Access.ADMIN, VerifyConnection.class, Verified.class, this::verify));
    }

    private AllConnections all() {
        return new AllConnections(
                connections.all().stream().map(ShownConnection::of).toList());
    }

    private ShownConnection add(Call call, ConnectionDraft draft) {
        return ShownConnection.of(connections.add(draft));
    }

    private ShownConnection change(Call call, ConnectionDraft draft) {
        var id = call.id("id");
        var changed = connections.change(id, draft);
        catalogue.forget(id);
        return ShownConnection.of(changed);
    }

    private void remove(Call call) {
        var id = call.id("id");
        connections.remove(id);
        catalogue.forget(id);
    }

    private Verified verify(Call call, VerifyConnection given) {
        var draft = new ConnectionDraft(
                given.provider(), null, given.baseUrl(), given.key(), given.headers(), null, given.region(), null, null, null);
        var tried = connections.tried(Optional.ofNullable(given.id()).filter(id -> !id.isBlank()), draft);
        return new Verified(gateway.verify(tried.connection()));
    }
}
