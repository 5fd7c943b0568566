package app.hearth.run;

import app.hearth.chat.Chat;
import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.MessageStore;
import app.hearth.chat.Params;
import app.hearth.chat.Part;
import app.hearth.chat.Stats;
import app.hearth.chat.Thinking;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.CompletionRequest.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Makes the request for one reply: system prompt, then the history along the branch as far as the model's window reaches, then the
/// question. What is left out is counted. The beginning stays the same from one reply to the next as long as it can, so that the
/// upstream's cache stays warm (law 8): what an earlier reply left out stays out, and when more must go, a quarter of the window goes at
/// once.
final class Prompt {
    private static final int PAGE = 200;
    private static final double KEPT_AFTER_TRIM = 0.75;
    private static final int USUAL_ANSWER = 4_096;

    private final MessageStore messages;
    private final PromptMessages content;
    private final Tokens tokens;

    Prompt(MessageStore messages, Attachments attachments, Tokens tokens) {
        this.messages = messages;
        this.content = new PromptMessages(attachments);
        this.tokens = tokens;
    }

    /// @param guess tokens of the whole, before calibration
    /// @param trimmed how many of the oldest messages were left out
    record Made(CompletionRequest request, int guess, Optional<Integer> window, int trimmed, long bytes) {}

    /// Throws `MESSAGE_OVER_WINDOW` when not even the question fits.
    Made make(LiveRun run) {
        var usable = run.usable();
        var params = params(run);
        var system = Optional.ofNullable(params.systemPrompt())
                .or(usable::systemPrompt)
                .filter(text -> !text.isBlank());
        var window = usable.model().window().isPresent()
                ? Optional.of(usable.model().window().getAsInt())
                : Optional.<Integer>empty();
        var budget = window.map(size -> size - answer(run, params, size)).orElse(Integer.MAX_VALUE);
        var systemGuess = system.map(text -> Tokens.of(text) + Tokens.MESSAGE).orElse(0);

        var history = history(run, budget - tokens.calibrated(usable.id(), systemGuess));
        var request = new ArrayList<CompletionRequest.Message>();
        system.ifPresent(text -> request.add(CompletionRequest.Message.of(Role.SYSTEM, text)));
        request.addAll(history.messages);
        var made = CompletionRequest.of(usable.model().id(), request)
                .with(sampling(params))
                .with(thinking(run));
        return new Made(made, systemGuess + history.guess, window, history.trimmed, history.bytes);
    }

    static Params params(LiveRun run) {
        var chat = run.chat().map(Chat::params).orElse(Params.NONE);
        return run.options()
                .params()
                .orElse(Params.NONE)
                .over(chat)
                .over(run.usable().params());
    }

    static int answer(LiveRun run, Params params, int window) {
        var most = params.maxTokens() != null
                ? params.maxTokens()
                : run.usable().model().maxOutput().orElse(USUAL_ANSWER);
        return Math.min(Math.min(most, USUAL_ANSWER * 2), window / 4);
    }

    private record History(List<CompletionRequest.Message> messages, int guess, int trimmed, long bytes) {}

    /// One message of the branch with its weight.
    private record Weighed(MessageRow row, PromptMessages.Content content, int tokens) {}

    private History history(LiveRun run, int budget) {
        var kept = new ArrayDeque<Weighed>(); // newest last
        var branch = new Branch(run);
        var floor = earlierTrim(run, branch);
        var total = 0;
        var over = false;
        var seen = new Seen(run.usable());
        for (var row = branch.next(); row.isPresent() && row.get().position() >= floor; row = branch.next()) {
            var weighed = weigh(run, row.get(), seen.shows(row.get()));
            if (weighed.content.isEmpty()) {
                continue;
            }
            if (total + weighed.tokens > budget) {
                over = true;
                break;
            }
            total += weighed.tokens;
            kept.addFirst(weighed);
        }
        if (over) {
            if (kept.stream().noneMatch(each -> each.row.role() == Message.Role.USER)) {
                throw tooLong(run, budget);
            }
            while (total > budget * KEPT_AFTER_TRIM && kept.size() > 2) {
                total -= kept.removeFirst().tokens;
            }
        }
        var trimmed = kept.isEmpty() ? 0 : kept.peekFirst().row.position();
        if (!over && trimmed > 0 && floor == 0) {
            trimmed = 0; // the oldest ones say nothing, they were not left out for their size
        }
        while (kept.size() > 1 && (over || floor > 0) && kept.peekFirst().row.role() == Message.Role.ASSISTANT) {
            total -= kept.removeFirst().tokens; // a history begins with a question
            trimmed = kept.peekFirst().row.position();
        }
        var bytes = kept.stream().mapToLong(each -> each.content.bytes()).sum();
        return new History(content.joined(kept.stream().map(Weighed::content).toList(), run), guess(kept), trimmed, bytes);
    }

    private static int guess(Iterable<Weighed> kept) {
        var sum = 0;
        for (var each : kept) {
            sum += each.content.guess();
        }
        return sum;
    }

    /// Told the branch from its end, whether a question's pictures go out. To a model that is not known to see they go with the question
    /// itself, and stay in the history when it has answered that question: the beginning of the prompt stays what it was.
    private static final class Seen {
        private final ModelDirectory.Usable usable;
        private boolean isQuestion = true;
        private boolean isAnswered;

        Seen(ModelDirectory.Usable usable) {
            this.usable = usable;
        }

        boolean shows(MessageRow row) {
            if (row.role() == Message.Role.ASSISTANT) {
                isAnswered = row.state() != Message.State.FAILED
                        && row.model().filter(usable.id()::equals).isPresent()
                        && !Part.text(row.parts()).isBlank();
                return false;
            }
            var shows = usable.model().vision() || isQuestion || isAnswered;
            isQuestion = false;
            isAnswered = false;
            return shows;
        }
    }

    private Weighed weigh(LiveRun run, MessageRow row, boolean withPictures) {
        var made = content.of(run, row, withPictures);
        return new Weighed(row, made, tokens.calibrated(run.usable().id(), made.guess()));
    }

    private static HearthException tooLong(LiveRun run, int budget) {
        return new HearthException(
                ErrorCode.MESSAGE_OVER_WINDOW, Map.of("model", run.usable().name(), "window", Integer.toString(Math.max(0, budget))));
    }

    /// How many messages the last reply with the same window left out: they stay out. One that failed before it was asked for, or was made
    /// by a model of another window, says nothing.
    private static int earlierTrim(LiveRun run, Branch branch) {
        var window = run.usable().model().window();
        for (var row : branch.peek()) {
            if (row.role() == Message.Role.ASSISTANT && row.stats().isPresent()) {
                var stats = row.stats().get();
                if (stats.window() != null && window.isPresent() && window.getAsInt() == stats.window() && stats.trimmed() != null) {
                    return stats.trimmed();
                }
            }
        }
        return 0;
    }

    private static CompletionRequest.Params sampling(Params params) {
        return new CompletionRequest.Params(
                params.temperature() == null ? OptionalDouble.empty() : OptionalDouble.of(params.temperature()),
                params.topP() == null ? OptionalDouble.empty() : OptionalDouble.of(params.topP()),
                params.maxTokens() == null ? OptionalInt.empty() : OptionalInt.of(params.maxTokens()));
    }

    private static app.hearth.provider.Thinking thinking(LiveRun run) {
        var wanted = run.options()
                .thinking()
                .or(() -> run.chat().flatMap(Chat::thinking))
                .orElse(Thinking.UNSET);
        return switch (wanted.mode()) {
            case "off" -> app.hearth.provider.Thinking.OFF;
            case "on" ->
                new app.hearth.provider.Thinking.On(wanted.budget() == null ? OptionalInt.empty() : OptionalInt.of(wanted.budget()));
            case "effort" -> new app.hearth.provider.Thinking.Effort(wanted.effort());
            default -> app.hearth.provider.Thinking.UNSET;
        };
    }

    /// A branch read from its end, a page at a time. A reply that goes on is its own last message.
    private final class Branch {
        private final LiveRun run;
        private final ArrayDeque<MessageRow> page = new ArrayDeque<>(); // newest first
        private Optional<String> next;

        Branch(LiveRun run) {
            this.run = run;
            if (run.isTemporary()) {
                run.temporary().reversed().forEach(page::add);
                next = Optional.empty();
            } else {
                if (!Part.text(run.row().parts()).isEmpty()) {
                    page.add(run.row().with(Message.State.CANCELLED, run.row().parts(), Optional.<Stats>empty(), Optional.empty(), false));
                }
                next = Optional.of(run.row().parent());
            }
        }

        Optional<MessageRow> next() {
            if (page.isEmpty()) {
                load();
            }
            return Optional.ofNullable(page.poll());
        }

        /// The newest page, without taking from it.
        List<MessageRow> peek() {
            if (page.size() <= 1) {
                load();
            }
            return List.copyOf(page);
        }

        private void load() {
            next.ifPresent(leaf -> {
                var rows = messages.branch(run.who().user(), run.row().chat(), leaf, PAGE);
                rows.reversed().forEach(page::add);
                next = rows.isEmpty()
                        ? Optional.empty()
                        : Optional.of(rows.getFirst().parent()).filter(id -> !id.isEmpty());
            });
        }
    }
}
