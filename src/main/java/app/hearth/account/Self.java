package app.hearth.account;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Scope;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What people do with their own account.
final class Self {
    private static final int MOST_PREFERENCES = 64_000;
    private static final int FORM = 16_000;
    private static final Set<String> LANGUAGES = Set.of("zh-CN", "en");

    private final AccountStore store;
    private final Sessions sessions;
    private final Attempts attempts;
    private final Passwords passwords;
    private final Clock clock;

    Self(AccountStore store, Sessions sessions, Attempts attempts, Passwords passwords, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.attempts = attempts;
        this.passwords = passwords;
        this.clock = clock;
    }

    /// What is absent stays.
    ///
    /// @param language `zh-CN`, `en`, or JSON's null for whatever the browser asks for; a node, to tell that from absent
    /// @param preferences each key replaces the one stored; null removes it
    public record MeChange(String name, JsonNode language, ObjectNode preferences) {}

    public record NewPassword(String current, String password) {}

    public record Leaving(String password) {}

    List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                                "/api/me",
                                Access.SIGNED_IN,
                                Accounts.Me.class,
                                call -> store.me(call.principal().user()))
                        .scope(Scope.ACCOUNT),
                Route.patch("/api/me", Access.SIGNED_IN, MeChange.class, Accounts.Me.class, this::change)
                        .scope(Scope.ACCOUNT)
                        .maxBody(2 * MOST_PREFERENCES),
                Route.post("/api/me/password", Access.SIGNED_IN, NewPassword.class, Void.class, this::changePassword)
                        .scope(Scope.ACCOUNT)
                        .maxBody(FORM),
                Route.delete("/api/me", Access.SIGNED_IN, Leaving.class, Void.class, this::leave)
                        .scope(Scope.ACCOUNT)
                        .maxBody(FORM));
    }

    private Accounts.Me change(Call call, MeChange change) {
        return change(call.principal().user(), change);
    }

    private Accounts.Me change(String user, MeChange change) {
        while (!tryChange(store.me(user), change)) {
            Thread.onSpinWait(); // another tab stored preferences in between: merge into those
        }
        return store.me(user);
    }

    private boolean tryChange(Accounts.Me me, MeChange change) {
        var name = change.name() == null ? me.name() : Form.short100("name", change.name());
        var language = change.language() == null ? me.language() : language(change.language());
        var preferences = me.preferences().deepCopy();
        if (change.preferences() != null) {
            preferences.setAll(change.preferences());
            for (var key : change.preferences().properties()) {
                if (key.getValue().isNull()) {
                    preferences.remove(key.getKey());
                }
            }
        }
        if (Json.write(preferences).length() > MOST_PREFERENCES) {
            throw new HearthException(ErrorCode.TOO_LARGE, Map.of("limit", MOST_PREFERENCES / 1000 + " kB"));
        }
        return store.update(me, name, language, preferences, clock.millis());
    }

    private static Optional<String> language(JsonNode given) {
        if (!given.isNull() && !LANGUAGES.contains(given.asText())) {
            throw HearthException.invalid("language", "unknown");
        }
        return given.isNull() ? Optional.empty() : Optional.of(given.asText());
    }

    private Void changePassword(Call call, NewPassword form) {
        changePassword(call.principal(), form.current(), form.password());
        return null;
    }

    void changePassword(Principal who, String current, String next) {
        prove(who, current);
        var me = store.me(who.user());
        Passwords.check(next, me.email(), me.name());
        store.setPassword(who.user(), passwords.hash(next));
        sessions.endOthers(who);
    }

    void rename(Principal who, String name) {
        change(who.user(), new MeChange(name, null, null));
    }

    void prefer(Principal who, String name, String value) {
        change(who.user(), new MeChange(null, null, Json.object().put(name, value)));
    }

    private Void leave(Call call, Leaving form) {
        var who = call.principal();
        prove(who, form.password());
        if (store.me(who.user()).founder()) {
            throw new HearthException(ErrorCode.PRIMARY_ADMIN);
        }
        store.remove(who.user());
        sessions.tellShutOut(who.user());
        call.setSession("", Duration.ZERO);
        return null;
    }

    /// An open session alone changes no password: it may be a borrowed laptop.
    private void prove(Principal who, String password) {
        var counted = attempts.password(who.user());
        var hash = store.password(who.user()).orElseThrow(() -> new HearthException(ErrorCode.NOT_SIGNED_IN));
        if (!passwords.matches(password, hash)) {
            throw new HearthException(ErrorCode.WRONG_PASSWORD);
        }
        attempts.succeeded(counted);
    }
}
