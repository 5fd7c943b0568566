package app.hearth.run;

import app.hearth.chat.ChangeStore;
import app.hearth.chat.ChatStore;
import app.hearth.chat.FolderStore;
import app.hearth.chat.LiveReplies;
import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.MessageStore;
import app.hearth.chat.QueueStore;
import app.hearth.platform.db.Db;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Route;
import app.hearth.platform.id.Ids;
import app.hearth.platform.work.Work;
import app.hearth.provider.Gateway;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The room's front door: replies are begun, watched, stopped and taken up again here.
public final class Runs implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final LiveRuns live;
    private final Events events;
    private final Upkeep upkeep;
    private final Titles titles;
    private final RunRoutes routes;
    private final Replies replies;
    private final ChatStore chats;
    private final Runnable changed;
    private final Work packing = new Work("run-pack", 1, 1_000);

    /// What stands around the room.
    ///
    /// @param budget bytes of heap that all runs' texts and prompts may hold; beyond it new ones are refused
    public record Outside(Gateway gateway, ModelDirectory models, Attachments attachments, TitleSettings titles, long budget) {
        private static final long USUAL = 96L << 20;

        public Outside(Gateway gateway, ModelDirectory models, Attachments attachments, TitleSettings titles) {
            this(gateway, models, attachments, titles, USUAL);
        }
    }

    /// Ends what an earlier process left, then is ready.
    ///
    /// @param changed told when a message was stored or a chat got its title
    public Runs(Db db, Outside outside, Runnable changed, Clock clock) {
        this.changed = changed;
        chats = new ChatStore(db);
        var folders = new FolderStore(db);
        var messages = new MessageStore(db);
        var queue = new QueueStore(db);
        var store = new RunStore(db, Ids.next());
        var log = new RunLogStore(db);
        var tokens = new Tokens();
        var prompt = new Prompt(messages, outside.attachments(), tokens);
        var recovery = new Recovery(store, log, clock);
        recovery.recover(db.engine() == Db.Engine.SQLITE, run -> false); // one process a data folder: Main holds its lock
        live = new LiveRuns(store, log, new Runner(outside.gateway(), prompt, tokens, log, packing), outside.budget(), clock);
        replies = new Replies(chats, folders, messages, queue, store, live, outside.models(), changed, clock);
        titles = new Titles(outside.gateway(), outside.models(), outside.titles(), chats, messages, clock);
        live.afterwards(this::ended);
        events = new Events(live, messages);
        routes = new RunRoutes(replies, messages, queue, store, live, events, clock);
        upkeep = new Upkeep(store, log, live, replies, events, recovery, chats, folders, new ChangeStore(db), db.engine(), clock);
    }

    private void ended(LiveRun run, MessageRow end) {
        if (run.isTemporary()) {
            return;
        }
        changed.run();
        try {
            replies.next(run.who(), end.chat()); // also when this one ended badly beside one that ended well
        } finally {
            if (end.state() == Message.State.DONE) {
                titles.make(run, end);
                changed.run();
            }
        }
    }

    public List<Route<?, ?>> routes() {
        return routes.all();
    }

    /// What the room `chat` needs to know.
    public LiveReplies live() {
        return live;
    }

    /// Whoever watches a run now.
    public Set<Principal> watching() {
        return events.watching();
    }

    /// Ends a principal's streams at once: one session's, or all of the user's.
    public void endStreams(String user, Optional<String> session) {
        events.end(user, session);
    }

    /// Stops all of a user's runs, whose account is gone or may no longer.
    public void stopAll(String user) {
        replies.forget(user);
        var own = new HashSet<>(chats.running(user, Optional.empty()));
        live.all().stream()
                .filter(run -> run.who().user().equals(user))
                .map(LiveRun::id)
                .forEach(own::add);
        live.stop(user, own);
    }

    /// Interrupts what runs, with all its text, then ends the streams. To be called while the server still sends and the database still
    /// writes.
    @Override
    public void close() {
        upkeep.close();
        live.interruptAll(CLOSING);
        titles.close();
        events.close(FAREWELL);
        live.join(FAREWELL);
        packing.close();
    }
}
