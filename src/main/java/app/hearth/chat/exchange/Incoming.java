package app.hearth.chat.exchange;

import app.hearth.chat.MessageRow;
import app.hearth.chat.Part;
import app.hearth.chat.file.HouseFiles;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Principal;
import app.hearth.platform.id.Ids;
import app.hearth.platform.text.CleanText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Stores the chats of one import, one after the other; small ones wait for one another to share a transaction ([#flush]). What is there
/// already is left as it is, and what a chat lacks is added to it.
final class Incoming {
    private static final int FIRST_WORDS = 60;

    private final Principal who;
    private final ImportStore store;
    private final HouseFiles files;
    private final Runnable changed;
    private final Clock clock;
    private final Tally tally;

    private final List<ImportStore.Whole> waiting = new ArrayList<>();
    private final Set<String> waitingIds = new HashSet<>();
    private int waitingMessages;

    Incoming(Principal who, ImportStore store, HouseFiles files, Runnable changed, Clock clock, Tally tally) {
        this.who = who;
        this.store = store;
        this.files = files;
        this.changed = changed;
        this.clock = clock;
        this.tally = tally;
    }

    /// Where a chat goes.
    ///
    /// @param isOriginal whether it is the very chat that was exported
    /// @param there ids of the messages that it has already
    private record Target(String chat, SourceIds ids, boolean isThere, boolean isVisible, boolean isOriginal, Set<String> there) {
        /// An original message keeps its id in its own chat; anywhere else it gets another one.
        String message(SourceChat source, String key) {
            return isOriginal && there.contains(key) ? key : ids.message(source.key(), key);
        }
    }

    /// @return whether something of it is new
    boolean take(Kind kind, SourceChat source) {
        var target = target(kind, source);
        if (waitingIds.contains(target.chat)) { // twice in one file
            flush();
            target = target(kind, source);
        }
        if (target.isThere) {
            return grow(source, target);
        }
        add(source, target);
        return true;
    }

    private Target target(Kind kind, SourceChat source) {
        var ids = new SourceIds(who.user(), kind);
        var own = ids.chat(source.key());
        // an export of ours comes home when its chat is still here
        var candidates = kind == Kind.HEARTH && Ids.isId(source.key()) ? List.of(source.key(), own) : List.of(own);
        var known = store.known(who.user(), candidates);
        for (var id : candidates) {
            if (known.containsKey(id)) {
                return new Target(id, ids, true, known.get(id), !id.equals(own), store.messages(who.user(), id));
            }
        }
        return new Target(own, ids, false, false, false, Set.of());
    }

    private void add(SourceChat source, Target target) {
        var places = new HashMap<String, Integer>();
        var messages = new ArrayList<ImportStore.Placed>();
        for (var message : source.messages()) {
            messages.add(new ImportStore.Placed(row(source, target, message), places.merge(message.parent(), 1, Integer::sum) - 1));
        }
        var whole = new ImportStore.Whole(chat(source, target), messages);
        if (messages.size() > ImportStore.SLICE) {
            flush();
            if (store.addLong(who.user(), whole, clock.millis())) {
                tally.came(whole.chat(), messages.size());
            }
            changed.run();
            return;
        }
        if (waitingMessages + messages.size() > ImportStore.SLICE) {
            flush();
        }
        waiting.add(whole);
        waitingIds.add(target.chat);
        waitingMessages += messages.size();
    }

    /// Stores what waits.
    void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        var sizes = new HashMap<String, Integer>();
        waiting.forEach(whole -> sizes.put(whole.chat().id(), whole.messages().size()));
        store.add(who.user(), waiting, clock.millis()).forEach(chat -> tally.came(chat, sizes.get(chat.id())));
        changed.run();
        waiting.clear();
        waitingIds.clear();
        waitingMessages = 0;
    }

    private boolean grow(SourceChat source, Target target) {
        var missing = source.messages().stream()
                .filter(message -> !target.there.contains(target.message(source, message.key())))
                .map(message -> row(source, target, message))
                .toList();
        if (missing.isEmpty() && target.isVisible) {
            tally.wasThere();
            return false;
        }
        var now = clock.millis();
        var added = store.grow(who.user(), target.chat, missing, now);
        store.settle(who.user(), target.chat, leafOfGrown(source, target), source.lastAt(), now);
        if (target.isVisible) {
            tally.grew(target.chat, source.lastAt(), added);
        } else {
            tally.came(chat(source, target), added);
        }
        changed.run();
        return true;
    }

    /// The source's leaf, when it goes on from what the chat shows; whoever went on here by themselves keeps what they see.
    private Optional<String> leafOfGrown(SourceChat source, Target target) {
        var parents = new HashMap<String, String>();
        source.messages().forEach(message -> parents.put(message.key(), message.parent()));
        var at = source.leaf();
        while (!at.isEmpty() && !target.there.contains(target.message(source, at))) {
            at = parents.getOrDefault(at, "");
        }
        var isNews = !at.equals(source.leaf());
        var shown = store.leaf(who.user(), target.chat).orElse("");
        return isNews && !at.isEmpty() && target.message(source, at).equals(shown)
                ? Optional.of(target.message(source, source.leaf()))
                : Optional.empty();
    }

    private ImportStore.NewChat chat(SourceChat source, Target target) {
        var last = time(source.lastAt());
        return new ImportStore.NewChat(
                target.chat,
                source.title().isEmpty() ? firstWords(source) : source.title(),
                !source.title().isEmpty(),
                source.model(),
                source.params(),
                source.thinking(),
                source.leaf().isEmpty() ? "" : target.message(source, source.leaf()),
                source.pinned(),
                source.archived(),
                time(Math.min(source.firstAt(), last)),
                last);
    }

    private static String firstWords(SourceChat source) {
        var text = Part.text(source.messages().getFirst().parts())
                .replaceAll("\\s+", " ")
                .strip();
        return CleanText.cut(text, FIRST_WORDS);
    }

    /// Nothing comes from the future: it would stand on top of the list for ever.
    private long time(long at) {
        var now = clock.millis();
        return at <= 0 || at > now ? now : at;
    }

    private MessageRow row(SourceChat source, Target target, SourceMessage message) {
        return new MessageRow(
                target.message(source, message.key()),
                target.chat,
                message.parent().isEmpty() ? "" : target.message(source, message.parent()),
                message.position(),
                message.column(),
                message.role(),
                message.state(),
                message.model(),
                message.modelName(),
                message.parts().stream().map(part -> part(source, target, part)).toList(),
                message.stats(),
                message.error(),
                time(message.createdAt() > 0 ? message.createdAt() : source.firstAt()),
                message.editedAt(),
                0,
                false);
    }

    /// A part that names a file names one of ours afterwards, or becomes its name in brackets.
    private Part part(SourceChat source, Target target, Part part) {
        if (!part.is(Part.IMAGE) && !part.is(Part.FILE)) {
            return part;
        }
        var stored = file(source, target, part);
        if (stored.isEmpty()) {
            return Part.text("[" + (part.name() == null ? part.type() : part.name()) + "]");
        }
        var file = stored.get();
        var isImage = file.kind() == HouseFiles.Kind.IMAGE;
        return new Part(
                isImage ? Part.IMAGE : Part.FILE,
                null,
                null,
                file.id(),
                file.name(),
                file.width(),
                file.height(),
                file.size(),
                part.more());
    }

    private Optional<HouseFiles.Stored> file(SourceChat source, Target target, Part part) {
        var key = part.file() == null ? "" : part.file();
        var id = target.ids.file(source.key(), key);
        var there = files.find(who, id).or(() -> target.ids.kind() == Kind.HEARTH ? files.find(who, key) : Optional.empty());
        if (there.isPresent()) {
            return there;
        }
        var given = source.files().get(key);
        if (given == null) {
            source.losses().count(Left.ATTACHMENTS);
            return Optional.empty();
        }
        try {
            return Optional.of(files.add(who, id, given.name(), given::bytes));
        } catch (IllegalArgumentException e) {
            source.losses().count(Left.FILES_REFUSED);
            return Optional.empty();
        } catch (HearthException e) {
            if (e.code() == ErrorCode.BUSY || e.code() == ErrorCode.STORAGE_FULL) {
                throw e;
            }
            source.losses().count(Left.FILES_REFUSED);
            return Optional.empty();
        }
    }
}
