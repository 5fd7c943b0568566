package app.hearth.provider;

import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A request that a [FakeUpstream] got.
///
/// @param headers names in lower case
/// @param leaving completed when the client hung up before it had its whole answer
/// @param answered completed when the whole answer was written
public record FakeAsked(
        String method,
        String path,
        Map<String, String> headers,
        byte[] body,
        Instant at,
        CompletableFuture<Instant> leaving,
        CompletableFuture<Instant> answered) {

    /// The body; missing when it is no JSON.
    public JsonNode json() {
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    public boolean hungUp() {
        return leaving.isDone();
    }

    /// When the client hung up, waiting for it; empty when it had not within `most`.
    public Optional<Instant> awaitHangUp(Duration most) {
        return await(leaving, most);
    }

    /// When the answer was written whole, waiting for it.
    public Optional<Instant> awaitAnswered(Duration most) {
        return await(answered, most);
    }

    private static Optional<Instant> await(CompletableFuture<Instant> event, Duration most) {
        try {
            return Optional.of(event.get(most.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
