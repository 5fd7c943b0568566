package app.hearth.model;

import app.hearth.model.Catalogue.Asking;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the administrator makes of models: order, names, defaults, and which are shown.
final class ModelAdminRoutes {
    private static final int AUTOMATIC = -1;

    private final Shelf shelf;

    ModelAdminRoutes(Shelf shelf) {
        this.shelf = shelf;
    }

    record AdminModels(List<AdminModel> models) {}

    /// What is left out stays; an empty text takes away, as does -1 for the position.
    record ModelChange(
            String id, String name, String description, Boolean hidden, Integer position, ChatParams params, String systemPrompt) {}

    List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/admin/models", Access.ADMIN, AdminModels.class, this::list),
                Route.patch("/api/admin/models", Access.ADMIN, ModelChange.class, AdminModel.class, this::change));
    }

    private AdminModels list(Call call) {
        var entries = shelf.view(Asking.USUAL).entries().values();
        return new AdminModels(
                entries.stream().filter(Entry::isForChats).map(AdminModel::of).toList());
    }

    private AdminModel change(Call call, ModelChange change) {
        var id = Fields.required("id", change.id(), 300);
        find(id);
        var position = Optional.ofNullable(change.position());
        if (position.filter(p -> p < AUTOMATIC || p > 1_000_000).isPresent()) {
            throw HearthException.invalid("position", "wrong_type");
        }
        var params = Optional.ofNullable(change.params()).map(ChatParams::checked);
        var prompt = Optional.ofNullable(change.systemPrompt())
                .or(() -> params.map(ChatParams::systemPrompt))
                .map(text -> Fields.text("systemPrompt", text, ChatParams.LONGEST_SYSTEM_PROMPT));
        var name = Optional.ofNullable(change.name()).map(text -> Fields.text("name", text, 200));
        var description = Optional.ofNullable(change.description()).map(text -> Fields.text("description", text, 2_000));
        shelf.customise(
                id,
                before -> new Custom(
                        changed(name, before.name()),
                        changed(description, before.description()),
                        change.hidden() == null ? before.hidden() : change.hidden(),
                        position.isPresent() ? position.filter(p -> p != AUTOMATIC) : before.position(),
                        params.map(p -> p.withSystemPrompt(null)).orElse(before.params()),
                        changed(prompt, before.systemPrompt())));
        return AdminModel.of(find(id));
    }

    private Entry find(String id) {
        return shelf.view(Asking.USUAL).find(id).orElseThrow(() -> new HearthException(ErrorCode.MODEL_NOT_FOUND, Map.of("model", id)));
    }

    private static Optional<String> changed(Optional<String> given, Optional<String> before) {
        return given.isPresent() ? given.filter(text -> !text.isEmpty()) : before;
    }
}
