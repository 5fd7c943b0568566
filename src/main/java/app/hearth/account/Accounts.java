package app.hearth.account;

import app.hearth.platform.config.HouseSettings;
import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Authenticator;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Route;
import app.hearth.platform.id.Ids;
import app.hearth.platform.work.Every;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// People: who they are and how they are let in. The front door of this room.
public final class Accounts implements AutoCloseable {
    private final AccountStore store;
    private final Sessions sessions;
    private final Self self;
    private final Keys keys;
    private final Users users;
    private final Attempts attempts;
    private final KnownDevices devices;
    private final Tokens tokens;
    private final Passwords passwords;
    private final HouseSettings settings;
    private final Clock clock;
    private final List<Route<?, ?>> routes = new ArrayList<>();
    private final Every purge;

    /// @param sessionLife after its last use
    /// @param tokenKey signs tokens and device marks; those of another key count for nothing
    public Accounts(Db db, Passwords passwords, HouseSettings settings, byte[] tokenKey, Duration sessionLife, Clock clock) {
        this.store = new AccountStore(db);
        this.passwords = passwords;
        this.settings = settings;
        this.clock = clock;
        var signer = new Signer(tokenKey);
        sessions = new Sessions(new SessionStore(db), sessionLife, clock);
        keys = new Keys(new KeyStore(db), sessions, settings, clock);
        attempts = new Attempts(new AttemptStore(db), clock);
        devices = new KnownDevices(signer, clock);
        tokens = new Tokens(signer, clock);
        routes.addAll(new Door(this, settings).routes());
        self = new Self(store, sessions, attempts, passwords, clock);
        routes.addAll(self.routes());
        routes.addAll(sessions.routes());
        routes.addAll(keys.routes());
        users = new Users(store, sessions, passwords, clock);
        routes.addAll(users.routes());
        purge = new Every("account-purge", Duration.ofHours(1), this::purge);
    }

    /// The account as its owner sees it.
    ///
    /// @param preferences the page's own; the server only keeps them
    /// @param founder whether it is the house's first
    public record Me(
            String id,
            String name,
            String email,
            String role,
            Optional<String> language,
            ObjectNode preferences,
            boolean founder,
            long createdAt) {}

    /// A session just opened.
    ///
    /// @param secret for [Call#setSession(String, Duration)]; only its hash is stored
    /// @param expiresAt milliseconds; later when it is used
    public record Session(String id, String secret, long expiresAt) {}

    public List<Route<?, ?>> routes() {
        return List.copyOf(routes);
    }

    /// Whether nobody has signed up yet.
    public boolean isEmpty() {
        return store.isEmpty();
    }

    /// Registers who wants to know when somebody is no longer let in.
    public void listen(Ended listener) {
        sessions.listen(listener);
    }

    /// Who stands behind a credential; empty when it has ended.
    public Optional<Principal> find(Authenticator.Credential credential) {
        return switch (credential) {
            case Authenticator.Cookie(var secret) -> sessions.bySecret(secret);
            case Authenticator.Bearer(var token) when Keys.isOne(token) -> keys.find(token);
            case Authenticator.Bearer(var token) -> tokens.check(token).flatMap(claims -> sessions.byId(claims.jti(), claims.id()));
        };
    }

    /// Whether what let the principal in still stands. Long streams ask now and then: `./hearth reset-password`, a process of its own, can
    /// tell no [Ended] listener, and neither can an expiry.
    public boolean isIn(Principal who) {
        return switch (who.via()) {
            case SESSION -> sessions.isOpen(who);
            case API_KEY -> keys.isOpen(who);
        };
    }

    public Tokens tokens() {
        return tokens;
    }

    public Me me(Principal who) {
        return store.me(who.user());
    }

    /// `first`, `open` or `closed`.
    public String signUpState() {
        return store.isEmpty() ? "first" : settings.signUpOpen() ? "open" : "closed";
    }

    /// Makes an account as sign-up allows it at the moment. Opens no session.
    public Me signUp(String name, String email, String password, Call call) {
        attempts.signUp(call.address());
        if (signUpState().equals("closed")) {
            throw new HearthException(ErrorCode.SIGN_UP_CLOSED);
        }
        return add(name, email, password, settings.signUpOpen());
    }

    /// Makes the first account, the administrator. Throws `sign_up_closed` when there is one.
    public Me addFirst(String name, String email, String password) {
        return add(name, email, password, false);
    }

    private Me add(String name, String givenEmail, String password, boolean open) {
        var email = Form.email(givenEmail);
        var known = Form.name(name, Form.nameIn(email));
        Passwords.check(password, email, known);
        var id = Ids.next();
        store.add(id, email, known, passwords.hash(password), settings.defaultRole(), open, clock.millis());
        return store.me(id);
    }

    /// The account whose e-mail and password these are. Throws `wrong_credentials`, the same and as late for an unknown account, or
    /// `too_many_attempts`. Opens no session.
    public Me signIn(String givenEmail, String password, Call call) {
        var email = Form.lenientEmail(givenEmail);
        var counted = attempts.signIn(email, call.address(), devices.mark(call, email));
        var account = store.byEmail(email);
        var hash = account.map(AccountStore.Known::password).orElse(passwords.nobody());
        if (!passwords.matches(password, hash) || account.isEmpty()) {
            if (store.holdsBcrypt()) {
                passwords.likeTheOtherKind(hash);
            }
            throw new HearthException(ErrorCode.WRONG_CREDENTIALS);
        }
        attempts.succeeded(counted);
        if (passwords.isOutdated(hash)) {
            store.setPassword(account.get().id(), passwords.hash(password));
        }
        return store.me(account.get().id());
    }

    /// Lets the person in on the device that calls.
    public Session openSession(Me user, Call call) {
        devices.remember(call, user.email());
        return sessions.open(user.id(), call);
    }

    /// Adds a person as an administrator does, whatever sign-up says. Throws `email_taken`, `password_too_common`, `invalid_field`.
    ///
    /// @param role null for the house's default
    public Me add(String name, String email, String password, String role) {
        var user = users.add(new Users.NewUser(name, email, password, role == null ? settings.defaultRole() : role));
        return store.me(user.id());
    }

    /// Lets somebody in who is not the one at the device that calls.
    public Session openSessionElsewhere(Me user, Call call) {
        return sessions.open(user.id(), call);
    }

    /// The caller's one API key in Open WebUI's manner: as much of it as is kept.
    public Optional<String> apiKey(Principal who) {
        return keys.foreign(who);
    }

    /// A new one in place of the one before, whole. Throws `api_keys_off`, `too_many_keys`.
    public String makeApiKey(Principal who) {
        return keys.makeForeign(who);
    }

    public void removeApiKey(Principal who) {
        keys.removeForeign(who);
    }

    /// Stores one of the page's preferences.
    public void prefer(Principal who, String name, String value) {
        self.prefer(who, name, value);
    }

    /// When the caller's session ends if it is not used again, in milliseconds.
    public long expiresAt() {
        return sessions.expiresAt();
    }

    /// Sets a new password and ends the caller's other sessions. Throws `wrong_password`, or what is wrong with the new one.
    public void changePassword(Principal who, String current, String next) {
        self.changePassword(who, current, next);
    }

    public void rename(Principal who, String name) {
        self.rename(who, name);
    }

    /// Ends the session (or nothing, when an API key calls).
    public void signOut(Principal who) {
        sessions.end(who.user(), who.session());
    }

    private void purge() {
        sessions.purge();
        attempts.purge();
    }

    @Override
    public void close() {
        purge.close();
    }
}
