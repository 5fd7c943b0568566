package app.hearth.provider;

import app.hearth.platform.egress.EgressRequest.Limits;
import app.hearth.platform.egress.EgressResponse;
import app.hearth.platform.error.HearthException;
import app.hearth.provider.stream.AnswerReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A completion over HTTP: plan, try, try again, read.
final class HttpCompletion implements Completion {
    private static final long MOST_BYTES = 1L << 30;

    /// Makes the link when it is first needed: a local model's engine may have to start.
    @FunctionalInterface
    interface Opener {
        Link open();
    }

    private final Opener opener;
    private final Dialect dialect;
    private final Attempts attempts;
    private final Backoff backoff;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final ArrayDeque<Delta> ready = new ArrayDeque<>();

    private volatile Link link;
    private volatile Sent sent;
    // of the reading thread alone; the request and its plan are dropped at the first delta, a prompt can be large
    private CompletionRequest request;
    private Plan plan;
    private EgressResponse answer;
    private AnswerReader reader;
    private int attempt = 1;
    private boolean began;
    private boolean ended;
    private HearthException failure; // given after the deltas that came before it

    HttpCompletion(Opener opener, Dialect dialect, CompletionRequest request, Attempts attempts, Backoff backoff) {
        this.opener = opener;
        this.dialect = dialect;
        this.request = request;
        this.attempts = attempts;
        this.backoff = backoff;
    }

    @Override
    public Optional<Delta> next() {
        while (ready.isEmpty() && !ended && !closed.isDone()) {
            step();
        }
        if (closed.isDone()) {
            return Optional.empty();
        }
        var delta = ready.poll();
        if (delta == null && failure != null) {
            throw failure;
        }
        return Optional.ofNullable(delta);
    }

    @Override
    public Optional<Sent> sent() {
        return Optional.ofNullable(sent);
    }

    @Override
    public void close() {
        closed.complete(null);
        var running = link;
        if (running != null) {
            running.close();
        }
    }

    private void step() {
        try {
            if (reader == null) {
                open();
            } else if (!reader.read()) {
                ended = true;
                Drain.keep(link, answer);
            }
            if (!began && !ready.isEmpty()) {
                began = true;
                request = null;
                plan = null;
            }
        } catch (IOException e) {
            fail(link.failures().of(e, began));
        } catch (HearthException e) {
            fail(e);
        }
    }

    /// The tries, up to an answer that begins well.
    private void open() {
        if (link == null && !link()) {
            return;
        }
        if (plan == null) {
            plan = dialect.plan(link, request);
        }
        var failures = link.failures();
        sent = new Sent(failures.shown(plan.url().toString()), failures.shown(Picture.shown(plan.body())));
        var times = request.timeouts();
        answer = link.send(
                "POST",
                plan.url(),
                Picture.sent(plan.body()),
                "text/event-stream, application/x-ndjson, application/json",
                new Limits(times.firstByte(), times.silence(), times.total(), MOST_BYTES));
        if (answer.status() >= 300) {
            throw failures.of(answer);
        }
        if (answer.header("content-type").orElse("").toLowerCase(Locale.ROOT).startsWith("text/html")) {
            throw failures.garbage(answer);
        }
        reader = new AnswerReader(answer.body(), plan.parser(), plan.opened(), ready::add);
    }

    /// Opens the link beside this thread, so that a close needs not wait for an engine to start. False when closed meanwhile.
    private boolean link() {
        var opening = new CompletableFuture<Link>();
        Thread.startVirtualThread(() -> {
            try {
                opening.complete(opener.open());
            } catch (RuntimeException e) {
                opening.completeExceptionally(e); // the top of this thread; thrown again below
            }
        });
        try {
            CompletableFuture.anyOf(opening, closed).get();
            if (closed.isDone()) {
                return false;
            }
            link = opening.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            return false;
        }
        if (closed.isDone()) {
            link.close(); // the close came between
            return false;
        }
        return true;
    }

    private void fail(HearthException e) {
        if (answer != null) {
            link.done(answer);
            answer = null;
        }
        if (closed.isDone()) {
            return;
        }
        if (began) {
            reader.flush();
            end(e);
            return;
        }
        reader = null;
        ready.clear();
        var mended = plan == null || attempt >= backoff.tries() ? Optional.<Plan>empty() : dialect.mended(plan, request, e);
        if (mended.isPresent()) {
            plan = mended.get();
            attempt++;
            return;
        }
        var pause = backoff.after(attempt, e);
        if (pause.isEmpty()) {
            end(e);
            return;
        }
        attempt++;
        attempts.retrying(attempt, pause.get(), e.code());
        await(pause.get());
    }

    private void await(Duration pause) {
        try {
            closed.get(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return; // not closed: go on
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    private void end(HearthException e) {
        ended = true;
        failure = e;
    }
}
