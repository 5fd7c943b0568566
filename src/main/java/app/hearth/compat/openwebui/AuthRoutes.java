package app.hearth.compat.openwebui;

import app.hearth.account.Accounts;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Messages;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Reply;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Scope;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// `/api/v1/auths/…` as Open WebUI's clients know it (its API reference, "auths"). Times are seconds.
public final class AuthRoutes {
    static final String BASE = "/api/v1/auths";
    private static final int MOST_TIMEZONE = 64;

    private final Accounts accounts;

    public AuthRoutes(Accounts accounts) {
        this.accounts = accounts;
    }

    public record SignUp(String name, String email, String password) {}

    public record SignIn(String email, String password) {}

    public record NewPassword(
            String password, @JsonProperty("new_password") String newPassword) {}

    public record Profile(String name) {}

    public record Timezone(String timezone) {}

    public record ApiKey(@JsonProperty("api_key") String apiKey) {}

    /// What a sign-in answers: the account with a token that names its session.
    public record Session(
            String token,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_at") long expiresAt,
            String id,
            String email,
            String name,
            String role,
            @JsonProperty("profile_image_url") String profileImageUrl,
            Map<String, Map<String, Boolean>> permissions) {}

    public record Done(boolean status) {}

    public List<Route<?, ?>> routes() {
        return List.of(
                Route.post(BASE + "/signup", Access.PUBLIC, SignUp.class, Reply.class, this::signUp)
                        .scope(Scope.ACCOUNT),
                Route.post(BASE + "/signin", Access.PUBLIC, SignIn.class, Reply.class, this::signIn)
                        .scope(Scope.ACCOUNT),
                Route.get(BASE, Access.SIGNED_IN, Session.class, this::session).scope(Scope.ACCOUNT),
                Route.get(BASE + "/signout", Access.SIGNED_IN, Done.class, this::signOutByGet)
                        .scope(Scope.ACCOUNT),
                Route.post(BASE + "/signout", Access.SIGNED_IN, Void.class, Done.class, (call, none) -> signOut(call))
                        .scope(Scope.ACCOUNT),
                Route.post(BASE + "/update/password", Access.SIGNED_IN, NewPassword.class, Boolean.class, this::changePassword)
                        .scope(Scope.ACCOUNT),
                Route.post(BASE + "/update/profile", Access.SIGNED_IN, Profile.class, Session.class, this::changeProfile)
                        .scope(Scope.ACCOUNT),
                Route.post(BASE + "/update/timezone", Access.SIGNED_IN, Timezone.class, Done.class, this::changeTimezone)
                        .scope(Scope.ACCOUNT),
                Route.get(BASE + "/api_key", Access.MEMBER, ApiKey.class, this::apiKey)
                        .scope(Scope.ACCOUNT),
                Route.post(BASE + "/api_key", Access.MEMBER, Void.class, ApiKey.class, this::makeApiKey)
                        .scope(Scope.ACCOUNT),
                Route.delete(BASE + "/api_key", Access.MEMBER, Void.class, Boolean.class, this::removeApiKey)
                        .scope(Scope.ACCOUNT));
    }

    private Reply signUp(Call call, SignUp form) {
        return refusedAsThere(
                call, ErrorCode.EMAIL_TAKEN, () -> open(call, accounts.signUp(form.name(), form.email(), form.password(), call)));
    }

    /// A wrong password is 400 there and not 401, which its clients take for an ended session.
    private Reply signIn(Call call, SignIn form) {
        return refusedAsThere(call, ErrorCode.WRONG_CREDENTIALS, () -> open(call, accounts.signIn(form.email(), form.password(), call)));
    }

    /// The answer, or a refusal of this kind with the status that Open WebUI has for it, 400.
    static Reply refusedAsThere(Call call, ErrorCode refusal, Supplier<Session> action) {
        try {
            return Reply.json(200, action.get());
        } catch (HearthException e) {
            if (e.code() != refusal) {
                throw e;
            }
            return Reply.json(400, Map.of("detail", Messages.of(e.code(), e.arguments(), call.language())));
        }
    }

    private Session open(Call call, Accounts.Me me) {
        var session = accounts.openSession(me, call);
        return describe(me, accounts.tokens().issue(me.id(), session.id(), session.expiresAt()), session.expiresAt());
    }

    /// The caller's session with a token that runs as long as the session does from now.
    private Session session(Call call) {
        var me = accounts.me(call.principal());
        var expiresAt = accounts.expiresAt();
        return describe(me, accounts.tokens().issue(me.id(), call.principal().session(), expiresAt), expiresAt);
    }

    private Done signOut(Call call) {
        accounts.signOut(call.principal());
        return new Done(true);
    }

    /// As older clients do it, with their token. With the cookie a link or picture on any website could sign people out.
    private Done signOutByGet(Call call) {
        if (!call.isByBearer()) {
            throw new HearthException(ErrorCode.METHOD_NOT_ALLOWED, Map.of("method", "GET"));
        }
        return signOut(call);
    }

    private Boolean changePassword(Call call, NewPassword form) {
        accounts.changePassword(call.principal(), form.password(), form.newPassword());
        return true;
    }

    private Session changeProfile(Call call, Profile form) {
        accounts.rename(call.principal(), form.name());
        return session(call);
    }

    private Done changeTimezone(Call call, Timezone form) {
        var zone = form.timezone() == null ? "" : form.timezone().strip();
        if (zone.isEmpty() || zone.length() > MOST_TIMEZONE) {
            throw HearthException.invalid("timezone", zone.isEmpty() ? "required" : "too_long");
        }
        accounts.prefer(call.principal(), "timezone", zone);
        return new Done(true);
    }

    /// Only how it begins, since a key is shown whole just once, when it is made.
    private ApiKey apiKey(Call call) {
        var start = accounts.apiKey(call.principal()).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
        return new ApiKey(start + "…");
    }

    private ApiKey makeApiKey(Call call, Void none) {
        return new ApiKey(accounts.makeApiKey(call.principal()));
    }

    private Boolean removeApiKey(Call call, Void none) {
        accounts.removeApiKey(call.principal());
        return true;
    }

    static Session describe(Accounts.Me me, String token, long expiresAt) {
        return new Session(token, "Bearer", expiresAt / 1000, me.id(), me.email(), me.name(), me.role(), "/icon.svg", Permissions.tree());
    }
}
