package app.hearth.model;

import app.hearth.model.Catalogue.Asking;
import app.hearth.model.Catalogue.Listing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// All models of the house under the ids, names and order in which people see them. Thread-safe; from memory while nothing changed.
final class Shelf {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final Connections connections;
    private final Catalogue catalogue;
    private final ModelStore store;
    private final Clock clock;
    private final Remembered<Map<String, Custom>> customs;
    private volatile View last = new View(List.of(), List.of(), Map.of(), Map.of());

    Shelf(Connections connections, Catalogue catalogue, ModelStore store, Clock clock) {
        this.connections = connections;
        this.catalogue = catalogue;
        this.store = store;
        this.clock = clock;
        this.customs = new Remembered<>(store::customs, MOMENT, clock);
    }

    /// @param listings one for each of `connections`
    /// @param entries by id, in the order for people
    record View(List<Configured> connections, List<Listing> listings, Map<String, Custom> customs, Map<String, Entry> entries) {
        boolean isMadeOf(List<Configured> connections, List<Listing> listings, Map<String, Custom> customs) {
            if (this.connections != connections || this.customs != customs || this.listings.size() != listings.size()) {
                return false;
            }
            for (int i = 0; i < listings.size(); i++) {
                if (this.listings.get(i) != listings.get(i)) {
                    return false;
                }
            }
            return true;
        }

        Optional<Entry> find(String id) {
            return Optional.ofNullable(entries.get(id));
        }

        boolean isSettled() {
            return listings.stream().noneMatch(listing -> listing == Listing.UNKNOWN); // by identity: an empty list is known
        }

        /// Whether no list is missing that could have taken an id before this connection.
        boolean isSettledUpTo(Configured connection) {
            return listings.subList(0, connections.indexOf(connection) + 1).stream()
                    .noneMatch(listing -> listing == Listing.UNKNOWN);
        }
    }

    View view(Asking asking) {
        var all = connections.all();
        var listings = catalogue.of(all, asking);
        var made = customs.get();
        var view = last;
        if (!view.isMadeOf(all, listings, made)) {
            view = new View(all, listings, made, entries(all, listings, made));
            last = view;
        }
        return view;
    }

    /// The model by its id, waiting for the upstreams' lists only when it could be on one of which nothing is known: a new connection that
    /// hangs does not delay a message to another one's model.
    Optional<Entry> find(String id) {
        var known = view(Asking.KNOWN);
        var entry = known.find(id).filter(found -> known.isSettledUpTo(found.connection()));
        return entry.isPresent() || known.isSettled()
                ? entry
                : view(Asking.USUAL).find(id);
    }

    /// Changes what the administrator made of a model.
    void customise(String id, UnaryOperator<Custom> change) {
        store.change(id, change, clock.millis());
        customs.forget();
    }

    /// A connection's models are others than before: it is asked anew, and those who watch hear of it.
    void changed(String connection) {
        catalogue.forget(connection);
        store.announce(connection, clock.millis());
    }

    private static Map<String, Entry> entries(List<Configured> connections, List<Listing> listings, Map<String, Custom> customs) {
        var found = new LinkedHashMap<String, Entry>();
        for (int i = 0; i < connections.size(); i++) {
            var connection = connections.get(i);
            for (var offer : listings.get(i).models()) {
                var id = free(found, connection, offer.model().id());
                found.put(id, new Entry(id, connection, offer.model(), offer.demonstration(), customs.getOrDefault(id, Custom.NONE)));
            }
        }
        var ordered = new ArrayList<>(found.values());
        ordered.sort(Comparator.comparingInt(entry -> entry.custom().position().orElse(Integer.MAX_VALUE))); // stable
        var entries = new LinkedHashMap<String, Entry>();
        ordered.forEach(entry -> entries.put(entry.id(), entry));
        return entries;
    }

    /// The first connection keeps a model's plain id; a later one's stays reachable behind its name.
    private static String free(Map<String, Entry> taken, Configured connection, String upstream) {
        var plain = connection.prefix().isEmpty() ? upstream : connection.prefix() + "." + upstream;
        var id = plain;
        for (int i = 1; taken.containsKey(id); i++) {
            id = plain + "@" + connection.name() + (i == 1 ? "" : " " + i);
        }
        return id;
    }
}
