package app.hearth.chat;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One action on many chats at once.
public final class Bulk {
    private static final int MOST = 500;

    private final BulkStore store;
    private final LiveReplies live;
    private final Runnable changed;
    private final Clock clock;

    /// @param changed told when chats went
    public Bulk(BulkStore store, LiveReplies live, Runnable changed, Clock clock) {
        this.store = store;
        this.live = live;
        this.changed = changed;
        this.clock = clock;
    }

    enum Action {
        MOVE,
        TAG,
        UNTAG,
        ARCHIVE,
        UNARCHIVE,
        DELETE,
        PIN,
        UNPIN;

        @JsonValue
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param ids 1 to 500
    /// @param folder for `move`: where to; null takes them out of theirs
    /// @param tags for `tag` and `untag`
    record BulkChange(List<String> ids, Action action, JsonNode folder, Optional<List<String>> tags) {}

    /// @param count how many of them are there
    /// @param deletedAt after `delete`: names what was deleted at once, to bring it back
    record BulkDone(int count, Optional<Long> deletedAt) {}

    public List<Route<?, ?>> routes() {
        return List.of(Route.post("/api/chats/bulk", Access.MEMBER, BulkChange.class, BulkDone.class, this::change));
    }

    private BulkDone change(Call call, BulkChange body) {
        var user = call.principal().user();
        var ids = ids(body);
        if (body.action == null) {
            throw HearthException.invalid("action", "required");
        }
        var now = clock.millis();
        return switch (body.action) {
            case MOVE -> new BulkDone(store.move(user, ids, folder(body), now), Optional.empty());
            case TAG -> new BulkDone(store.tag(user, ids, tags(body), now), Optional.empty());
            case UNTAG -> new BulkDone(store.untag(user, ids, tags(body), now), Optional.empty());
            case ARCHIVE -> new BulkDone(store.archive(user, ids, true, now), Optional.empty());
            case UNARCHIVE -> new BulkDone(store.archive(user, ids, false, now), Optional.empty());
            case PIN -> new BulkDone(store.pin(user, ids, true, now), Optional.empty());
            case UNPIN -> new BulkDone(store.pin(user, ids, false, now), Optional.empty());
            case DELETE -> delete(user, ids, now);
        };
    }

    private BulkDone delete(String user, Set<String> ids, long now) {
        var count = store.trash(user, ids, now);
        changed.run();
        live.stop(user, store.running(user, ids));
        return new BulkDone(count, Optional.of(now));
    }

    private static Set<String> ids(BulkChange body) {
        if (body.ids == null || body.ids.isEmpty()) {
            throw HearthException.invalid("ids", "required");
        }
        if (body.ids.size() > MOST) {
            throw HearthException.invalid("ids", "from_1_to_500_ids");
        }
        body.ids.forEach(id -> Given.checkId("ids", id));
        return new HashSet<>(body.ids);
    }

    private static Optional<String> folder(BulkChange body) {
        return Given.id("folder", body.folder).orElseThrow(() -> HearthException.invalid("folder", "required"));
    }

    private static Map<String, String> tags(BulkChange body) {
        var tags = Tags.checked(body.tags.orElse(List.of()));
        if (tags.isEmpty()) {
            throw HearthException.invalid("tags", "required");
        }
        return tags;
    }
}
