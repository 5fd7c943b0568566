package app.hearth.compat.openai;

import app.hearth.model.Models;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Reply;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Scope;
import app.hearth.provider.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The OpenAI-compatible face, below `/v1` and where Open WebUI's clients look for it. Requests and answers pass through untouched but for
/// the model's name; the field names are OpenAI's (API reference, "Models", "Chat", "Embeddings").
public final class OpenAiRoutes {
    /// Prompts hold pictures.
    private static final int MAX_BODY = 32_000_000;

    /// What Open WebUI's clients add for Open WebUI itself; an upstream may refuse what it does not know.
    private static final Set<String> OURS = Set.of(
            "chat_id",
            "id",
            "session_id",
            "message_ids",
            "parent_id",
            "parent_message",
            "user_message",
            "background_tasks",
            "model_item",
            "folder_id",
            "chat_variables",
            "variables",
            "files",
            "tool_ids",
            "tool_servers",
            "terminal_id",
            "skill_ids",
            "filter_ids",
            "features",
            "params");

    private final Models models;
    private final Gateway gateway;
    private final Relays relays;

    public OpenAiRoutes(Models models, Gateway gateway, Relays relays) {
        this.models = models;
        this.gateway = gateway;
        this.relays = relays;
    }

    /// A model as OpenAI lists it.
    public record Model(String id, String object, long created, String owned_by) {
        static Model of(Models.Usable usable) {
            return new Model(usable.id(), "model", 0, usable.connection().kind().id());
        }
    }

    public record ModelList(String object, List<Model> data) {}

    public List<Route<?, ?>> routes() {
        var routes = new ArrayList<Route<?, ?>>();
        routes.add(Route.get("/v1/models", Access.MEMBER, ModelList.class, this::list)
                .scope(Scope.MODELS));
        routes.add(Route.get("/v1/models/<model>", Access.MEMBER, Model.class, this::one)
                .scope(Scope.MODELS));
        for (var base : List.of("/v1", "/api", "/api/v1", "/openai")) {
            var without = base.equals("/v1") ? Set.<String>of() : OURS;
            routes.add(relay(base + "/chat/completions", "/chat/completions", without));
            routes.add(relay(base + "/embeddings", "/embeddings", without));
        }
        return routes;
    }

    private Route<byte[], Reply> relay(String path, String upstream, Set<String> without) {
        return Route.post(path, Access.MEMBER, byte[].class, Reply.class, (call, body) -> relay(call, body, upstream, without))
                .scope(Scope.MODELS)
                .maxBody(MAX_BODY);
    }

    private Reply relay(Call call, byte[] body, String path, Set<String> without) {
        var members = Members.of(body);
        var id = members.text("model").orElseThrow(() -> HearthException.invalid("model", "required"));
        var usable = models.find(call.principal(), id);
        var request = members.with("model", usable.model().id(), without);
        return new Relay(gateway.prepare(usable.connection(), path, request), call.principal(), relays);
    }

    private ModelList list(Call call) {
        return new ModelList(
                "list", models.all(call.principal()).stream().map(Model::of).toList());
    }

    private Model one(Call call) {
        var id = call.part("model");
        return models.all(call.principal()).stream()
                .filter(usable -> usable.id().equals(id))
                .map(Model::of)
                .findFirst()
                .orElseThrow(() -> new HearthException(ErrorCode.MODEL_NOT_FOUND, Map.of("model", id)));
    }
}
