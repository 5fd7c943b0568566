package app.hearth.chat;

import java.util.List;
import java.util.Optional;

/// A stored conversation.
///
/// @param model the one last asked
/// @param leaf the last message of the branch that is shown
/// @param folder in which it stands
/// @param tags as they were written
public record Chat(
        String id,
        String title,
        Optional<String> model,
        Params params,
        Optional<Thinking> thinking,
        boolean pinned,
        boolean archived,
        Optional<String> leaf,
        Optional<String> folder,
        List<String> tags,
        long createdAt,
        long updatedAt) {}
