package app.hearth.account;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Settings;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Authenticator;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Route;
import app.hearth.platform.id.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// People: sign-up, sign-in, sessions.
public final class Accounts {
    private final AccountStore store;
    private final Passwords passwords;
    private final Config config;
    private final Clock clock;

    public Accounts(AccountStore store, Passwords passwords, Config config, Clock clock) {
        this.store = store;
        this.passwords = passwords;
        this.config = config;
        this.clock = clock;
    }

    public record SignUp(String name, String email, String password) {}

    public record SignIn(String email, String password) {}

    /// The account as its owner sees it.
    public record Me(String id, String name, String email, String role, long createdAt) {}

    /// What the page needs first.
    public record Start(House house, Optional<Me> me) {}

    /// @param signUp `first`, `open` or `closed`
    public record House(String name, String version, String signUp) {}

    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/start", Access.PUBLIC, Start.class, this::start),
                Route.post("/api/auth/sign-up", Access.PUBLIC, SignUp.class, Me.class, this::signUp),
                Route.post("/api/auth/sign-in", Access.PUBLIC, SignIn.class, Me.class, this::signIn),
                Route.post("/api/auth/sign-out", Access.SIGNED_IN, Void.class, Void.class, this::signOut),
                Route.get("/api/me", Access.SIGNED_IN, Me.class, call -> me(call.principal())));
    }

    /// Whether nobody has signed up yet.
    public boolean isEmpty() {
        return store.isEmpty();
    }

    /// Who stands behind a credential; empty when it has ended.
    public Optional<Principal> find(Authenticator.Credential credential) {
        return switch (credential) {
            case Authenticator.Cookie(var secret) -> store.principal(Secrets.hash(secret), clock.millis());
            case Authenticator.Bearer _ -> Optional.empty();
        };
    }

    private Start start(Call call) {
        var name = config.text(Settings.NAME).isEmpty() ? "Hearth" : config.text(Settings.NAME);
        var version = Optional.ofNullable(Accounts.class.getPackage().getImplementationVersion())
                .orElse("dev");
        return new Start(new House(name, version, signUpState()), call.caller().map(this::me));
    }

    private String signUpState() {
        if (store.isEmpty()) {
            return "first";
        }
        return config.given(Settings.SIGN_UP).isPresent() && config.flag(Settings.SIGN_UP) ? "open" : "closed";
    }

    private Me signUp(Call call, SignUp form) {
        var email = email(form.email());
        var name = form.name() == null || form.name().isBlank()
                ? email.substring(0, email.indexOf('@'))
                : form.name().strip();
        if (name.length() > 100) {
            throw HearthException.invalid("name", "too_long");
        }
        if (signUpState().equals("closed")) {
            throw new HearthException(ErrorCode.SIGN_UP_CLOSED);
        }
        Passwords.check(form.password());
        var id = Ids.next();
        store.add(id, email, name, passwords.hash(form.password()), config.text(Settings.DEFAULT_ROLE), clock.millis());
        return enter(call, id);
    }

    private Me signIn(Call call, SignIn form) {
        var account =
                store.byEmail(form.email() == null ? "" : form.email().strip().toLowerCase(Locale.ROOT));
        // an unknown account costs the same time as a wrong password
        var hash = account.map(AccountStore.Known::password).orElse(passwords.nobody());
        if (!passwords.matches(form.password() == null ? "" : form.password(), hash) || account.isEmpty()) {
            throw new HearthException(ErrorCode.WRONG_CREDENTIALS);
        }
        return enter(call, account.get().id());
    }

    private Me enter(Call call, String user) {
        var secret = Secrets.next();
        var now = clock.millis();
        var life = config.duration(Settings.SESSION_LIFE);
        store.addSession(Ids.next(), user, Secrets.hash(secret), call.device(), call.address(), now, now + life.toMillis());
        call.setSession(secret, life);
        return store.me(user);
    }

    private Void signOut(Call call, Void none) {
        store.endSession(call.principal());
        call.setSession("", Duration.ZERO);
        return none;
    }

    private Me me(Principal who) {
        return store.me(who.user());
    }

    private static String email(String given) {
        var email = given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
        if (!email.matches("[^@\\s]{1,64}@[^@\\s]{1,190}")) {
            throw HearthException.invalid("email", "not_email");
        }
        return email;
    }
}
