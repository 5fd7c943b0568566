package app.hearth.run;

import app.hearth.chat.ChangeStore;
import app.hearth.chat.Chat;
import app.hearth.chat.ChatStore;
import app.hearth.chat.FolderStore;
import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.MessageStore;
import app.hearth.chat.Params;
import app.hearth.chat.Part;
import app.hearth.chat.QueueStore;
import app.hearth.chat.Thinking;
import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/// Runs in SQL, and the transactions that begin and end one together with its message, its chat and the change.
final class RunStore {
    static final Duration LEASE = Duration.ofSeconds(30);

    /// PostgreSQL's word for a key that is taken; SQLite has one writer and never says it.
    private static final String DUPLICATE = "23505";

    private static final int SLICE = 200;

    private final Db db;
    private final String owner;

    /// @param owner this process: whose leases are its own
    RunStore(Db db, String owner) {
        this.db = db;
        this.owner = owner;
    }

    /// A reply to begin, its model found.
    record NewReply(String id, ModelDirectory.Usable usable, int column, RunOptions options) {}

    /// @param fresh whether this call began them, not an earlier one with the same ids
    record Begun(Chat chat, MessageRow question, List<MessageRow> replies, boolean fresh) {}

    /// @param params of a new chat
    /// @param folder of a new chat
    record Question(
            String id,
            Optional<String> parent,
            List<Part> parts,
            String title,
            boolean titled,
            Params params,
            Optional<Thinking> thinking,
            Optional<String> folder) {}

    /// Stores a question with its empty replies and their runs, and the chat when it is new.
    ///
    /// @param queued whether the question leaves the queue by this; nothing begins when it is there no longer
    Optional<Begun> send(String user, String chat, Question question, List<NewReply> replies, boolean queued, long now) {
        try {
            return sendOnce(user, chat, question, replies, queued, now);
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException sql && DUPLICATE.equals(sql.getSQLState())) {
                // the same message came twice at once and the other call was quicker: its rows are there now
                return sendOnce(user, chat, question, replies, queued, now);
            }
            throw e;
        }
    }

    private Optional<Begun> sendOnce(String user, String chat, Question question, List<NewReply> replies, boolean queued, long now) {
        return db.transaction(handle -> {
            if (queued && !QueueStore.remove(handle, user, chat, question.id)) {
                return Optional.empty();
            }
            if (!ChatStore.touch(handle, user, chat, now)) {
                ChatStore.add(handle, user, chat, question.title, question.titled, question.params, question.thinking, now);
                question.folder
                        .flatMap(folder -> FolderStore.standing(handle, user, folder))
                        .ifPresent(folder -> ChatStore.setFolder(handle, user, chat, Optional.of(folder)));
            }
            var before = earlier(handle, user, chat, question.id, Message.Role.USER);
            if (before.isPresent()) {
                return Optional.of(sentBefore(handle, user, before.get(), replies));
            }
            var parent = queued ? ChatStore.find(handle, user, chat).flatMap(Chat::leaf) : question.parent;
            var above = parent.map(id -> MessageStore.require(handle, user, chat, id));
            if (above.isPresent() && above.get().isRunning()) {
                throw new HearthException(ErrorCode.RUN_ACTIVE);
            }
            var row = new MessageRow(
                    question.id,
                    chat,
                    parent.orElse(""),
                    above.map(MessageRow::position).orElse(-1) + 1,
                    0,
                    Message.Role.USER,
                    Message.State.DONE,
                    Optional.empty(),
                    Optional.empty(),
                    question.parts,
                    Optional.empty(),
                    Optional.empty(),
                    now,
                    Optional.empty(),
                    0,
                    false);
            MessageStore.add(handle, row);
            ChangeStore.add(handle, user, ChangeStore.Kind.MESSAGE, row.id(), now);
            var rows = replies.stream()
                    .map(reply -> add(handle, user, row, reply, now))
                    .toList();
            show(handle, user, rows.getFirst(), now);
            return Optional.of(new Begun(ChatStore.find(handle, user, chat).orElseThrow(), row, rows, true));
        });
    }

    /// Stores one more reply to a question.
    Begun reply(String user, String chat, String parent, NewReply reply, long now) {
        return db.transaction(handle -> {
            if (!ChatStore.touch(handle, user, chat, now)) {
                throw new HearthException(ErrorCode.NOT_FOUND);
            }
            var question = MessageStore.require(handle, user, chat, parent);
            if (question.role() != Message.Role.USER) {
                throw HearthException.invalid("parent", "unknown");
            }
            var before = earlier(handle, user, chat, reply.id, Message.Role.ASSISTANT);
            var row = before.orElseGet(() -> add(handle, user, question, reply, now));
            if (before.isEmpty()) {
                show(handle, user, row, now);
            }
            return new Begun(ChatStore.find(handle, user, chat).orElseThrow(), question, List.of(row), before.isEmpty());
        });
    }

    private static Begun sentBefore(Handle handle, String user, MessageRow question, List<NewReply> wanted) {
        var rows = new ArrayList<MessageRow>();
        for (var reply : wanted) {
            MessageStore.find(handle, user, reply.id)
                    .filter(row -> row.parent().equals(question.id()))
                    .ifPresent(rows::add);
        }
        return new Begun(ChatStore.find(handle, user, question.chat()).orElseThrow(), question, rows, false);
    }

    /// What an earlier call stored under this id. 409 when something else has it, whoever's that is.
    private static Optional<MessageRow> earlier(Handle handle, String user, String chat, String id, Message.Role role) {
        var row =
                MessageStore.find(handle, user, id).filter(found -> found.chat().equals(chat) && found.role() == role);
        if (row.isEmpty() && MessageStore.exists(handle, id)) {
            throw new HearthException(ErrorCode.CONFLICT);
        }
        return row;
    }

    private MessageRow add(Handle handle, String user, MessageRow question, NewReply reply, long now) {
        if (MessageStore.exists(handle, reply.id)) {
            throw new HearthException(ErrorCode.CONFLICT);
        }
        var row = new MessageRow(
                reply.id,
                question.chat(),
                question.id(),
                question.position() + 1,
                reply.column,
                Message.Role.ASSISTANT,
                Message.State.RUNNING,
                Optional.of(reply.usable.id()),
                Optional.of(reply.usable.name()),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                now,
                Optional.empty(),
                1,
                false);
        MessageStore.add(handle, row);
        start(handle, user, row, reply.options, now);
        return row;
    }

    /// A run begins or, with a row there already, goes on in the next epoch.
    private void start(Handle handle, String user, MessageRow row, RunOptions options, long now) {
        handle.createUpdate("""
            insert into run (id, chat_id, user_id, state, epoch, owner, lease_until, options, started_at)
            values (:id, :chat, :user, 'running', 1, :owner, :until, :options, :now)
            on conflict (id) do update
               set state = 'running', epoch = run.epoch + 1, owner = :owner, lease_until = :until, cancel_requested = 0,
                   url = null, request = null, raw = null, started_at = :now, ended_at = null
            """)
                .bind("id", row.id())
                .bind("chat", row.chat())
                .bind("user", user)
                .bind("owner", owner)
                .bind("until", now + LEASE.toMillis())
                .bind("options", Json.write(options))
                .bind("now", now)
                .execute();
    }

    private static void show(Handle handle, String user, MessageRow reply, long now) {
        ChatStore.turnTo(handle, user, reply.chat(), reply.id());
        ChatStore.setModel(handle, user, reply.chat(), reply.model().orElse(null));
        ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, reply.chat(), now);
    }

    record Continued(Chat chat, MessageRow reply, RunOptions options, boolean fresh) {}

    /// Takes a reply that was cut off up again. The same answer while it runs; 409 when it is whole.
    Continued goOn(String user, String chat, String reply, long now) {
        return db.transaction(handle -> {
            if (!ChatStore.touch(handle, user, chat, now)) {
                throw new HearthException(ErrorCode.NOT_FOUND);
            }
            var row = MessageStore.require(handle, user, chat, reply);
            var thread = ChatStore.find(handle, user, chat).orElseThrow();
            if (row.isRunning()) {
                return new Continued(thread, row, options(handle, reply), false);
            }
            var cut = row.state() == Message.State.DONE
                    && row.stats().map(stats -> "length".equals(stats.finish())).orElse(false);
            if (row.role() != Message.Role.ASSISTANT || row.model().isEmpty() || (row.state() == Message.State.DONE && !cut)) {
                throw new HearthException(ErrorCode.NOTHING_TO_CONTINUE);
            }
            start(handle, user, row, new RunOptions(Optional.empty(), Optional.empty(), Optional.empty()), now);
            MessageStore.fill(handle, row.with(Message.State.RUNNING, row.parts(), row.stats(), Optional.empty(), false));
            ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, chat, now);
            return new Continued(thread, MessageStore.require(handle, user, chat, reply), options(handle, reply), true);
        });
    }

    private static RunOptions options(Handle handle, String run) {
        return handle.createQuery("select options from run where id = :run")
                .bind("run", run)
                .mapTo(String.class)
                .findOne()
                .map(json -> Json.parse(json, RunOptions.class))
                .orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
    }

    /// What is left to say of a run when it ends.
    record Ending(MessageRow row, Optional<String> raw, Optional<String> url, Optional<byte[]> request) {}

    /// Stores the end: message, run, chat and change in one transaction, by one compare-and-set; who comes second changes
    /// nothing. An end that nobody wanted becomes `cancelled` when the row says that a cancel was asked for. Returns the
    /// message as it stands then, empty when it was deleted meanwhile. The log's rows are void from here on, since their
    /// epoch runs no longer; [RunLogStore#purge] sweeps them.
    Optional<MessageRow> end(String user, Ending ending, long now) {
        return db.transaction(handle -> {
            var row = ending.row;
            ChatStore.lock(handle, row.chat()); // before the run, as everybody does: two that wait for each other would both fail
            var cancel = handle.createQuery("""
                select cancel_requested from run where id = :id and state = 'running' and epoch = :epoch
                """)
                    .bind("id", row.id())
                    .bind("epoch", row.epoch())
                    .mapTo(Integer.class)
                    .findOne();
            if (cancel.orElse(0) == 1 && row.state() != Message.State.DONE) {
                row = row.with(Message.State.CANCELLED, row.parts(), row.stats(), Optional.empty(), false);
            }
            var won = handle.createUpdate("""
                update run set state = :state, ended_at = :now, raw = :raw,
                       url = coalesce(:url, url), request = coalesce(:request, request)
                 where id = :id and state = 'running' and epoch = :epoch
                """)
                    .bind("state", row.state().id())
                    .bind("now", now)
                    .bind("raw", row.state() == Message.State.FAILED ? ending.raw.orElse(null) : null)
                    .bind("url", ending.url.orElse(null))
                    .bind("request", ending.request.orElse(null))
                    .bind("id", row.id())
                    .bind("epoch", row.epoch())
                    .execute();
            if (won == 0) {
                return MessageStore.find(handle, user, row.id());
            }
            MessageStore.fill(handle, row);
            ChatStore.ended(handle, user, row.chat(), row.state() != Message.State.CANCELLED, now);
            ChangeStore.add(handle, user, ChangeStore.Kind.MESSAGE, row.id(), now);
            ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, row.chat(), now);
            return Optional.of(row);
        });
    }

    /// Asks for a running reply's end; false when it is none of this user's.
    boolean requestCancel(String user, String run) {
        return db.transaction(handle -> {
            var count =
                    handle.createUpdate("""
                        update run set cancel_requested = 1 where id = :run and user_id = :user and state = 'running'
                        """).bind("run", run).bind("user", user).execute();
            return count > 0
                    || handle.createQuery("select 1 from run where id = :run and user_id = :user")
                            .bind("run", run)
                            .bind("user", user)
                            .mapTo(Integer.class)
                            .findOne()
                            .isPresent();
        });
    }

    boolean isRunningOf(String user, String run) {
        return db.read(handle -> handle.createQuery("select 1 from run where id = :run and user_id = :user and state = 'running'")
                .bind("run", run)
                .bind("user", user)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    /// Asks for several running replies' ends, whatever becomes of their messages.
    void requestCancel(String user, Collection<String> runs) {
        var ids = List.copyOf(new TreeSet<>(runs));
        db.write(handle -> {
            for (int from = 0; from < ids.size(); from += SLICE) {
                handle.createUpdate("update run set cancel_requested = 1 where id in (<ids>) and user_id = :user and state = 'running'")
                        .bindList("ids", ids.subList(from, Math.min(ids.size(), from + SLICE)))
                        .bind("user", user)
                        .execute();
            }
        });
    }

    /// Whether a run that is about to start still should: it may have been stopped or deleted since it was stored.
    boolean isWanted(String run, int epoch) {
        return db.read(handle -> handle.createQuery("""
            select 1 from run where id = :run and epoch = :epoch and state = 'running' and cancel_requested = 0
            """)
                .bind("run", run)
                .bind("epoch", epoch)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    record Running(String run, String chat) {}

    List<Running> running(String user) {
        return db.read(handle -> handle.createQuery("""
            select id, chat_id from run where user_id = :user and state = 'running' order by id limit 1000
            """)
                .bind("user", user)
                .map((rs, context) -> new Running(rs.getString("id"), rs.getString("chat_id")))
                .list());
    }

    boolean isRunning(String user, String chat) {
        return db.read(handle -> handle.createQuery("""
            select 1 from run where chat_id = :chat and user_id = :user and state = 'running' limit 1
            """)
                .bind("chat", chat)
                .bind("user", user)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    /// What went out for a reply. All are empty for a reply that died before its end.
    record Request(Optional<String> url, Optional<byte[]> body, Optional<String> raw) {}

    Optional<Request> request(String user, String run) {
        return db.read(handle -> handle.createQuery("select url, request, raw from run where id = :run and user_id = :user")
                .bind("run", run)
                .bind("user", user)
                .map((rs, context) -> new Request(
                        Optional.ofNullable(rs.getString("url")),
                        Optional.ofNullable(rs.getBytes("request")),
                        Optional.ofNullable(rs.getString("raw"))))
                .findOne());
    }

    /// Holds on to the runs that this process makes. A run that it began and makes no longer, because its end could not be stored, is let
    /// go: its lease runs out.
    ///
    /// @param made the epochs by run
    void renew(SortedMap<String, Integer> made, long now) {
        db.write(handle -> {
            try (var batch = handle.prepareBatch("""
                update run set lease_until = :until where id = :id and epoch = :epoch and owner = :owner and state = 'running'
                """)) {
                made.forEach((id, epoch) -> batch.bind("until", now + LEASE.toMillis())
                        .bind("id", id)
                        .bind("epoch", epoch)
                        .bind("owner", owner)
                        .add());
                batch.execute();
            }
        });
    }

    /// @param runs the epochs by run
    record Held(Map<String, Integer> runs, Set<String> toCancel) {}

    /// The runs that are this process's own, and which of them are to be stopped.
    Held held() {
        record Row(String run, int epoch, boolean cancel) {}
        var rows = db.read(handle -> handle.createQuery(
                        "select id, epoch, cancel_requested from run where state = 'running' and owner = :owner")
                .bind("owner", owner)
                .map((rs, context) -> new Row(rs.getString("id"), rs.getInt("epoch"), rs.getInt("cancel_requested") == 1))
                .list());
        return new Held(
                rows.stream().collect(Collectors.toMap(Row::run, Row::epoch)),
                rows.stream().filter(Row::cancel).map(Row::run).collect(Collectors.toSet()));
    }

    /// A run whose process is gone.
    record Lost(String run, String user, int epoch) {}

    /// Runs whose lease has expired or, with `all`, that another process began: right where there can be none beside this one.
    List<Lost> lost(boolean all, long now) {
        return db.read(handle -> handle.createQuery("select id, user_id, epoch from run where state = 'running' and "
                        + (all ? "owner <> :owner" : "lease_until < :now") + " order by id limit 1000")
                .bind("owner", owner)
                .bind("now", now)
                .map((rs, context) -> new Lost(rs.getString("id"), rs.getString("user_id"), rs.getInt("epoch")))
                .list());
    }

    /// The message of a lost run, whatever became of its chat.
    Optional<MessageRow> message(Lost lost) {
        return db.read(handle -> MessageStore.findAnywhere(handle, lost.user, lost.run));
    }
}
