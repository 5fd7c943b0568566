package app.hearth.model;

import java.util.Optional;

/// What holds for every chat of the house unless a model or a chat says otherwise. Asked for every reply, so it answers from memory.
public interface HouseDefaults {
    /// A model's id, or several with commas between them, of which the first that is there counts.
    Optional<String> defaultModel();

    ChatParams params();
}
