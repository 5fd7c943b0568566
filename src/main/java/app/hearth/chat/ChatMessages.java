package app.hearth.chat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import app.hearth.platform.id.Ids;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The messages of a chat: reading a branch, editing in place, deleting, turning to another branch.
public final class ChatMessages {
    private final ChatStore chats;
    private final MessageStore store;
    private final QueueStore queue;
    private final LiveReplies live;
    private final Runnable changed;
    private final Clock clock;

    /// @param changed told when a message changed or went
    public ChatMessages(ChatStore chats, MessageStore store, QueueStore queue, LiveReplies live, Runnable changed, Clock clock) {
        this.chats = chats;
        this.store = store;
        this.queue = queue;
        this.live = live;
        this.changed = changed;
        this.clock = clock;
    }

    /// @param messages the end of the branch, oldest first
    /// @param beside the replies that stand in the other columns, beside those of `messages`
    /// @param more whether the branch goes on before `messages`
    record Page(List<Message> messages, List<Message> beside, boolean more, Optional<String> leaf, List<QueueStore.Queued> queued) {}

    record Edit(List<Part> parts) {}

    record Turn(String message) {}

    record Leaf(Optional<String> leaf) {}

    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/chats/{chat}/messages", Access.MEMBER, Page.class, this::page),
                Route.patch("/api/chats/{chat}/messages/{message}", Access.MEMBER, Edit.class, Message.class, this::edit),
                Route.delete("/api/chats/{chat}/messages/{message}", Access.MEMBER, Void.class, Leaf.class, this::delete),
                Route.put("/api/chats/{chat}/leaf", Access.MEMBER, Turn.class, Leaf.class, this::turn));
    }

    private Page page(Call call) {
        var user = call.principal().user();
        var chat = chats.find(user, call.id("chat")).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
        var limit = (int) call.query("limit", 60, 1, 500);
        var leaf = id(call, "leaf").or(chat::leaf);
        var end = leaf;
        var before = id(call, "before");
        if (before.isPresent()) {
            end = store.find(user, before.get())
                    .filter(row -> row.chat().equals(chat.id()))
                    .map(MessageRow::parent)
                    .filter(parent -> !parent.isEmpty());
        }
        var rows =
                end.map(from -> store.branch(user, chat.id(), from, limit + 1)).orElse(List.of());
        var more = rows.size() > limit;
        var shown = more ? rows.subList(1, rows.size()) : rows;
        var family = family(user, chat.id(), shown);
        var beside = store.findAll(user, chat.id(), family.beside(shown));
        return new Page(
                shown(shown, family, call.language()),
                shown(
                        beside.stream()
                                .sorted(Comparator.comparing(MessageRow::position)
                                        .thenComparing(MessageRow::column))
                                .toList(),
                        family,
                        call.language()),
                more,
                leaf,
                before.isPresent() ? List.of() : queue.list(user, chat.id()));
    }

    private List<Message> shown(List<MessageRow> rows, Family family, Language language) {
        var messages = new ArrayList<Message>();
        for (var row : rows) {
            var now = live.now(row);
            messages.add(now.map(LiveReplies.Snapshot::row)
                    .orElse(row)
                    .shown(
                            language,
                            family.siblings(row),
                            now.map(LiveReplies.Snapshot::seq).orElse(0L)));
        }
        return messages;
    }

    private Message edit(Call call, Edit edit) {
        var user = call.principal().user();
        var row = store.edit(user, call.id("chat"), call.id("message"), Part.checked(edit.parts), clock.millis());
        changed.run();
        return shown(List.of(row), family(user, row.chat(), List.of(row)), call.language())
                .getFirst();
    }

    private Leaf delete(Call call, Void none) {
        var user = call.principal().user();
        var chat = call.id("chat");
        live.stop(user, store.runningBelow(user, chat, call.id("message"))); // they end with their text, for those who watch
        var deleted = store.delete(user, chat, call.id("message"), clock.millis());
        live.stop(user, deleted.running()); // begun in between
        changed.run();
        return new Leaf(deleted.leaf());
    }

    private Leaf turn(Call call, Turn turn) {
        if (!Ids.isId(turn.message)) {
            throw HearthException.invalid("message", "not_id");
        }
        return new Leaf(Optional.of(store.turnTo(call.principal().user(), call.id("chat"), turn.message, clock.millis())));
    }

    private Family family(String user, String chat, List<MessageRow> rows) {
        var parents = new HashSet<String>();
        rows.forEach(row -> parents.add(row.parent()));
        var byParent = new HashMap<String, List<MessageStore.Child>>();
        for (var child : store.children(user, chat, parents)) {
            byParent.computeIfAbsent(child.parent(), parent -> new ArrayList<>())
                    .add(child);
        }
        return new Family(byParent);
    }

    /// Who stands beside whom.
    private record Family(Map<String, List<MessageStore.Child>> children) {
        List<String> siblings(MessageRow row) {
            return children.getOrDefault(row.parent(), List.of()).stream()
                    .filter(child -> child.column() == row.column() && child.role() == row.role())
                    .map(MessageStore.Child::id)
                    .toList();
        }

        /// Of each other column beside a shown reply the newest one.
        List<String> beside(List<MessageRow> shown) {
            var ids = new ArrayList<String>();
            for (var row : shown) {
                var newest = new LinkedHashMap<Integer, String>();
                for (var child : children.getOrDefault(row.parent(), List.of())) {
                    if (row.role() == Message.Role.ASSISTANT && child.role() == row.role() && child.column() != row.column()) {
                        newest.put(child.column(), child.id());
                    }
                }
                ids.addAll(newest.values());
            }
            return ids;
        }
    }

    private static Optional<String> id(Call call, String name) {
        var id = call.query(name);
        if (id.isPresent() && !Ids.isId(id.get())) {
            throw HearthException.invalid(name, "not_id");
        }
        return id;
    }
}
