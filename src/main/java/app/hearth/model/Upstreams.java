package app.hearth.model;

import app.hearth.model.Catalogue.Offer;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.provider.Gateway;
import app.hearth.provider.ProviderKind;
import app.hearth.provider.UpstreamModel;
import app.hearth.provider.local.LocalModels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Asks a connection for its models, through the gateway or in the house's own folder.
final class Upstreams implements Catalogue.Lister {
    private final Gateway gateway;
    private final LocalModels local;

    Upstreams(Gateway gateway, LocalModels local) {
        this.gateway = gateway;
        this.local = local;
    }

    @Override
    public List<Offer> list(Configured connection) {
        connection.problem().ifPresent(code -> {
            throw new HearthException(code, Map.of("connection", connection.name()));
        });
        if (connection.kind() == ProviderKind.LOCAL) {
            return local();
        }
        return (connection.only().isEmpty() ? gateway.models(connection.connection()) : only(connection))
                .stream().map(model -> new Offer(model, false)).toList();
    }

    private List<Offer> local() {
        var models = new LinkedHashMap<String, UpstreamModel>();
        gateway.models(Connections.local().connection()).forEach(model -> models.put(model.id(), model));
        return local.list().stream()
                .map(file -> new Offer(models.getOrDefault(file.id(), UpstreamModel.unknown(file.id())), file.demonstration()))
                .toList();
    }

    /// What the administrator listed is offered in that order, known to the upstream's list or not: some have none.
    private List<UpstreamModel> only(Configured connection) {
        var known = new LinkedHashMap<String, UpstreamModel>();
        try {
            gateway.models(connection.connection()).forEach(model -> known.put(model.id(), model));
        } catch (HearthException e) {
            if (e.code() != ErrorCode.PROVIDER_NOT_FOUND && e.code() != ErrorCode.PROVIDER_GARBAGE) {
                throw e;
            }
        }
        return connection.only().stream()
                .map(id -> known.getOrDefault(id, UpstreamModel.unknown(id)))
                .toList();
    }
}
