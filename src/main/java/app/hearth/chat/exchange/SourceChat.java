package app.hearth.chat.exchange;

import app.hearth.chat.Chats;
import app.hearth.chat.Params;
import app.hearth.chat.Part;
import app.hearth.chat.Thinking;
import app.hearth.platform.text.CleanText;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A chat as a file tells it, whoever wrote the file.
///
/// @param key the source's id; what is imported again is known by it
/// @param title may be empty
/// @param createdAt 0 where the file does not say, as `updatedAt`
/// @param messages parents before children, siblings in their order
/// @param leaf key of the last message of the branch that is shown; empty: the newest
/// @param files by the ids that the parts name
record SourceChat(
        String key,
        String title,
        Optional<String> model,
        Params params,
        Optional<Thinking> thinking,
        boolean pinned,
        boolean archived,
        long createdAt,
        long updatedAt,
        List<SourceMessage> messages,
        String leaf,
        Map<String, SourceFile> files,
        Losses losses) {
    static final int MOST_MESSAGES = 10_000;

    SourceChat {
        title = CleanText.cut(title.strip(), Chats.TITLE);
    }

    /// A chat of another house: its models and switches are not ours.
    static SourceChat foreign(
            String key,
            String title,
            Params params,
            boolean pinned,
            boolean archived,
            long createdAt,
            long updatedAt,
            Branches branches,
            Map<String, SourceFile> files,
            Losses losses) {
        return new SourceChat(
                key,
                title.replaceAll("\\s+", " "),
                Optional.empty(),
                params,
                Optional.empty(),
                pinned,
                archived,
                createdAt,
                updatedAt,
                branches.messages(),
                branches.leaf(),
                files,
                losses);
    }

    /// Counts the files that the messages name and the export does not hold, for who does not store them.
    void countMissingFiles() {
        for (var message : messages) {
            for (var part : message.parts()) {
                if ((part.is(Part.IMAGE) || part.is(Part.FILE)) && !files.containsKey(part.file() == null ? "" : part.file())) {
                    losses.count(Left.ATTACHMENTS);
                }
            }
        }
    }

    /// The last moment that anything in it names; 0 when nothing does.
    long lastAt() {
        return updatedAt > 0
                ? updatedAt
                : Math.max(
                        createdAt,
                        messages.stream()
                                .mapToLong(SourceMessage::createdAt)
                                .max()
                                .orElse(0));
    }

    long firstAt() {
        return createdAt > 0
                ? createdAt
                : messages.stream()
                        .mapToLong(SourceMessage::createdAt)
                        .filter(at -> at > 0)
                        .min()
                        .orElse(lastAt());
    }
}
