package app.hearth.compat.openwebui;

import app.hearth.account.Accounts;
import app.hearth.platform.config.HouseSetting;
import app.hearth.platform.config.HouseSettings;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Reply;
import app.hearth.platform.http.Route;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What administrators do below `/api/v1/auths`: add people, and say who may sign up.
public final class AuthAdminRoutes {
    private final Accounts accounts;
    private final HouseSettings settings;
    private final String sessionLife;

    /// @param sessionLife how long a sign-in lasts, as it is written in `JWT_EXPIRES_IN`
    public AuthAdminRoutes(Accounts accounts, HouseSettings settings, String sessionLife) {
        this.accounts = accounts;
        this.settings = settings;
        this.sessionLife = sessionLife;
    }

    public record NewPerson(String name, String email, String password, String role) {}

    /// What is null stays. The names are Open WebUI's.
    public record AuthConfig(
            @JsonProperty("ENABLE_SIGNUP") Boolean signUp,
            @JsonProperty("ENABLE_API_KEYS") Boolean apiKeys,
            @JsonProperty("DEFAULT_USER_ROLE") String defaultRole,
            @JsonProperty("JWT_EXPIRES_IN") String sessionLife) {}

    public List<Route<?, ?>> routes() {
        return List.of(
                Route.post(AuthRoutes.BASE + "/add", Access.ADMIN, NewPerson.class, Reply.class, this::add),
                Route.get(AuthRoutes.BASE + "/admin/config", Access.ADMIN, AuthConfig.class, call -> config()),
                Route.post(AuthRoutes.BASE + "/admin/config", Access.ADMIN, AuthConfig.class, AuthConfig.class, this::change));
    }

    /// The token that is answered names a session of the new person, who finds it among their devices and can end it.
    private Reply add(Call call, NewPerson form) {
        return AuthRoutes.refusedAsThere(call, ErrorCode.EMAIL_TAKEN, () -> {
            var me = accounts.add(form.name(), form.email(), form.password(), form.role());
            var session = accounts.openSessionElsewhere(me, call);
            return AuthRoutes.describe(me, accounts.tokens().issue(me.id(), session.id(), session.expiresAt()), session.expiresAt());
        });
    }

    private AuthConfig config() {
        return new AuthConfig(settings.signUpOpen(), settings.apiKeysEnabled(), settings.defaultRole(), sessionLife);
    }

    /// All of it or nothing: what can't be changed is found before anything is.
    private AuthConfig change(Call call, AuthConfig wanted) {
        if (wanted.sessionLife() != null && !wanted.sessionLife().equals(sessionLife)) {
            throw new HearthException(ErrorCode.SETTING_FIXED, Map.of("name", "JWT_EXPIRES_IN"));
        }
        var changes = new LinkedHashMap<HouseSetting, String>();
        if (wanted.defaultRole() != null && !wanted.defaultRole().equals(settings.defaultRole())) {
            changes.put(HouseSetting.DEFAULT_ROLE, wanted.defaultRole());
        }
        if (wanted.signUp() != null && wanted.signUp() != settings.signUpOpen()) {
            changes.put(HouseSetting.SIGN_UP, wanted.signUp().toString());
        }
        if (wanted.apiKeys() != null && wanted.apiKeys() != settings.apiKeysEnabled()) {
            changes.put(HouseSetting.API_KEYS, wanted.apiKeys().toString());
        }
        changes.keySet()
                .forEach(setting -> settings.fixed(setting).ifPresent(fixed -> {
                    throw new HearthException(ErrorCode.SETTING_FIXED, Map.of("name", fixed.name()));
                }));
        // the role stands first: of the three it alone can be refused
        changes.forEach((setting, value) -> settings.set(setting, Optional.of(value)));
        return config();
    }
}
