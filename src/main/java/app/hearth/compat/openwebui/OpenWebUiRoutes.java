package app.hearth.compat.openwebui;

import app.hearth.account.Accounts;
import app.hearth.model.Models;
import app.hearth.platform.config.HouseSettings;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Scope;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/// What Open WebUI's clients ask before and beside a chat: the house's configuration, version, health and models.
public final class OpenWebUiRoutes {
    private final Accounts accounts;
    private final Models models;
    private final HouseSettings settings;
    private final boolean hasLogin;
    private final String version;

    /// @param hasLogin whether people sign in at all
    public OpenWebUiRoutes(Accounts accounts, Models models, HouseSettings settings, boolean hasLogin, String version) {
        this.hasLogin = hasLogin;
        this.accounts = accounts;
        this.models = models;
        this.settings = settings;
        this.version = version;
    }

    public record Features(
            boolean auth,
            @JsonProperty("auth_trusted_header") boolean authTrustedHeader,
            @JsonProperty("enable_signup") boolean signUp,
            @JsonProperty("enable_login_form") boolean loginForm,
            @JsonProperty("enable_websocket") boolean webSocket,
            @JsonProperty("enable_api_keys") boolean apiKeys) {}

    /// @param onboarding whether nobody has an account yet
    public record Config(
            boolean status,
            String name,
            String version,
            @JsonProperty("default_locale") String defaultLocale,
            boolean onboarding,
            @JsonProperty("default_models") Optional<String> defaultModels,
            Features features) {}

    public record Version(
            String version, @JsonProperty("deployment_id") String deploymentId) {}

    public record Health(boolean status) {}

    public record ProviderRow(
            String id,
            String object,
            @JsonProperty("owned_by") String ownedBy) {}

    /// A model in Open WebUI's list.
    public record Model(
            String id,
            String name,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy,
            @JsonProperty("connection_type") String connectionType,
            ProviderRow openai,
            int urlIdx,
            List<String> actions,
            List<String> filters,
            List<String> tags) {}

    public record ModelList(List<Model> data) {}

    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/config", Access.PUBLIC, Config.class, this::config)
                        .scope(Scope.MODELS),
                Route.get("/api/version", Access.PUBLIC, Version.class, call -> new Version(version, "")),
                Route.get("/health", Access.PUBLIC, Health.class, call -> new Health(true)),
                Route.get("/ready", Access.PUBLIC, Health.class, call -> new Health(true)),
                Route.get("/health/db", Access.PUBLIC, Health.class, call -> {
                    accounts.isEmpty(); // asks the database; its failure is the answer
                    return new Health(true);
                }),
                list("/api/models"),
                list("/api/v1/models"),
                list("/openai/models"));
    }

    private Route<?, ?> list(String path) {
        return Route.get(path, Access.MEMBER, ModelList.class, this::models).scope(Scope.MODELS);
    }

    private Config config(Call call) {
        var signUp = accounts.signUpState();
        return new Config(
                true,
                settings.houseName(),
                version,
                "",
                signUp.equals("first"),
                call.caller().flatMap(models::defaultModel),
                new Features(hasLogin, false, !signUp.equals("closed"), hasLogin, false, settings.apiKeysEnabled()));
    }

    private ModelList models(Call call) {
        return new ModelList(models.all(call.principal()).stream()
                .map(OpenWebUiRoutes::model)
                .toList());
    }

    private static Model model(Models.Usable usable) {
        var owner = usable.connection().kind().id().equals("ollama") ? "ollama" : "openai";
        return new Model(
                usable.id(),
                usable.name(),
                "model",
                0,
                owner,
                usable.connection().kind().id().equals("local") ? "local" : "external",
                new ProviderRow(usable.model().id(), "model", owner),
                0,
                List.of(),
                List.of(),
                List.of());
    }
}
