package app.hearth.account;

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
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Who is signed in. A session ends a while (`JWT_EXPIRES_IN`) after its last use, or at once when it is ended here.
final class Sessions {
    private static final Logger LOG = Logger.getLogger(Sessions.class.getName());
    /// The longest that browsers keep a cookie: it is the row that ends a session, and that end moves with use.
    static final Duration COOKIE_LIFE = Duration.ofDays(400);
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final SessionStore store;
    private final Duration life;
    private final Clock clock;
    private final List<Ended> listeners = new CopyOnWriteArrayList<>();

    Sessions(SessionStore store, Duration life, Clock clock) {
        this.store = store;
        this.life = life;
        this.clock = clock;
    }

    /// One of the places where a person is signed in.
    public record Device(String id, String device, String address, long createdAt, long seenAt, boolean current) {}

    public record Devices(List<Device> sessions) {}

    List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                                "/api/me/sessions",
                                Access.SIGNED_IN,
                                Devices.class,
                                call -> new Devices(store.list(call.principal(), clock.millis())))
                        .scope(Scope.ACCOUNT),
                Route.delete("/api/me/sessions", Access.SIGNED_IN, call -> endOthers(call.principal()))
                        .scope(Scope.ACCOUNT),
                Route.delete("/api/me/sessions/{session}", Access.SIGNED_IN, this::endOne)
                        .scope(Scope.ACCOUNT));
    }

    void listen(Ended listener) {
        listeners.add(listener);
    }

    /// When a session used now ends.
    long expiresAt() {
        return clock.millis() + life.toMillis();
    }

    Accounts.Session open(String user, Call call) {
        var now = clock.millis();
        var session = new Accounts.Session(Ids.next(), Secrets.next(), now + life.toMillis());
        store.add(session, Secrets.hash(session.secret()), user, call.device(), call.address(), now);
        return session;
    }

    Optional<Principal> bySecret(String secret) {
        return store.bySecret(Secrets.hash(secret), clock.millis()).map(this::note);
    }

    /// @param user whose session it must be
    Optional<Principal> byId(String session, String user) {
        return store.byId(session, user, clock.millis()).map(this::note);
    }

    boolean isOpen(Principal who) {
        return store.byId(who.session(), who.user(), clock.millis()).isPresent();
    }

    private Principal note(SessionStore.Found found) {
        var now = clock.millis();
        if (now - found.seenAt() >= NOTED_EVERY.toMillis()) {
            try {
                store.touch(found, now, now + life.toMillis());
            } catch (RuntimeException e) { // a full disk, say: that the use is not noted is no reason to refuse it
                LOG.log(Level.WARNING, "the use of a session could not be noted", e);
            }
        }
        return found.principal();
    }

    private void endOne(Call call) {
        var who = call.principal();
        var session = call.id("session");
        if (!end(who.user(), session)) {
            throw new HearthException(ErrorCode.NOT_FOUND);
        }
        if (session.equals(who.session())) {
            call.setSession("", Duration.ZERO);
        }
    }

    /// False when there is no such session of this person.
    boolean end(String user, String session) {
        var was = store.end(user, session);
        if (was) {
            tell(user, Optional.of(session));
        }
        return was;
    }

    void endOthers(Principal who) {
        for (var session : store.endOthers(who.user(), who.session())) {
            tell(who.user(), Optional.of(session));
        }
    }

    /// Ends everything through which the person is let in; streams of their API keys too.
    void endAll(String user) {
        store.endOthers(user, "");
        tell(user, Optional.empty());
    }

    void tell(String user, Optional<String> session) {
        for (var listener : listeners) {
            listener.ended(user, session);
        }
    }

    /// Tells that the account is gone.
    void tellShutOut(String user) {
        tell(user, Optional.empty());
        listeners.forEach(listener -> listener.shutOut(user));
    }

    void purge() {
        store.purge(clock.millis());
    }
}
