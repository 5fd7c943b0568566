package app.hearth.chat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The folders in which chats stand, and the tags on them.
public final class Folders {
    private final FolderStore store;
    private final TagStore tags;
    private final Clock clock;

    public Folders(FolderStore store, TagStore tags, Clock clock) {
        this.store = store;
        this.tags = tags;
        this.clock = clock;
    }

    /// All, neighbours in their order.
    record AllFolders(List<FolderStore.FolderRow> folders) {}

    /// @param position among its neighbours, from 0; empty: at the end
    record NewFolder(
            String id,
            String name,
            Optional<String> parent,
            Optional<Integer> position,
            Optional<String> systemPrompt,
            Optional<String> model) {}

    /// Absent fields stay as they are.
    ///
    /// @param parent null: it stands in none; nodes, to tell that from absent
    /// @param systemPrompt null: none of its own
    /// @param model null: none of its own
    record FolderChange(Optional<String> name, JsonNode parent, Optional<Integer> position, JsonNode systemPrompt, JsonNode model) {}

    /// Most used first.
    record AllTags(List<TagStore.UsedTag> tags) {}

    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                        "/api/folders",
                        Access.MEMBER,
                        AllFolders.class,
                        call -> new AllFolders(store.all(call.principal().user()))),
                Route.post("/api/folders", Access.MEMBER, NewFolder.class, Folder.class, this::create),
                Route.get("/api/folders/{folder}", Access.MEMBER, Folder.class, this::folder),
                Route.patch("/api/folders/{folder}", Access.MEMBER, FolderChange.class, Folder.class, this::change),
                Route.delete("/api/folders/{folder}", Access.MEMBER, this::remove),
                Route.post("/api/folders/{folder}/restore", Access.MEMBER, Void.class, Folder.class, this::restore),
                Route.get(
                        "/api/tags",
                        Access.MEMBER,
                        AllTags.class,
                        call -> new AllTags(tags.all(call.principal().user()))));
    }

    private Folder create(Call call, NewFolder body) {
        Given.checkId("id", body.id);
        body.parent.ifPresent(parent -> Given.checkId("parent", parent));
        var now = clock.millis();
        var folder = new Folder(
                body.id,
                body.parent,
                Folder.checkedName(body.name),
                Folder.checkedSystemPrompt(body.systemPrompt),
                Folder.checkedModel(body.model),
                0,
                now,
                now);
        return store.create(call.principal().user(), folder, body.position, now);
    }

    private Folder folder(Call call) {
        return store.find(call.principal().user(), call.id("folder")).orElseThrow(Folders::missing);
    }

    private Folder change(Call call, FolderChange body) {
        var patch = new FolderStore.Patch(
                body.name.map(Folder::checkedName),
                Given.id("parent", body.parent),
                body.position,
                Given.text("systemPrompt", body.systemPrompt).map(Folder::checkedSystemPrompt),
                Given.text("model", body.model).map(Folder::checkedModel));
        return store.update(call.principal().user(), call.id("folder"), patch, clock.millis())
                .orElseThrow(Folders::missing);
    }

    private void remove(Call call) {
        if (!store.remove(call.principal().user(), call.id("folder"), clock.millis())) {
            throw missing();
        }
    }

    private Folder restore(Call call, Void none) {
        return store.restore(call.principal().user(), call.id("folder"), clock.millis())
                .orElseThrow(Folders::missing);
    }

    private static HearthException missing() {
        return new HearthException(ErrorCode.NOT_FOUND);
    }
}
