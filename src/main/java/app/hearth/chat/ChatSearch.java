package app.hearth.chat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Principal;
import app.hearth.platform.search.Index;
import app.hearth.platform.search.Question;
import app.hearth.platform.search.Snippet;
import app.hearth.platform.work.Work;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Search over one's own chats: titles and messages. The index is fed in the background: at once when it is told of a change, within
/// about a second when another process made it. What it finds is shown only when SQL says that it is the caller's.
public final class ChatSearch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ChatSearch.class.getName());
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /// New changes are looked at together this long after the first was told of: many come at once when many chat.
    private static final Duration GATHERING = Duration.ofMillis(150);
    /// What a kill loses of the index is fed again from SQL, so commits need not be often.
    private static final Duration BETWEEN_COMMITS = Duration.ofSeconds(5);
    private static final Duration OPENING = Duration.ofSeconds(5);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
    /// More are asked of the index than shown: some fall away, and one chat shall not fill the list.
    private static final int ASKED = 200;
    private static final int ASKED_TO_FILTER = 1_000;

    private static final int MOST_OF_A_CHAT = 3;

    private final ChatSearchStore store;
    private final Index index;
    private final Clock clock;
    private final Duration betweenLooks;
    private final Work searching = new Work("search", 2, 200);
    private final Work indexing = new Work("search-index", 1, 100);
    private final ChatFeed feed;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile boolean broken;
    private volatile boolean current;

    /// Made it answers nothing yet: [#start] opens the index, which it closes in the end.
    public ChatSearch(ChatSearchStore store, Index index, Clock clock) {
        this(store, index, clock, BETWEEN_LOOKS);
    }

    /// @param betweenLooks how often to look for changes that nobody told of
    ChatSearch(ChatSearchStore store, Index index, Clock clock, Duration betweenLooks) {
        this.store = store;
        this.index = index;
        this.clock = clock;
        this.betweenLooks = betweenLooks;
        feed = new ChatFeed(store, index, indexing);
        thread = Thread.ofVirtual().name("search-feed").unstarted(this::follow);
    }

    /// Opens the index and keeps feeding it, in the background.
    public ChatSearch start() {
        thread.start();
        return this;
    }

    /// @param message empty when the title was found
    public record Hit(String chat, String title, Optional<String> message, boolean archived, long at, List<Snippet.Piece> snippet) {}

    /// Tells that there are new changes. Cheap; to be called when they are committed.
    public void wake() {
        news.release();
    }

    /// The caller's chats and messages that answer `text`, best first; with [Operators] and no words the chats that fit them, newest first;
    /// else none.
    ///
    /// @param zone whose days are meant
    public List<Hit> search(Principal who, String text, ZoneId zone, int limit) {
        var operators = Operators.of(text, zone);
        var question = Question.of(operators.words());
        if (question.isEmpty() && operators.isEmpty()) {
            return List.of();
        }
        var filter = filter(who, operators);
        if (question.isEmpty()) {
            return store.newest(who, filter, limit).stream()
                    .map(ChatSearch::listed)
                    .toList();
        }
        var found = searching.call(() -> find(question.get(), who, operators.isEmpty() ? ASKED : ASKED_TO_FILTER));
        var own = own(who, found, filter);
        var shown = choose(
                found.stream()
                        .map(hit -> own.get(hit.id()))
                        .filter(Objects::nonNull)
                        .toList(),
                limit);
        var said = new HashMap<String, ChatSearchStore.Said>();
        store.said(who, shown.stream().flatMap(row -> row.message().stream()).toList())
                .forEach(row -> said.put(row.id(), row));
        return searching.call(() -> shown.stream()
                .flatMap(row -> hit(row, said, question.get()).stream())
                .toList());
    }

    private ChatSearchStore.Filter filter(Principal who, Operators operators) {
        var folders = operators.folders().isEmpty()
                ? Optional.<List<String>>empty()
                : Optional.of(store.folders(who).below(operators.folders()));
        return new ChatSearchStore.Filter(operators.tags(), folders, operators.models(), operators.from(), operators.until());
    }

    private static Hit listed(ChatSearchStore.Found row) {
        return new Hit(row.chat(), row.title(), row.message(), row.archived(), row.at(), List.of(new Snippet.Piece(row.title(), false)));
    }

    /// The first ones, of a chat no more than three as long as other chats have something.
    private static List<ChatSearchStore.Found> choose(List<ChatSearchStore.Found> all, int limit) {
        var perChat = new HashMap<String, Integer>();
        var first = new ArrayList<ChatSearchStore.Found>();
        var more = new ArrayList<ChatSearchStore.Found>();
        for (var row : all) {
            (perChat.merge(row.chat(), 1, Integer::sum) <= MOST_OF_A_CHAT ? first : more).add(row);
        }
        first.addAll(more);
        return first.subList(0, Math.min(limit, first.size()));
    }

    private static Optional<Hit> hit(ChatSearchStore.Found row, Map<String, ChatSearchStore.Said> said, Question question) {
        if (row.message().isEmpty()) {
            return Optional.of(
                    new Hit(row.chat(), row.title(), row.message(), row.archived(), row.at(), Snippet.of(row.title(), question)));
        }
        return row.message()
                .map(said::get)
                .map(message -> new Hit(
                        row.chat(),
                        row.title(),
                        row.message(),
                        row.archived(),
                        message.at(),
                        Snippet.of(ChatFeed.text(message.parts()), question)));
    }

    private List<Index.Hit> find(Question question, Principal who, int most) throws InterruptedException {
        if (!opened.await(OPENING.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new HearthException(ErrorCode.BUSY);
        }
        try {
            return index.search(question, who.user(), clock.millis(), most);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the search index is broken; it is made anew", e);
            broken = true;
            news.release();
            return List.of();
        }
    }

    /// Authorises what was found: by document, the rows that are the caller's.
    private Map<String, ChatSearchStore.Found> own(Principal who, List<Index.Hit> found, ChatSearchStore.Filter filter) {
        var chats = new ArrayList<String>();
        var messages = new ArrayList<String>();
        for (var hit : found) {
            if (hit.id().equals(ChatFeed.chatDoc(hit.group()))) {
                chats.add(hit.group());
            } else {
                messages.add(hit.id().substring(ChatFeed.messageDoc("").length()));
            }
        }
        var own = new HashMap<String, ChatSearchStore.Found>();
        store.ownChats(who, chats, filter).forEach(row -> own.put(ChatFeed.chatDoc(row.chat()), row));
        store.ownMessages(who, messages, filter)
                .forEach(row -> own.put(ChatFeed.messageDoc(row.message().orElseThrow()), row));
        return own;
    }

    private void follow() {
        while (!closing) {
            try {
                indexing.call(() -> reopen(broken));
                opened.countDown();
                verify();
                feed.begin(clock.millis());
                followOn();
            } catch (RuntimeException e) {
                if (!closing) {
                    LOG.log(Level.WARNING, "feeding the search index failed; it goes on from the last commit", e);
                    pause(AFTER_TROUBLE);
                }
            }
        }
    }

    private boolean reopen(boolean empty) {
        index.reopen(empty);
        broken = false;
        return true;
    }

    private void verify() {
        try {
            indexing.call(() -> {
                index.verify();
                return true;
            });
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the search index is damaged and is made anew", e);
            indexing.call(() -> reopen(true));
        }
    }

    /// Follows the changes until the end or until something breaks.
    private void followOn() {
        long committed = System.nanoTime();
        long swept = committed - BETWEEN_SWEEPS.toNanos();
        boolean dirty = true;
        while (!closing && !broken) {
            news.drainPermits();
            boolean worked = feed.step(clock.millis());
            dirty |= worked || feed.isAhead();
            if (worked) {
                feed.refresh();
            }
            current = !feed.isRebuilding();
            if (!worked && System.nanoTime() - swept >= BETWEEN_SWEEPS.toNanos()) {
                feed.removeGoneOwners();
                feed.refresh();
                swept = System.nanoTime();
                dirty = true;
            }
            if (dirty && System.nanoTime() - committed >= BETWEEN_COMMITS.toNanos()) {
                feed.commit();
                committed = System.nanoTime();
                dirty = false;
            }
            if (worked) {
                gather();
            } else {
                pause(dirty && betweenLooks.compareTo(BETWEEN_COMMITS) > 0 ? BETWEEN_COMMITS : betweenLooks);
            }
        }
        if (dirty && !broken) {
            feed.commit();
        }
    }

    /// Whether everything has been read since the index was made; until then searches answer from a part.
    boolean isWhole() {
        return current;
    }

    /// Under a steady stream of changes many are read at a time, and the readers look anew a few times a second.
    private void gather() {
        if (!closing && !feed.isRebuilding()) {
            try {
                Thread.sleep(GATHERING);
            } catch (InterruptedException e) {
                closing = true;
            }
        }
    }

    private void pause(Duration time) {
        try {
            if (news.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
                gather();
            }
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    @Override
    public void close() {
        closing = true;
        news.release();
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(Duration.ofSeconds(10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        searching.close();
        indexing.close();
        index.close();
    }
}
