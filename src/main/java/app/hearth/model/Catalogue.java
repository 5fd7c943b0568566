package app.hearth.model;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.text.Authority;
import app.hearth.provider.ProviderKind;
import app.hearth.provider.UpstreamModel;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What every connection offers: asked of all at once, each with a time limit, and remembered, so that a dead one neither blocks nor hides
/// the others. Thread-safe.
final class Catalogue {
    private static final System.Logger LOG = System.getLogger("model");

    private final Lister lister;
    private final Patience patience;
    private final Clock clock;
    private final ConcurrentHashMap<String, Slot> slots = new ConcurrentHashMap<>();
    private volatile List<Configured> pruned = List.of();

    Catalogue(Lister lister, Patience patience, Clock clock) {
        this.lister = lister;
        this.patience = patience;
        this.clock = clock;
    }

    /// Asks an upstream, however long it takes.
    @FunctionalInterface
    interface Lister {
        List<Offer> list(Configured connection);
    }

    /// @param demonstration shows that everything works, and is often wrong
    record Offer(UpstreamModel model, boolean demonstration) {}

    /// @param models in the upstream's order; after a failure the last good list for a while
    record Listing(List<Offer> models, Optional<HearthException> problem) {
        static final Listing NONE = new Listing(List.of(), Optional.empty());

        /// Nothing was heard yet.
        static final Listing UNKNOWN = new Listing(List.of(), Optional.empty());
    }

    /// How much a caller wants to know.
    enum Asking {
        /// What is known already; the rest is asked in the background.
        KNOWN,
        /// Waits for connections of which nothing is known.
        USUAL,
        /// Asks all anew, but those that are brand-new.
        AGAIN
    }

    /// @param answer how long a caller waits for connections of which nothing is known yet
    /// @param fresh how long a list counts as new; afterwards it is served once more while the next one is fetched
    /// @param keep how long the last good list outlives failures
    record Patience(Duration answer, Duration fresh, Duration keep) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(10));

        // a refresh by hand within this time gets what is there; a model file laid into the folder is seen after it
        static final Duration MOMENT = Duration.ofSeconds(1);
    }

    /// One listing for each connection, in their order; those switched off are empty. Waits at most [Patience#answer] for all together.
    List<Listing> of(List<Configured> connections, Asking asking) {
        if (pruned != connections) { // the same list until one of them changes
            slots.keySet().removeIf(id -> connections.stream().noneMatch(c -> c.id().equals(id)));
            pruned = connections;
        }
        var asked = new ArrayList<Slot>();
        for (var connection : connections) {
            if (!connection.enabled()) {
                continue;
            }
            var slot = slot(connection);
            if (slot.mustWait(asking)) {
                slot.ask();
                asked.add(slot);
            } else if (slot.isStale()) {
                slot.ask();
            }
        }
        if (asking != Asking.KNOWN) {
            var deadline = System.nanoTime() + patience.answer().toNanos();
            asked.forEach(slot -> slot.await(deadline));
        }
        var listings = new ArrayList<Listing>(connections.size());
        for (var connection : connections) {
            listings.add(connection.enabled() ? slot(connection).listing() : Listing.NONE);
        }
        return listings;
    }

    /// The next time this connection is asked anew, and its list so far is not shown again.
    void forget(String id) {
        slots.remove(id);
    }

    // a connection that was changed is another one: an answer still under way for the old one reaches nobody
    private Slot slot(Configured connection) {
        var known = slots.get(connection.id());
        if (known != null && known.connection == connection) {
            return known;
        }
        return slots.compute(
                connection.id(), (id, slot) -> slot != null && slot.connection.equals(connection) ? slot : new Slot(connection));
    }

    private final class Slot {
        private final Configured connection;
        private List<Offer> good = List.of();
        private Instant goodAt = Instant.MIN;
        private Instant checkedAt = Instant.MIN;
        private Optional<HearthException> problem = Optional.empty();
        private Listing listing = Listing.UNKNOWN;
        private CompletableFuture<Void> asking;

        Slot(Configured connection) {
            this.connection = connection;
        }

        synchronized boolean mustWait(Asking how) {
            var again = how == Asking.AGAIN || connection.kind() == ProviderKind.LOCAL;
            return checkedAt == Instant.MIN || again && isOlder(Patience.MOMENT);
        }

        synchronized boolean isStale() {
            return isOlder(patience.fresh());
        }

        synchronized void ask() {
            if (asking == null) {
                var answer = new CompletableFuture<Void>();
                asking = answer;
                Thread.ofVirtual().name("models of " + connection.name()).start(() -> ask(answer));
            }
        }

        /// Waits until what is being asked has answered, or the time is over.
        void await(long deadline) {
            CompletableFuture<Void> answer;
            synchronized (this) {
                answer = asking;
            }
            if (answer == null) {
                return;
            }
            try {
                answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                answered(answer, Optional.empty(), Optional.of(new HearthException(ErrorCode.PROVIDER_TIMEOUT, arguments(), e)), false);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e); // it is never completed with an exception
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HearthException(ErrorCode.BUSY, Map.of(), e);
            }
        }

        /// The same object until something new was heard.
        synchronized Listing listing() {
            if (problem.isPresent()
                    && !listing.models().isEmpty()
                    && goodAt.plus(patience.keep()).isBefore(clock.instant())) {
                good = List.of();
                listing = new Listing(good, problem);
            }
            return listing;
        }

        private void ask(CompletableFuture<Void> answer) {
            Optional<List<Offer>> models = Optional.empty();
            Optional<HearthException> failure = Optional.empty();
            try {
                models = Optional.of(List.copyOf(lister.list(connection)));
            } catch (HearthException e) {
                failure = Optional.of(e);
            } catch (RuntimeException e) { // a thread's top: a bug in one provider must not hide the others
                LOG.log(Level.ERROR, "the models of " + connection + " could not be listed", e);
                failure = Optional.of(new HearthException(ErrorCode.PROVIDER_FAILED, arguments(), e));
            }
            answered(answer, models, failure, true);
            answer.complete(null);
        }

        private synchronized void answered(
                CompletableFuture<Void> answer, Optional<List<Offer>> models, Optional<HearthException> failure, boolean ended) {
            if (asking != answer) {
                return; // it came in the very moment when its waiter gave up
            }
            if (ended) {
                asking = null;
            }
            var now = clock.instant();
            checkedAt = now;
            problem = failure;
            if (models.isPresent()) {
                good = models.get();
                goodAt = now;
            } else if (goodAt == Instant.MIN || goodAt.plus(patience.keep()).isBefore(now)) {
                good = List.of();
            }
            listing = new Listing(good, problem);
        }

        private boolean isOlder(Duration age) {
            return checkedAt == Instant.MIN || checkedAt.plus(age).isBefore(clock.instant());
        }

        private Map<String, String> arguments() {
            return Map.of("connection", connection.name(), "host", Authority.host(connection.baseUrl()));
        }
    }
}
