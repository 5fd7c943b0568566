package app.hearth.chat;

import app.hearth.platform.json.Json;
import app.hearth.platform.search.Index;
import app.hearth.platform.search.Index.Doc;
import app.hearth.platform.work.Work;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Brings the index to where SQL is: replays what the `change` rows name, and reads everything where that is not enough. All of it can be
/// done twice without harm. One thread calls it.
///
/// It reads these rows: kind `message` for a message that was sent, ended, edited or deleted; `chat` for a chat that was made, renamed,
/// trashed, restored or deleted; `chats` for many of one user's; `me` for an account. Each message is a document of its own, so a reply in
/// a
/// long chat costs one. A chat's document is its title; that it is there says that its messages are too.
final class ChatFeed {
    private static final String DATABASE = "database";
    /// Every change up to this number is in.
    private static final String SETTLED = "settled";
    /// The greatest number that is in; greater than what SQL has when SQL went back to a copy.
    private static final String NEWEST = "newest";
    /// How far the reading of everything came: `chats ID`, `messages ID`, or empty when it is not needed.
    private static final String REBUILD = "rebuild";

    private static final String CHATS = "chats ";
    private static final String MESSAGES = "messages ";
    private static final int BATCH = 2_000;
    private static final int SLICE = 200;
    private static final int MESSAGES_AT_ONCE = 50;
    private static final int LONGEST_TEXT = 1_000_000;

    private final ChatSearchStore store;
    private final Index index;
    private final Work work;

    private String database = "";
    private long settled;
    private long committed;
    private long newest;
    private String rebuild = "";
    /// Changes beyond `settled` that are in.
    private final Set<Long> beyond = new LinkedHashSet<>();
    /// Chats put into the index, and taken out of it, since its readers last looked.
    private final Set<String> put = new HashSet<>();

    private final Set<String> gone = new HashSet<>();

    ChatFeed(ChatSearchStore store, Index index, Work work) {
        this.store = store;
        this.index = index;
        this.work = work;
    }

    static String chatDoc(String chat) {
        return "chat " + chat;
    }

    static String messageDoc(String message) {
        return "message " + message;
    }

    /// Takes up where the index's last commit ends, or starts from nothing when that does not fit this database.
    void begin(long now) {
        database = store.database(now);
        beyond.clear();
        put.clear();
        gone.clear();
        var mark = work.call(index::mark);
        var bounds = store.bounds();
        if (mark.getOrDefault(DATABASE, "").equals(database)) {
            settled = Long.parseLong(mark.get(SETTLED));
            newest = Long.parseLong(mark.get(NEWEST));
            rebuild = mark.get(REBUILD);
            var forgotten = bounds.least() > settled + 1 && bounds.most() > settled;
            if (newest <= bounds.most() && !forgotten) {
                return;
            }
        }
        settled = store.settled(now);
        newest = bounds.most();
        rebuild = CHATS + ChatSearchStore.TOP;
        work.call(() -> {
            index.clear();
            return true;
        });
        refresh();
    }

    /// Whether everything is still being read.
    boolean isRebuilding() {
        return !rebuild.isEmpty();
    }

    /// Does one slice of what is to do; false when there was nothing.
    boolean step(long now) {
        var changes = store.changes(settled, BATCH, now);
        var fresh = fresh(changes);
        while (fresh.isEmpty() && changes.size() == BATCH && !changes.getLast().settled()) {
            changes = store.unsettled(changes.getLast().n(), BATCH); // so much is young that the first batch is all known
            fresh = fresh(changes);
        }
        if (!fresh.isEmpty()) {
            replay(fresh);
        }
        for (var change : changes) {
            newest = Math.max(newest, change.n());
            if (change.settled()) {
                settled = change.n();
                beyond.remove(change.n());
            } else {
                beyond.add(change.n());
            }
        }
        if (isRebuilding()) {
            readOn();
        }
        return !fresh.isEmpty() || isRebuilding();
    }

    private List<ChatSearchStore.Change> fresh(List<ChatSearchStore.Change> changes) {
        return changes.stream().filter(change -> !beyond.contains(change.n())).toList();
    }

    /// Whether a commit would move the place from which a restart goes on.
    boolean isAhead() {
        return settled > committed;
    }

    void commit() {
        var mark = Map.of(DATABASE, database, SETTLED, Long.toString(settled), NEWEST, Long.toString(newest), REBUILD, rebuild);
        work.call(() -> {
            index.commit(mark);
            return true;
        });
        committed = settled;
    }

    void refresh() {
        work.call(() -> {
            index.refresh();
            return true;
        });
        put.clear();
        gone.clear();
    }

    private void replay(List<ChatSearchStore.Change> changes) {
        var chats = objects(changes, "chat");
        var accounts = objects(changes, "me");
        objects(changes, "message").forEachSlice(this::replayMessages);
        chats.forEachSlice(slice -> replayChats(slice, store.chats(slice)));
        changes.stream()
                .filter(change -> change.kind().equals("chats"))
                .flatMap(change -> change.user().stream())
                .distinct()
                .forEach(this::replayAllChats);
        accounts.forEachSlice(this::removeGone);
    }

    private record Objects(List<String> ids) {
        void forEachSlice(Consumer<List<String>> action) {
            for (int from = 0; from < ids.size(); from += SLICE) {
                action.accept(ids.subList(from, Math.min(ids.size(), from + SLICE)));
            }
        }
    }

    private static Objects objects(List<ChatSearchStore.Change> changes, String kind) {
        return new Objects(changes.stream()
                .filter(change -> change.kind().equals(kind))
                .map(ChatSearchStore.Change::object)
                .distinct()
                .toList());
    }

    private void replayMessages(List<String> ids) {
        var there = putLive(ids);
        remove(ids.stream()
                .filter(id -> !there.contains(id))
                .map(ChatFeed::messageDoc)
                .toList());
    }

    /// @param ids of the chats that may have changed
    /// @param chats those of them that SQL has
    private void replayChats(Collection<String> ids, List<ChatSearchStore.Chat> chats) {
        var known = known(ids);
        var live = new HashMap<String, ChatSearchStore.Chat>();
        chats.stream().filter(ChatSearchStore.Chat::live).forEach(chat -> live.put(chat.id(), chat));
        for (var id : ids) {
            var chat = live.get(id);
            if (chat == null) {
                removeGroup(id);
            } else {
                if (!known.contains(chatDoc(id))) {
                    putAll(chat.id());
                }
                putDocs(List.of(doc(chat))); // last: it says that the others are there
                put.add(id);
                gone.remove(id);
            }
        }
    }

    private void replayAllChats(String user) {
        for (var chats = store.chatsOf(user, "", SLICE);
                !chats.isEmpty();
                chats = store.chatsOf(user, chats.getLast().id(), SLICE)) {
            var known = known(chats.stream().map(ChatSearchStore.Chat::id).toList());
            var differing = chats.stream()
                    .filter(chat -> known.contains(chatDoc(chat.id())) != chat.live())
                    .toList();
            replayChats(differing.stream().map(ChatSearchStore.Chat::id).toList(), differing);
        }
    }

    private void putAll(String chat) {
        new Objects(store.messagesOf(chat)).forEachSlice(this::putLive);
    }

    /// Puts those of these messages that are to be found; returns their ids. A few long ones at a time: what a slice may hold together is
    /// more than the heap has.
    private Set<String> putLive(List<String> ids) {
        var there = new HashSet<String>();
        var left = ids.stream().sorted().toList();
        while (!left.isEmpty()) {
            var messages = store.messages(left.subList(0, Math.min(left.size(), MESSAGES_AT_ONCE)));
            put(messages);
            messages.stream().filter(ChatSearchStore.Message::live).forEach(message -> there.add(message.id()));
            var last = messages.isEmpty()
                    ? left.get(Math.min(left.size(), MESSAGES_AT_ONCE) - 1)
                    : messages.getLast().id();
            left = left.stream().filter(id -> id.compareTo(last) > 0).toList();
        }
        return there;
    }

    /// Removes the documents of those of these accounts that are no more.
    private void removeGone(Collection<String> users) {
        var there = store.accounts(users);
        for (var user : users) {
            if (!there.contains(user)) {
                work.call(() -> {
                    index.removeOwner(user);
                    return true;
                });
                refresh();
            }
        }
    }

    /// Looks through all owners in the index; for those who went while nobody listened.
    void removeGoneOwners() {
        new Objects(work.call(index::owners)).forEachSlice(this::removeGone);
    }

    /// The next slice of everything: chats first, newest first.
    private void readOn() {
        if (rebuild.startsWith(CHATS)) {
            var chats = store.allChats(rebuild.substring(CHATS.length()), SLICE);
            putDocs(chats.stream()
                    .filter(ChatSearchStore.Chat::live)
                    .map(ChatFeed::doc)
                    .toList());
            rebuild = chats.isEmpty()
                    ? MESSAGES + ChatSearchStore.TOP
                    : CHATS + chats.getLast().id();
        } else {
            var messages = store.allMessages(rebuild.substring(MESSAGES.length()), MESSAGES_AT_ONCE);
            put(messages);
            rebuild = messages.isEmpty() ? "" : MESSAGES + messages.getLast().id();
        }
    }

    private void put(List<ChatSearchStore.Message> messages) {
        var docs = new ArrayList<Doc>();
        for (var message : messages) {
            if (message.live()) {
                docs.add(new Doc(messageDoc(message.id()), message.chat(), message.user(), message.at(), "", text(message.parts())));
            }
        }
        putDocs(docs);
    }

    private static Doc doc(ChatSearchStore.Chat chat) {
        return new Doc(chatDoc(chat.id()), chat.id(), chat.user(), chat.at(), chat.title(), "");
    }

    /// What a person wrote or read: the text parts, neither reasoning nor files.
    static String text(String parts) {
        var text = new StringBuilder();
        try {
            for (var part : Json.parse(parts)) {
                if (part.path("type").asText().equals("text")) {
                    text.append(text.isEmpty() ? "" : "\n")
                            .append(part.path("text").asText());
                }
            }
        } catch (UncheckedIOException e) {
            return ""; // one broken row must not keep all others from being found
        }
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text.toString();
    }

    /// Which of these chats' documents are there. What changed since the readers last looked is known here: making them look again costs
    /// more than everything else that a change brings.
    private Set<String> known(Collection<String> chats) {
        var ids = chats.stream().map(ChatFeed::chatDoc).toList();
        var known = new HashSet<>(work.call(() -> index.present(ids)));
        for (var chat : chats) {
            if (put.contains(chat)) {
                known.add(chatDoc(chat));
            } else if (gone.contains(chat)) {
                known.remove(chatDoc(chat));
            }
        }
        return known;
    }

    private void putDocs(List<Doc> docs) {
        if (!docs.isEmpty()) {
            work.call(() -> {
                index.put(docs);
                return true;
            });
        }
    }

    private void remove(List<String> ids) {
        if (!ids.isEmpty()) {
            work.call(() -> {
                index.remove(ids);
                return true;
            });
        }
    }

    private void removeGroup(String chat) {
        put.remove(chat);
        gone.add(chat);
        work.call(() -> {
            index.removeGroup(chat);
            return true;
        });
    }
}
