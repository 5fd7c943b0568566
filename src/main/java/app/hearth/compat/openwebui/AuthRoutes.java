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

/// `/api/v1/auths/…` as Open WebUI's clients know it (its API reference, "auths"). Times are seconds.
public final class AuthRoutes {
    private static final String BASE = "/api/v1/auths";

    private final Accounts accounts;

    public AuthRoutes(Accounts accounts) {
        this.accounts = accounts;
    }

    public record SignUp(String name, String email, String password) {}

    public record SignIn(String email, String password) {}

    public record NewPassword(
            String password, @JsonProperty("new_password") String newPassword) {}

    public record Profile(String name) {}

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
                Route.post(BASE + "/signup", Access.PUBLIC, SignUp.class, Session.class, this::signUp)
                        .scope(Scope.ACCOUNT),
                Route.post(BASE + "/signin", Access.PUBLIC, SignIn.class, Reply.class, this::signIn)
                        .scope(Scope.ACCOUNT),
                Route.get(BASE, Access.SIGNED_IN, Session.class, this::session).scope(Scope.ACCOUNT),
                Route.get(BASE + "/signout", Access.SIGNED_IN, Done.class, this::signOut)
                        .scope(Scope.ACCOUNT),
                Route.post(BASE + "/signout", Access.SIGNED_IN, Void.class, Done.class, (call, none) -> signOut(call))
                        .scope(Scope.ACCOUNT),
                Route.post(BASE + "/update/password", Access.SIGNED_IN, NewPassword.class, Boolean.class, this::changePassword)
                        .scope(Scope.ACCOUNT),
                Route.post(BASE + "/update/profile", Access.SIGNED_IN, Profile.class, Session.class, this::changeProfile)
                        .scope(Scope.ACCOUNT));
    }

    private Session signUp(Call call, SignUp form) {
        return open(call, accounts.signUp(form.name(), form.email(), form.password(), call));
    }

    /// A wrong password is 400 there and not 401, which its clients take for an ended session.
    private Reply signIn(Call call, SignIn form) {
        try {
            return Reply.json(200, open(call, accounts.signIn(form.email(), form.password(), call)));
        } catch (HearthException e) {
            if (e.code() != ErrorCode.WRONG_CREDENTIALS) {
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

    private Boolean changePassword(Call call, NewPassword form) {
        accounts.changePassword(call.principal(), form.password(), form.newPassword());
        return true;
    }

    private Session changeProfile(Call call, Profile form) {
        accounts.rename(call.principal(), form.name());
        return session(call);
    }

    private static Session describe(Accounts.Me me, String token, long expiresAt) {
        return new Session(token, "Bearer", expiresAt / 1000, me.id(), me.email(), me.name(), me.role(), "/icon.svg", Permissions.tree());
    }
}
