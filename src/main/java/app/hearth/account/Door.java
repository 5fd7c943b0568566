package app.hearth.account;

import app.hearth.platform.config.HouseSettings;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The page's way in and out: what it must know first, sign-up, sign-in, sign-out.
final class Door {
    private static final int FORM = 16_000;

    private final Accounts accounts;
    private final HouseSettings settings;

    Door(Accounts accounts, HouseSettings settings) {
        this.accounts = accounts;
        this.settings = settings;
    }

    public record SignUp(String name, String email, String password) {}

    public record SignIn(String email, String password) {}

    /// What the page needs first.
    public record Start(House house, Optional<Accounts.Me> me) {}

    /// @param name   what this house was named, or empty
    /// @param signUp `first`, `open` or `closed`
    /// @param secure whether the page came by TLS
    public record House(String name, String version, String signUp, boolean secure) {}

    List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/start", Access.PUBLIC, Start.class, this::start),
                Route.post("/api/auth/sign-up", Access.PUBLIC, SignUp.class, Accounts.Me.class, this::signUp)
                        .scope(Scope.ACCOUNT)
                        .maxBody(FORM),
                Route.post("/api/auth/sign-in", Access.PUBLIC, SignIn.class, Accounts.Me.class, this::signIn)
                        .scope(Scope.ACCOUNT)
                        .maxBody(FORM),
                Route.post("/api/auth/sign-out", Access.SIGNED_IN, this::signOut)
                        .scope(Scope.ACCOUNT));
    }

    private Start start(Call call) {
        var version = Optional.ofNullable(Door.class.getPackage().getImplementationVersion())
                .orElse("dev");
        var house = new House(settings.ownName(), version, accounts.signUpState(), call.isSecure());
        return new Start(house, call.caller().map(accounts::me));
    }

    private Accounts.Me signUp(Call call, SignUp form) {
        return enter(call, accounts.signUp(form.name(), form.email(), form.password(), call));
    }

    private Accounts.Me signIn(Call call, SignIn form) {
        return enter(call, accounts.signIn(form.email(), form.password(), call));
    }

    private Accounts.Me enter(Call call, Accounts.Me me) {
        // who signs in anew in this browser is done with the session before
        call.caller().ifPresent(accounts::signOut);
        call.setSession(accounts.openSession(me, call).secret(), Sessions.COOKIE_LIFE);
        return me;
    }

    private void signOut(Call call) {
        accounts.signOut(call.principal());
        call.setSession("", Duration.ZERO);
    }
}
