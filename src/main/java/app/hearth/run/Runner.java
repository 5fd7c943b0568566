package app.hearth.run;

import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.Part;
import app.hearth.chat.Stats;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.work.Work;
import app.hearth.provider.Completion;
import app.hearth.provider.Delta;
import app.hearth.provider.Gateway;
import app.hearth.run.RunBuffer.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Makes one reply: prompt, upstream, buffer and log, end. Blocking code on the run's own virtual thread.
final class Runner {
    private static final Logger LOG = Logger.getLogger(Runner.class.getName());
    /// A reply that says more than this is cut off, as by the model's own limit.
    private static final long MOST_BYTES = 8 << 20;
    /// Compressing more than this takes long enough to hold a carrier thread up.
    private static final int PACKED_HERE = 32_000;

    private final Gateway gateway;
    private final Prompt prompt;
    private final Tokens tokens;
    private final RunLogStore log;
    private final Work packing;

    Runner(Gateway gateway, Prompt prompt, Tokens tokens, RunLogStore log, Work packing) {
        this.gateway = gateway;
        this.prompt = prompt;
        this.tokens = tokens;
        this.log = log;
        this.packing = packing;
    }

    /// How a reply went.
    private record Outcome(Message.State state, Optional<String> finish, Optional<HearthException> failure) {}

    /// Makes the reply; returns how it is to be stored. An upstream's failure is part of that, not an exception.
    ///
    /// @param room asked before the history is read
    RunStore.Ending run(LiveRun run, Room room) {
        var made = Optional.<Prompt.Made>empty();
        Outcome outcome;
        try {
            made = room.make(run, () -> prompt.make(run));
            var early = stopped(run);
            outcome = early.isPresent() ? early.get() : speak(run, made.orElseThrow());
        } catch (HearthException e) {
            outcome = stopped(run).orElse(new Outcome(Message.State.FAILED, Optional.empty(), Optional.of(e)));
        } catch (RuntimeException e) { // the thread's top: a reply never stays without an end
            LOG.log(Level.SEVERE, "run " + run.id() + " failed", e);
            var internal = new HearthException(ErrorCode.INTERNAL, Map.of("request", run.id()), e);
            outcome = new Outcome(Message.State.FAILED, Optional.empty(), Optional.of(internal));
        }
        return ending(run, made, outcome);
    }

    private Outcome speak(LiveRun run, Prompt.Made made) {
        try (var completion = gateway.complete(run.usable().connection(), made.request(), run::retrying)) {
            run.speaks(completion);
            try {
                for (var delta = completion.next(); delta.isPresent(); delta = completion.next()) {
                    if (run.sent().isEmpty()) {
                        keepRequest(run, completion);
                    }
                    switch (delta.get()) {
                        case Delta.Text(var text) -> say(run, Kind.TEXT, text);
                        case Delta.Reasoning(var text) -> say(run, Kind.REASONING, text);
                        case Delta.Usage usage -> run.used(usage);
                        case Delta.ToolCall _ -> {} // no tools were offered
                        case Delta.Finish(var reason) -> {
                            return new Outcome(Message.State.DONE, Optional.of(reason), Optional.empty());
                        }
                    }
                    if (run.buffer().size() > MOST_BYTES) {
                        return new Outcome(Message.State.DONE, Optional.of("length"), Optional.empty());
                    }
                }
            } finally {
                if (run.sent().isEmpty()) {
                    keepRequest(run, completion);
                }
            }
        }
        return stopped(run)
                .orElseGet(() -> new Outcome(
                        Message.State.FAILED, Optional.empty(), Optional.of(new HearthException(ErrorCode.PROVIDER_LOST, run.names()))));
    }

    /// The log stores it with the next batch, so that a reply that dies has its request as well.
    private void keepRequest(LiveRun run, Completion completion) {
        completion.sent().ifPresent(sent -> {
            var packed = sent.body().length() < PACKED_HERE ? Pack.pack(sent.body()) : packing.call(() -> Pack.pack(sent.body()));
            run.sent(new LiveRun.Sent(sent.url(), packed), Heap.of(sent.body()));
            if (!run.isTemporary()) {
                log.said();
            }
        });
    }

    private void say(LiveRun run, Kind kind, String text) {
        run.say(kind, text);
        if (!run.isTemporary()) {
            log.said();
        }
    }

    private static Optional<Outcome> stopped(LiveRun run) {
        return switch (run.stop()) {
            case NO -> Optional.empty();
            case CANCEL -> Optional.of(new Outcome(Message.State.CANCELLED, Optional.empty(), Optional.empty()));
            case INTERRUPT -> Optional.of(new Outcome(Message.State.INTERRUPTED, Optional.empty(), Optional.empty()));
        };
    }

    private RunStore.Ending ending(LiveRun run, Optional<Prompt.Made> made, Outcome outcome) {
        synchronized (run) {
            run.flushHalf();
            run.timing().close();
        }
        var parts = run.parts();
        var failure = outcome.failure.map(e -> new MessageRow.Failure(e.code().id(), e.arguments()));
        var raw = outcome.failure.flatMap(HearthException::raw).filter(words -> !words.isEmpty());
        var stats = stats(run, made, outcome, said(run, parts));
        var row = run.row().with(outcome.state, parts, Optional.of(stats), failure, raw.isPresent());
        return new RunStore.Ending(
                row, raw, run.sent().map(LiveRun.Sent::url), run.sent().map(LiveRun.Sent::packed));
    }

    /// Tokens that this epoch said, guessed.
    private static int said(LiveRun run, List<Part> parts) {
        var all = parts.stream()
                .mapToInt(part -> part.text() == null ? 0 : Tokens.of(part.text()))
                .sum();
        var before = run.row().parts().stream()
                .mapToInt(part -> part.text() == null ? 0 : Tokens.of(part.text()))
                .sum();
        return Math.max(0, all - before);
    }

    private Stats stats(LiveRun run, Optional<Prompt.Made> made, Outcome outcome, int guessed) {
        var timing = run.timing();
        var usage = run.usage().orElse(new Delta.Usage(null, null, null, null));
        var counted = usage.completionTokens() != null;
        var completion = counted ? usage.completionTokens() : guessed;
        var guess = made.map(Prompt.Made::guess).orElse(0);
        if (usage.promptTokens() != null) {
            tokens.learn(run.usable().id(), guess, usage.promptTokens());
        }
        // a reply that went on counts what it took before
        var before = run.row().stats();
        return new Stats(
                timing.firstTokenMs(),
                sum(timing.totalMs(), before.map(Stats::totalMs)),
                timing.reasoningMs() == null
                        ? before.map(Stats::reasoningMs).orElse(null)
                        : sum(timing.reasoningMs(), before.map(Stats::reasoningMs)),
                usage.promptTokens() != null
                        ? usage.promptTokens()
                        : (Integer) tokens.calibrated(run.usable().id(), guess),
                completion + before.map(Stats::completionTokens).orElse(0),
                usage.reasoningTokens(),
                usage.cachedTokens(),
                timing.perSecond(completion),
                !counted,
                made.flatMap(Prompt.Made::window).orElse(null),
                made.map(Prompt.Made::trimmed).orElse(null),
                timing.attempts(),
                outcome.finish.orElse(null));
    }

    private static Long sum(long now, Optional<Long> before) {
        return now + before.orElse(0L);
    }
}
