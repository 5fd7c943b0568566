package app.hearth.run;

import app.hearth.chat.Folder;
import app.hearth.chat.Params;
import app.hearth.platform.http.Principal;
import app.hearth.provider.Connection;
import app.hearth.provider.UpstreamModel;
import java.util.Optional;

/// The models that a principal may ask. The house stands the room `model` behind it.
@FunctionalInterface
public interface ModelDirectory {
    /// The model of this id as users see it. Throws `MODEL_NOT_FOUND` or, when there is none at all, `NO_MODEL`.
    Usable find(Principal who, String id);

    /// @param id as users see it
    /// @param connection ready to be called
    /// @param systemPrompt what holds for a chat without one of its own: its folder's, else the model's, else the house's
    /// @param params the model's over the house's
    record Usable(String id, String name, UpstreamModel model, Connection connection, Optional<String> systemPrompt, Params params) {
        /// The same as asked from a folder.
        Usable in(Folder.Defaults folder) {
            return folder.systemPrompt().isEmpty() ? this : new Usable(id, name, model, connection, folder.systemPrompt(), params);
        }
    }
}
