package app.hearth.model;

import java.util.Optional;

/// What the administrator made of a model.
///
/// @param position empty: after those that have one, as the upstream lists it
record Custom(
        Optional<String> name,
        Optional<String> description,
        boolean hidden,
        Optional<Integer> position,
        ChatParams params,
        Optional<String> systemPrompt) {
    static final Custom NONE = new Custom(Optional.empty(), Optional.empty(), false, Optional.empty(), ChatParams.NONE, Optional.empty());
}
