package app.hearth.run;

import app.hearth.platform.error.HearthException;
import app.hearth.provider.Attempts;
import app.hearth.provider.Completion;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.Connection;
import app.hearth.provider.Delta;
import app.hearth.provider.Gateway;
import app.hearth.provider.UpstreamModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// An upstream that says what a test tells it to: either at once by `answers`, or word by word by the [Call] that the test takes.
final class ScriptedGateway implements Gateway {
    private static final Object CLOSED = new Object();

    /// Deltas or a [HearthException] for a request; empty: the test speaks by itself.
    volatile Function<CompletionRequest, List<Object>> answers = request -> List.of();
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    /// The next request that came, waiting for it.
    Call take() throws InterruptedException {
        var call = calls.poll(10, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no request came");
        }
        return call;
    }

    boolean isIdle() {
        return calls.isEmpty();
    }

    static List<Object> says(String... words) {
        var deltas = new ArrayList<Object>();
        for (var word : words) {
            deltas.add(new Delta.Text(word));
        }
        deltas.add(new Delta.Finish("stop"));
        return deltas;
    }

    static final class Call implements Completion {
        final CompletionRequest request;
        final Attempts attempts;
        private final BlockingQueue<Object> feed = new LinkedBlockingQueue<>();
        private volatile boolean closed;

        Call(CompletionRequest request, Attempts attempts) {
            this.request = request;
            this.attempts = attempts;
        }

        Call say(String text) {
            feed.add(new Delta.Text(text));
            return this;
        }

        Call think(String text) {
            feed.add(new Delta.Reasoning(text));
            return this;
        }

        Call give(Object delta) {
            feed.add(delta);
            return this;
        }

        void finish() {
            feed.add(new Delta.Finish("stop"));
        }

        boolean isClosed() {
            return closed;
        }

        @Override
        public Optional<Delta> next() {
            try {
                var next = feed.take();
                if (next == CLOSED || closed) {
                    return Optional.empty();
                }
                if (next instanceof Delta.Finish) {
                    feed.add(CLOSED);
                }
                if (next instanceof HearthException failure) {
                    throw failure;
                }
                return Optional.of((Delta) next);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<Sent> sent() {
            return Optional.of(new Sent("http://upstream.test/v1/chat/completions", "{\"model\":\"" + request.model() + "\"}"));
        }

        @Override
        public void close() {
            closed = true;
            feed.add(CLOSED);
        }
    }

    @Override
    public Completion complete(Connection connection, CompletionRequest request, Attempts attempts) {
        var call = new Call(request, attempts);
        var answer = answers.apply(request);
        answer.forEach(call::give);
        if (answer.isEmpty()) {
            calls.add(call);
        }
        return call;
    }

    @Override
    public List<UpstreamModel> models(Connection connection) {
        return List.of();
    }

    @Override
    public int verify(Connection connection) {
        return 0;
    }

    @Override
    public Relayed prepare(Connection connection, String path, byte[] body) {
        throw new UnsupportedOperationException();
    }
}
