package app.hearth.run;

import app.hearth.chat.Chat;
import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.MessageStore;
import app.hearth.chat.Params;
import app.hearth.chat.Part;
import app.hearth.chat.QueueStore;
import app.hearth.chat.Send;
import app.hearth.chat.Thinking;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Reply;
import app.hearth.platform.http.Route;
import app.hearth.platform.id.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The routes of replies being made.
final class RunRoutes {
    private static final Duration CANCEL = Duration.ofSeconds(1);
    private static final Duration ELSEWHERE = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int MOST_TEMPORARY = 2_000;

    private final Replies replies;
    private final MessageStore messages;
    private final QueueStore queue;
    private final RunStore store;
    private final LiveRuns live;
    private final Events events;
    private final Clock clock;

    RunRoutes(Replies replies, MessageStore messages, QueueStore queue, RunStore store, LiveRuns live, Events events, Clock clock) {
        this.replies = replies;
        this.messages = messages;
        this.queue = queue;
        this.store = store;
        this.live = live;
        this.events = events;
        this.clock = clock;
    }

    record Sent(Chat chat, Message message, List<Message> replies) {}

    /// @param model empty: the chat's
    /// @param hint `shorter` or `longer` than usual
    record Again(
            String id,
            String parent,
            Optional<String> model,
            Optional<String> hint,
            Optional<Thinking> thinking,
            Optional<Params> params,
            Optional<Integer> column) {}

    record Waiting(QueueStore.Queued queued) {}

    record Edit(List<Part> parts) {}

    record Said(Message.Role role, List<Part> parts) {}

    record Temporary(String id, List<Said> messages, String model, Optional<Thinking> thinking, Optional<Params> params) {}

    record Running(List<RunStore.Running> runs) {}

    record Request(Optional<String> url, Optional<String> body, Optional<String> raw) {}

    List<Route<?, ?>> all() {
        return List.of(
                Route.post("/api/chats/{chat}/messages", Access.MEMBER, Send.class, Sent.class, this::send)
                        .accepted(),
                Route.post("/api/chats/{chat}/replies", Access.MEMBER, Again.class, Message.class, this::again)
                        .accepted(),
                Route.post("/api/chats/{chat}/messages/{message}/continue", Access.MEMBER, Void.class, Message.class, this::goOn)
                        .accepted(),
                Route.post("/api/chats/{chat}/queue", Access.MEMBER, Send.class, Waiting.class, this::enqueue)
                        .accepted(),
                Route.patch("/api/chats/{chat}/queue/{id}", Access.MEMBER, Edit.class, Waiting.class, this::editQueued),
                Route.delete("/api/chats/{chat}/queue/{id}", Access.MEMBER, this::removeQueued),
                Route.post("/api/temporary/runs", Access.MEMBER, Temporary.class, Message.class, this::temporary)
                        .accepted(),
                Route.post("/api/runs/{run}/cancel", Access.MEMBER, this::cancel),
                Route.get(
                        "/api/runs",
                        Access.MEMBER,
                        Running.class,
                        call -> new Running(store.running(call.principal().user()))),
                Route.get("/api/runs/{run}/request", Access.MEMBER, Request.class, this::request),
                Route.get("/api/events", Access.MEMBER, Reply.class, events::watch));
    }

    private Sent send(Call call, Send body) {
        var begun = replies.send(call.principal(), call.id("chat"), body.checked());
        var shown = new ArrayList<Message>();
        begun.replies().forEach(row -> shown.add(shown(call, row)));
        return new Sent(begun.chat(), shown(call, begun.question()), shown);
    }

    private Message again(Call call, Again body) {
        if (!Ids.isId(body.id) || !Ids.isId(body.parent)) {
            throw HearthException.invalid(Ids.isId(body.id) ? "parent" : "id", "not_id");
        }
        if (body.hint.isPresent() && !body.hint.get().matches("shorter|longer")) {
            throw HearthException.invalid("hint", "unknown");
        }
        var column = body.column.orElse(0);
        if (column < 0 || column > 3) {
            throw HearthException.invalid("column", "unknown");
        }
        var options = new RunOptions(body.thinking.map(Thinking::checked), body.params.map(Params::checked), body.hint);
        var begun = replies.again(call.principal(), call.id("chat"), body.parent, body.id, body.model, options, column);
        return shown(call, begun.replies().getFirst());
    }

    private Message goOn(Call call, Void none) {
        return shown(call, replies.goOn(call.principal(), call.id("chat"), call.id("message")));
    }

    private Waiting enqueue(Call call, Send body) {
        var send = body.checked();
        replies.enqueue(call.principal(), call.id("chat"), send);
        return new Waiting(queued(send));
    }

    private Waiting editQueued(Call call, Edit body) {
        var parts = Part.checked(body.parts);
        return new Waiting(queued(queue.edit(call.principal().user(), call.id("chat"), call.id("id"), parts, clock.millis())));
    }

    private void removeQueued(Call call) {
        queue.remove(call.principal().user(), call.id("chat"), call.id("id"), clock.millis());
    }

    private static QueueStore.Queued queued(Send send) {
        return new QueueStore.Queued(
                send.id(), send.parts(), send.replies().getFirst().model());
    }

    private Message temporary(Call call, Temporary body) {
        if (!Ids.isId(body.id)) {
            throw HearthException.invalid("id", "not_id");
        }
        var earlier = live.find(body.id);
        if (earlier.isPresent()) {
            var same = earlier.get().isTemporary()
                    && earlier.get().who().user().equals(call.principal().user());
            if (!same) {
                throw new HearthException(ErrorCode.CONFLICT);
            }
            return shown(call, earlier.get().row());
        }
        if (body.model == null || body.model.isBlank()) {
            throw new HearthException(ErrorCode.NO_MODEL);
        }
        var conversation = conversation(body);
        var row = row(body.id, conversation.size(), Message.Role.ASSISTANT, Message.State.RUNNING, List.of());
        var options = new RunOptions(body.thinking.map(Thinking::checked), body.params.map(Params::checked), Optional.empty());
        return shown(
                call,
                replies.temporary(call.principal(), row, conversation, body.model, options)
                        .row());
    }

    private List<MessageRow> conversation(Temporary body) {
        if (body.messages == null || body.messages.isEmpty()) {
            throw HearthException.invalid("messages", "required");
        }
        if (body.messages.size() > MOST_TEMPORARY) {
            throw HearthException.invalid("messages", "too_long");
        }
        var rows = new ArrayList<MessageRow>();
        for (var said : body.messages) {
            if (said == null || said.role == null) {
                throw HearthException.invalid("messages.role", "required");
            }
            rows.add(row("", rows.size(), said.role, Message.State.DONE, Part.checked(said.parts)));
        }
        return rows;
    }

    private MessageRow row(String id, int position, Message.Role role, Message.State state, List<Part> parts) {
        return new MessageRow(
                id,
                "",
                "",
                position,
                0,
                role,
                state,
                Optional.empty(),
                Optional.empty(),
                parts,
                Optional.empty(),
                Optional.empty(),
                clock.millis(),
                Optional.empty(),
                0,
                false);
    }

    /// Answers when the upstream's connection is closed, also where another process makes the reply.
    private void cancel(Call call) {
        var user = call.principal().user();
        var id = call.id("run");
        var run = live.find(id).filter(one -> one.who().user().equals(user));
        if (run.isPresent() && run.get().isTemporary()) {
            stop(run.get());
            return;
        }
        if (!store.requestCancel(user, id)) {
            throw new HearthException(ErrorCode.NOT_FOUND);
        }
        live.find(id).ifPresentOrElse(RunRoutes::stop, () -> awaitEnd(user, id)); // looked for again: it may have started just now
    }

    private static void stop(LiveRun run) {
        run.stop(LiveRun.Stop.CANCEL);
        run.awaitEnd(CANCEL);
    }

    private void awaitEnd(String user, String id) {
        var until = System.nanoTime() + ELSEWHERE.toNanos();
        while (store.isRunningOf(user, id) && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private Request request(Call call) {
        var user = call.principal().user();
        var running = live.find(call.id("run"))
                .filter(run -> run.who().user().equals(user)
                        && (run.isTemporary() || run.end().isEmpty()));
        if (running.isPresent()) {
            var sent = running.get().sent();
            return new Request(sent.map(LiveRun.Sent::url), sent.map(one -> Pack.unpack(one.packed())), Optional.empty());
        }
        var request = store.request(user, call.id("run")).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
        return new Request(request.url(), request.body().map(Pack::unpack), request.raw());
    }

    private Message shown(Call call, MessageRow row) {
        var now = live.now(row);
        var siblings = row.chat().isEmpty()
                ? List.of(row.id())
                : messages.children(call.principal().user(), row.chat(), List.of(row.parent())).stream()
                        .filter(child -> child.column() == row.column() && child.role() == row.role())
                        .map(MessageStore.Child::id)
                        .toList();
        return now.map(snapshot -> snapshot.row())
                .orElse(row)
                .shown(
                        call.language(),
                        siblings,
                        now.map(snapshot -> snapshot.seq()).orElse(0L));
    }
}
