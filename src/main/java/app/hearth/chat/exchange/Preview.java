package app.hearth.chat.exchange;

import app.hearth.chat.Chats;
import app.hearth.platform.id.Ids;
import app.hearth.platform.text.CleanText;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// A look into a file: which chats it holds, and what of them can't be taken.
final class Preview {
    private static final int SLICE = 500;

    private final String user;
    private final ImportStore store;
    private final List<Entry> entries = new ArrayList<>();
    private final Losses losses = new Losses();

    /// @param ids under which it would be, or is, stored
    private record Entry(
            int number,
            Optional<Kind> kind,
            String title,
            int messages,
            long createdAt,
            long updatedAt,
            List<String> ids,
            Losses losses,
            Optional<Left> problem) {}

    /// @param isThere whether the user has it already, perhaps without its newest messages
    record Found(
            int number,
            Optional<Kind> kind,
            String title,
            int messages,
            long createdAt,
            long updatedAt,
            boolean isThere,
            Optional<Left> problem) {}

    /// @param losses of the chats that can be taken and are not there yet
    record Content(List<Found> chats, Losses losses) {}

    private Preview(String user, ImportStore store) {
        this.user = user;
        this.store = store;
    }

    static Content of(String user, ImportStore store, InputStream in) {
        var preview = new Preview(user, store);
        ImportFile.read(in, preview::look);
        return new Content(preview.found(), preview.losses);
    }

    private boolean look(int number, Optional<ObjectNode> chat, boolean ours) {
        if (number >= ImportFile.MOST_CHATS) {
            losses.count(Left.TOO_MANY_CHATS);
            return false;
        }
        var title = chat.map(ImportJob::title).orElse("");
        var kind = chat.flatMap(node -> Kind.of(node, ours));
        try {
            var node = chat.orElseThrow(() -> new Unusable(Left.TOO_LARGE));
            var source =
                    kind.orElseThrow(() -> new Unusable(Left.UNKNOWN_SHAPE)).read(node);
            source.countMissingFiles();
            var own = new SourceIds(user, kind.get()).chat(source.key());
            var ids = kind.get() == Kind.HEARTH && Ids.isId(source.key()) ? List.of(own, source.key()) : List.of(own);
            entries.add(new Entry(
                    number,
                    kind,
                    source.title(),
                    source.messages().size(),
                    source.firstAt(),
                    source.lastAt(),
                    ids,
                    source.losses(),
                    Optional.empty()));
        } catch (Unusable e) {
            entries.add(new Entry(number, kind, cut(title), 0, 0, 0, List.of(), new Losses(), Optional.of(e.why())));
        }
        return true;
    }

    private static String cut(String title) {
        return CleanText.cut(title, Chats.TITLE);
    }

    private List<Found> found() {
        var there = new HashSet<String>();
        for (int from = 0; from < entries.size(); from += SLICE) {
            var slice = entries.subList(from, Math.min(entries.size(), from + SLICE));
            var ids = slice.stream().flatMap(entry -> entry.ids.stream()).toList();
            store.known(user, ids).forEach((id, isVisible) -> {
                if (isVisible) {
                    there.add(id);
                }
            });
        }
        entries.stream()
                .filter(entry -> entry.ids.stream().noneMatch(there::contains))
                .forEach(entry -> losses.add(entry.losses));
        return entries.stream()
                .map(entry -> new Found(
                        entry.number,
                        entry.kind,
                        entry.title,
                        entry.messages,
                        entry.createdAt,
                        entry.updatedAt,
                        entry.ids.stream().anyMatch(there::contains),
                        entry.problem))
                .toList();
    }
}
