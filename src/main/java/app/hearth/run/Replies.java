package app.hearth.run;

import app.hearth.chat.Chat;
import app.hearth.chat.ChatStore;
import app.hearth.chat.Folder;
import app.hearth.chat.FolderStore;
import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.MessageStore;
import app.hearth.chat.Params;
import app.hearth.chat.Part;
import app.hearth.chat.QueueStore;
import app.hearth.chat.Send;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Begins replies: to a new question, once more to an old one, on from where one was cut off, and from the queue.
final class Replies {
    private static final Logger LOG = Logger.getLogger(Replies.class.getName());

    private final ChatStore chats;
    private final FolderStore folders;
    private final MessageStore messages;
    private final QueueStore queue;
    private final RunStore store;
    private final LiveRuns live;
    private final ModelDirectory models;
    private final Runnable changed;
    private final Clock clock;
    /// Chats whose first waiting message found no room, with their owners.
    private final Map<String, Principal> held = new ConcurrentHashMap<>();

    Replies(
            ChatStore chats,
            FolderStore folders,
            MessageStore messages,
            QueueStore queue,
            RunStore store,
            LiveRuns live,
            ModelDirectory models,
            Runnable changed,
            Clock clock) {
        this.chats = chats;
        this.folders = folders;
        this.messages = messages;
        this.queue = queue;
        this.store = store;
        this.live = live;
        this.models = models;
        this.changed = changed;
        this.clock = clock;
    }

    /// Stores and starts; the same again for ids that were sent before.
    RunStore.Begun send(Principal who, String chat, Send send) {
        return send(who, chat, send, false).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
    }

    private Optional<RunStore.Begun> send(Principal who, String chat, Send send, boolean queued) {
        live.checkRoom();
        var known = chats.find(who.user(), chat);
        var folder =
                folders.defaults(who.user(), known.isPresent() ? known.get().folder() : send.folder());
        var options = new RunOptions(send.thinking(), send.params(), Optional.empty());
        var replies = new ArrayList<RunStore.NewReply>();
        for (var wanted : send.replies()) {
            replies.add(new RunStore.NewReply(wanted.id(), model(who, wanted.model(), known, folder), replies.size(), options));
        }
        var question = new RunStore.Question(
                send.id(),
                send.parent(),
                send.parts(),
                send.title().orElseGet(() -> Titles.firstWords(send.parts())),
                send.title().isPresent(),
                send.params().orElse(Params.NONE),
                send.thinking(),
                send.folder());
        var begun = store.send(who.user(), chat, question, replies, queued, clock.millis());
        begun.ifPresent(all -> start(who, all, replies));
        return begun;
    }

    RunStore.Begun again(Principal who, String chat, String parent, String id, Optional<String> model, RunOptions options, int column) {
        live.checkRoom();
        var known = chats.find(who.user(), chat).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
        var folder = folders.defaults(who.user(), known.folder());
        var reply = new RunStore.NewReply(id, model(who, model, Optional.of(known), folder), column, options);
        var begun = store.reply(who.user(), chat, parent, reply, clock.millis());
        start(who, begun, List.of(reply));
        return begun;
    }

    private void start(Principal who, RunStore.Begun begun, List<RunStore.NewReply> replies) {
        if (begun.fresh()) {
            changed.run();
            for (int i = 0; i < replies.size(); i++) {
                var reply = replies.get(i);
                live.start(new LiveRun(who, begun.replies().get(i), Optional.of(begun.chat()), reply.usable(), reply.options(), List.of()));
            }
        }
    }

    MessageRow goOn(Principal who, String chat, String reply) {
        live.checkRoom();
        var row = messages.find(who.user(), reply)
                .filter(found -> found.chat().equals(chat))
                .orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
        if (row.model().isEmpty()) {
            throw new HearthException(ErrorCode.NOTHING_TO_CONTINUE);
        }
        var usable = models.find(who, row.model().get());
        var continued = store.goOn(who.user(), chat, reply, clock.millis());
        if (continued.fresh()) {
            usable = usable.in(folders.defaults(who.user(), continued.chat().folder()));
            live.start(new LiveRun(who, continued.reply(), Optional.of(continued.chat()), usable, continued.options(), List.of()));
        }
        return continued.reply();
    }

    /// Puts a message behind the running reply. Nothing runs any more when it ended a moment ago: then the first that waits begins now.
    void enqueue(Principal who, String chat, Send send) {
        var known = chats.find(who.user(), chat).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
        for (var wanted : send.replies()) {
            model(
                    who,
                    wanted.model(),
                    Optional.of(known),
                    Folder.Defaults.NONE); // a message that can't be answered is refused now, not later
        }
        queue.add(who.user(), chat, send, clock.millis());
        next(who, chat);
    }

    /// Begins the first message that waits, when nothing runs in the chat and its last reply ended well; after a bad end the queue waits
    /// for its owner. So it does after a restart: nobody may be there, and what costs money is not begun unasked; the queue goes on
    /// behind the next reply that its owner asks for. When there is no room for it just now, it begins as soon as there is.
    void next(Principal who, String chat) {
        var first = queue.first(who.user(), chat);
        if (first.isEmpty() || store.isRunning(who.user(), chat)) {
            return;
        }
        var leaf = chats.find(who.user(), chat).flatMap(Chat::leaf).flatMap(id -> messages.find(who.user(), id));
        if (leaf.isPresent() && leaf.get().state() == Message.State.DONE) {
            try {
                send(who, chat, first.get(), true);
            } catch (HearthException e) {
                switch (e.code()) {
                    case RUN_ACTIVE -> {} // another reply began meanwhile: at its end the queue goes on
                    case BUSY, TOO_MANY_REQUESTS -> held.put(chat, who);
                    default -> throw e;
                }
            }
        }
    }

    /// Begins what found no room when its turn came, as far as there is room now.
    void nextHeld() {
        for (var chat : held.keySet()) {
            if (!live.hasRoom()) {
                return;
            }
            var who = held.remove(chat);
            if (who != null) {
                try {
                    next(who, chat);
                } catch (HearthException e) { // it stays in the queue, where its owner sees it
                    LOG.log(Level.INFO, "a waiting message of chat " + chat + " could not begin", e);
                } catch (RuntimeException e) { // the database may be away: tried again
                    held.put(chat, who);
                    throw e;
                }
            }
        }
    }

    /// Nothing more begins for this user.
    void forget(String user) {
        held.values().removeIf(who -> who.user().equals(user));
    }

    private ModelDirectory.Usable model(Principal who, Optional<String> wanted, Optional<Chat> chat, Folder.Defaults folder) {
        var id = wanted.filter(name -> !name.isBlank())
                .or(() -> chat.flatMap(Chat::model))
                .or(folder::model)
                .orElseThrow(() -> new HearthException(ErrorCode.NO_MODEL));
        return models.find(who, id).in(folder);
    }

    /// A run that stands nowhere but in memory.
    LiveRun temporary(Principal who, MessageRow row, List<MessageRow> conversation, String model, RunOptions options) {
        live.checkRoom();
        var usable = models.find(who, model);
        var named = new MessageRow(
                row.id(),
                "",
                row.parent(),
                row.position(),
                0,
                row.role(),
                row.state(),
                Optional.of(usable.id()),
                Optional.of(usable.name()),
                List.<Part>of(),
                Optional.empty(),
                Optional.empty(),
                row.createdAt(),
                Optional.empty(),
                1,
                false);
        var run = new LiveRun(who, named, Optional.empty(), usable, options, conversation);
        if (messages.existsAnywhere(row.id()) || !live.start(run)) {
            throw new HearthException(ErrorCode.CONFLICT);
        }
        return run;
    }
}
