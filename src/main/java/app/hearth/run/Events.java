package app.hearth.run;

import app.hearth.chat.MessageRow;
import app.hearth.chat.MessageStore;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Reply;
import app.hearth.platform.id.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// The streams of events: who may watch what, and which streams are open.
final class Events {
    private static final int MOST = 8;
    private static final Duration BLOCKED = Duration.ofSeconds(20);

    private final LiveRuns live;
    private final MessageStore messages;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

    Events(LiveRuns live, MessageStore messages) {
        this.live = live;
        this.messages = messages;
    }

    private record Wanted(int epoch, long seq) {}

    /// Up to eight runs, each with what the caller has of it already.
    Reply watch(Call call) {
        var who = call.principal();
        var wanted = wanted(call);
        var cursors = new ArrayList<Watcher.Cursor>();
        wanted.forEach((run, from) -> cursors.add(cursor(who, run, from)));
        var watcher =
                new Watcher(who, call.language(), cursors, row -> siblings(who, row), run -> messages.find(who.user(), run), live::find);
        return out -> {
            watchers.add(watcher);
            try {
                watcher.watch(out);
            } finally {
                watchers.remove(watcher);
            }
        };
    }

    /// `Last-Event-ID` knows better than the address where a client that comes back stands.
    private static Map<String, Wanted> wanted(Call call) {
        var wanted = new LinkedHashMap<String, Wanted>();
        call.queries("run").forEach(text -> put(wanted, text, "run"));
        call.header("Last-Event-ID").filter(ids -> !ids.isBlank()).ifPresent(ids -> {
            var newer = new HashMap<String, Wanted>();
            for (var text : ids.split(",", MOST + 1)) {
                put(newer, text.strip(), "Last-Event-ID");
            }
            newer.forEach((run, from) -> {
                if (wanted.isEmpty() || wanted.containsKey(run)) {
                    wanted.put(run, from);
                }
            });
            if (wanted.isEmpty()) {
                wanted.putAll(newer);
            }
        });
        if (wanted.isEmpty()) {
            throw HearthException.invalid("run", "required");
        }
        if (wanted.size() > MOST) {
            throw HearthException.invalid("run", "too_long");
        }
        return wanted;
    }

    private static void put(Map<String, Wanted> wanted, String text, String field) {
        var colon = text.indexOf(':');
        var run = colon < 0 ? text : text.substring(0, colon);
        var position = colon < 0 ? "0-0" : text.substring(colon + 1);
        if (!Ids.isId(run) || !position.matches("[0-9]{1,9}-[0-9]{1,18}")) {
            throw HearthException.invalid(field, "unknown");
        }
        var dash = position.indexOf('-');
        wanted.put(run, new Wanted(Integer.parseInt(position.substring(0, dash)), Long.parseLong(position.substring(dash + 1))));
    }

    private Watcher.Cursor cursor(Principal who, String run, Wanted from) {
        var running = live.find(run).filter(one -> one.who().user().equals(who.user()));
        if (running.isPresent()
                && running.get().end().isPresent()
                && !running.get().isTemporary()) {
            running = Optional.empty(); // its row knows better: it may have gone on elsewhere
        }
        if (running.isPresent()) {
            return new Watcher.Cursor(running.get(), running.get().row(), from.epoch, from.seq);
        }
        var row = messages.find(who.user(), run)
                .filter(found -> found.epoch() > 0)
                .orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
        return new Watcher.Cursor(null, row, row.epoch(), 0);
    }

    private List<String> siblings(Principal who, MessageRow row) {
        return row.chat().isEmpty()
                ? List.of(row.id())
                : messages.children(who.user(), row.chat(), List.of(row.parent())).stream()
                        .filter(child -> child.column() == row.column() && child.role() == row.role())
                        .map(MessageStore.Child::id)
                        .toList();
    }

    /// Ends a principal's streams at once: one session's, or all of the user's.
    void end(String user, Optional<String> session) {
        for (var watcher : watchers) {
            if (watcher.who().user().equals(user)
                    && session.map(watcher.who().session()::equals).orElse(true)) {
                watcher.close();
            }
        }
    }

    /// Whoever watches now.
    Set<Principal> watching() {
        return watchers.stream().map(Watcher::who).collect(Collectors.toSet());
    }

    void checkBlocked() {
        watchers.forEach(watcher -> watcher.checkBlocked(BLOCKED));
    }

    /// Lets the streams tell their runs' ends, which they do by themselves, then ends those that are left.
    void close(Duration most) {
        var until = System.nanoTime() + most.toNanos();
        while (!watchers.isEmpty() && System.nanoTime() < until) {
            LockSupport.parkNanos(5_000_000);
        }
        watchers.forEach(Watcher::close);
    }
}
