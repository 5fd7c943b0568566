package app.hearth.chat;

import java.util.Optional;

/// A stored conversation.
///
/// @param model the one last asked
/// @param leaf the last message of the branch that is shown
public record Chat(
        String id,
        String title,
        Optional<String> model,
        Params params,
        Optional<Thinking> thinking,
        boolean pinned,
        boolean archived,
        Optional<String> leaf,
        long createdAt,
        long updatedAt) {}
