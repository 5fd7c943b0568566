package app.hearth.provider;

import app.hearth.platform.egress.EgressResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Reads what follows an answer's end, which is nothing but the transfer's own end, so that the connection serves the next question
/// without another handshake. A server that does not end loses it.
final class Drain {
    private static final int MOST_SECONDS = 2;
    private static final int MOST_BYTES = 64 << 10;

    /// Returns at once.
    static void keep(Link link, EgressResponse answer) {
        link.forget(answer);
        var timer = CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS);
        var late = CompletableFuture.runAsync(answer::abort, timer);
        Thread.startVirtualThread(() -> {
            try {
                answer.body().skip(MOST_BYTES);
                if (answer.body().read() >= 0) {
                    answer.abort();
                }
            } catch (IOException e) {
                answer.abort();
            } finally {
                late.cancel(false);
                answer.close();
            }
        });
    }

    private Drain() {}
}
