package app.hearth.chat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import app.hearth.platform.id.Ids;
import app.hearth.platform.text.CleanText;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The list of chats and each as a whole; what stands in them is [ChatMessages]' matter.
public final class Chats {
    /// Longest title, in characters.
    public static final int TITLE = 200;

    private final ChatStore store;
    private final ChangeStore changes;
    private final Forks forks;
    private final LiveReplies live;
    private final Runnable changed;
    private final Clock clock;

    /// @param changed told when chats came, went or got another name
    public Chats(ChatStore store, ForkStore forks, ChangeStore changes, LiveReplies live, Runnable changed, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.forks = new Forks(forks, live);
        this.live = live;
        this.changed = changed;
        this.clock = clock;
    }

    /// @param pinned all pinned chats, wherever they stand, on the first page only; a folder lists its own among the others
    /// @param next where the next page begins; empty at the end
    record Listed(List<ChatStore.Row> pinned, List<ChatStore.Row> chats, Optional<String> next) {}

    /// Absent fields stay as they are.
    ///
    /// @param folder null takes it out of its folder; a node, to tell that from absent
    /// @param tags all that it is to have
    record Patch(
            Optional<String> title,
            Optional<Boolean> pinned,
            Optional<Boolean> archived,
            Optional<String> model,
            Optional<Params> params,
            Optional<Thinking> thinking,
            JsonNode folder,
            Optional<List<String>> tags) {}

    /// @param deletedAt names what was deleted at once, to bring it back
    record Trashed(int count, long deletedAt) {}

    record Restore(long deletedAt) {}

    record Restored(int count) {}

    record Fork(String id, String message) {}

    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/chats", Access.MEMBER, Listed.class, this::list),
                Route.delete("/api/chats", Access.MEMBER, Void.class, Trashed.class, this::trashAll),
                Route.post("/api/chats/restore", Access.MEMBER, Restore.class, Restored.class, this::restoreAll),
                Route.get("/api/chats/{chat}", Access.MEMBER, Chat.class, this::chat),
                Route.patch("/api/chats/{chat}", Access.MEMBER, Patch.class, Chat.class, this::change),
                Route.delete("/api/chats/{chat}", Access.MEMBER, this::trash),
                Route.post("/api/chats/{chat}/restore", Access.MEMBER, Void.class, Chat.class, this::restore),
                Route.post("/api/chats/{chat}/read", Access.MEMBER, this::read),
                Route.post("/api/chats/{chat}/fork", Access.MEMBER, Fork.class, Chat.class, this::fork),
                Route.get("/api/changes", Access.MEMBER, ChangeStore.Changes.class, this::changes));
    }

    private Listed list(Call call) {
        var user = call.principal().user();
        var limit = (int) call.query("limit", 50, 1, 200);
        var archived = call.query("archived", 0, 0, 1) == 1;
        var folder = call.query("folder");
        folder.ifPresent(id -> Given.checkId("folder", id));
        var before = call.query("before");
        var from = before.map(Chats::cursor).orElse(ChatStore.Cursor.START);
        var rows = folder.isPresent()
                ? store.inFolder(user, folder.get(), archived, from, limit + 1)
                : archived ? store.archived(user, from, limit + 1) : store.list(user, from, limit + 1);
        var more = rows.size() > limit;
        var page = more ? rows.subList(0, limit) : rows;
        return new Listed(
                archived || folder.isPresent() || before.isPresent() ? List.of() : store.pinned(user),
                page,
                more
                        ? Optional.of(page.getLast().updatedAt() + "_"
                                + page.getLast().id())
                        : Optional.empty());
    }

    private static ChatStore.Cursor cursor(String text) {
        var at = text.indexOf('_');
        if (at < 1 || !text.substring(0, at).matches("[0-9]{1,15}") || !Ids.isId(text.substring(at + 1))) {
            throw HearthException.invalid("before", "unknown");
        }
        return new ChatStore.Cursor(Long.parseLong(text.substring(0, at)), text.substring(at + 1));
    }

    private Chat chat(Call call) {
        return store.find(call.principal().user(), call.id("chat")).orElseThrow(Chats::missing);
    }

    private Chat change(Call call, Patch patch) {
        var title = patch.title.map(String::strip).map(CleanText::of);
        if (title.isPresent() && title.get().isEmpty()) {
            throw HearthException.invalid("title", "required");
        }
        if (title.isPresent() && title.get().length() > TITLE) {
            throw HearthException.invalid("title", "too_long");
        }
        var checked = new ChatStore.Patch(
                title,
                patch.pinned,
                patch.archived,
                patch.model.map(CleanText::of),
                patch.params.map(Params::checked),
                patch.thinking.map(Thinking::checked),
                Given.id("folder", patch.folder),
                patch.tags.map(Tags::checked));
        var chat = store.update(call.principal().user(), call.id("chat"), checked, clock.millis())
                .orElseThrow(Chats::missing);
        changed.run();
        return chat;
    }

    private void trash(Call call) {
        var user = call.principal().user();
        var chat = call.id("chat");
        if (!store.trash(user, chat, clock.millis())) {
            throw missing();
        }
        changed.run();
        live.stop(user, store.running(user, Optional.of(chat)));
    }

    private Trashed trashAll(Call call, Void none) {
        var user = call.principal().user();
        var now = clock.millis();
        var count = store.trashAll(user, now);
        changed.run();
        live.stop(user, store.running(user, Optional.empty()));
        return new Trashed(count, now);
    }

    private Restored restoreAll(Call call, Restore restore) {
        var restored = new Restored(store.restoreAll(call.principal().user(), restore.deletedAt, clock.millis()));
        changed.run();
        return restored;
    }

    private Chat restore(Call call, Void none) {
        if (!store.restore(call.principal().user(), call.id("chat"), clock.millis())) {
            throw missing();
        }
        changed.run();
        return chat(call);
    }

    private void read(Call call) {
        if (!store.read(call.principal().user(), call.id("chat"), clock.millis())) {
            throw missing();
        }
    }

    private Chat fork(Call call, Fork fork) {
        if (!Ids.isId(fork.id) || !Ids.isId(fork.message)) {
            throw HearthException.invalid("id", "not_id");
        }
        var chat = forks.fork(call.principal().user(), call.id("chat"), fork.message, fork.id, clock.millis());
        changed.run();
        return chat;
    }

    private ChangeStore.Changes changes(Call call) {
        if (call.query("after").isEmpty()) {
            return new ChangeStore.Changes(changes.last(), false, List.of());
        }
        return changes.after(call.principal().user(), call.query("after", 0, 0, Long.MAX_VALUE), clock.millis());
    }

    private static HearthException missing() {
        return new HearthException(ErrorCode.NOT_FOUND);
    }
}
