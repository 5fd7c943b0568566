package app.hearth.account;

import app.hearth.platform.config.HouseSettings;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Scope;
import app.hearth.platform.id.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;

/// API keys: several a person, named, scoped, with an end if wanted; shown once.
final class Keys {
    private static final Logger LOG = Logger.getLogger(Keys.class.getName());
    private static final String PREFIX = "hk-";
    /// How Open WebUI's keys begin. An account has one of them, made and removed as there.
    private static final String FOREIGN = "sk-";
    private static final int SHOWN = 10;
    private static final int MOST = 50;
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final KeyStore store;
    private final Sessions sessions;
    private final HouseSettings settings;
    private final Clock clock;

    Keys(KeyStore store, Sessions sessions, HouseSettings settings, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
    }

    /// @param prefix the secret's first characters, to tell keys apart
    public record Key(
            String id, String name, String prefix, List<String> scopes, long createdAt, Optional<Long> usedAt, Optional<Long> expiresAt) {}

    /// @param enabled whether they let anybody in, and more can be made
    public record KeyList(boolean enabled, List<Key> keys) {}

    /// @param scopes of `models`, `chats`, `admin`
    public record NewKey(String name, List<String> scopes, Long expiresAt) {}

    /// @param secret shown this once
    public record MadeKey(Key key, String secret) {}

    List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                                "/api/me/keys",
                                Access.MEMBER,
                                KeyList.class,
                                call -> new KeyList(
                                        settings.apiKeysEnabled(),
                                        store.list(call.principal().user())))
                        .scope(Scope.ACCOUNT),
                Route.post("/api/me/keys", Access.MEMBER, NewKey.class, MadeKey.class, this::add)
                        .scope(Scope.ACCOUNT),
                Route.delete("/api/me/keys/{key}", Access.MEMBER, this::remove).scope(Scope.ACCOUNT));
    }

    private MadeKey add(Call call, NewKey wanted) {
        refuseWhenOff();
        var who = call.principal();
        var name = Form.short100("name", wanted.name());
        var scopes = scopes(wanted.scopes(), who);
        var now = clock.millis();
        if (wanted.expiresAt() != null && wanted.expiresAt() <= now) {
            throw HearthException.invalid("expiresAt", "past");
        }
        return make(who.user(), PREFIX + Secrets.next(), name, scopes, Optional.ofNullable(wanted.expiresAt()));
    }

    private MadeKey make(String user, String secret, String name, List<String> scopes, Optional<Long> expiresAt) {
        refuseWhenOff();
        if (store.count(user) >= MOST) {
            throw new HearthException(ErrorCode.TOO_MANY_KEYS, Map.of("limit", Integer.toString(MOST)));
        }
        var key = new Key(Ids.next(), name, secret.substring(0, SHOWN), scopes, clock.millis(), Optional.empty(), expiresAt);
        store.add(key, user, Secrets.hash(secret));
        return new MadeKey(key, secret);
    }

    private void refuseWhenOff() {
        if (!settings.apiKeysEnabled()) {
            throw new HearthException(ErrorCode.API_KEYS_OFF);
        }
    }

    /// The account's one key as Open WebUI makes it, in place of the one before. It may what members may.
    String makeForeign(Principal who) {
        refuseWhenOff();
        removeForeign(who);
        return make(who.user(), FOREIGN + Secrets.nextHex(), "Open WebUI", List.of("chats", "models"), Optional.empty())
                .secret();
    }

    /// How that key begins: more of it is not kept.
    Optional<String> foreign(Principal who) {
        return store.list(who.user()).stream()
                .map(Key::prefix)
                .filter(prefix -> prefix.startsWith(FOREIGN))
                .findFirst();
    }

    void removeForeign(Principal who) {
        for (var key : store.list(who.user())) {
            if (key.prefix().startsWith(FOREIGN)) {
                remove(who.user(), key.id());
            }
        }
    }

    private static List<String> scopes(List<String> wanted, Principal who) {
        if (wanted == null || wanted.isEmpty()) {
            throw HearthException.invalid("scopes", "required");
        }
        var scopes = new TreeSet<String>();
        for (var id : wanted) {
            var scope = id == null ? Optional.<Scope>empty() : Scope.of(id);
            if (scope.isEmpty() || scope.get() == Scope.ACCOUNT) {
                throw HearthException.invalid("scopes", "unknown");
            }
            if (scope.get() == Scope.ADMIN && who.role() != Principal.Role.ADMIN) {
                throw new HearthException(ErrorCode.FORBIDDEN);
            }
            scopes.add(id);
        }
        return List.copyOf(scopes);
    }

    private void remove(Call call) {
        if (!remove(call.principal().user(), call.id("key"))) {
            throw new HearthException(ErrorCode.NOT_FOUND);
        }
    }

    private boolean remove(String user, String key) {
        var was = store.remove(user, key);
        if (was) {
            sessions.tell(user, Optional.of(key));
        }
        return was;
    }

    static boolean isOne(String token) {
        return token.startsWith(PREFIX) || token.startsWith(FOREIGN);
    }

    Optional<Principal> find(String secret) {
        refuseWhenOff();
        return store.bySecret(Secrets.hash(secret), clock.millis()).map(this::note);
    }

    boolean isOpen(Principal who) {
        return settings.apiKeysEnabled() && store.isOpen(who.session(), clock.millis());
    }

    private Principal note(KeyStore.Found found) {
        var now = clock.millis();
        if (now - found.usedAt() >= NOTED_EVERY.toMillis()) {
            try {
                store.touch(found, now);
            } catch (RuntimeException e) { // as for sessions: not worth refusing the call
                LOG.log(Level.WARNING, "the use of an API key could not be noted", e);
            }
        }
        return found.principal();
    }
}
