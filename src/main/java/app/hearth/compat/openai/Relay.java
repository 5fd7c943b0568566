package app.hearth.compat.openai;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Out;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Reply;
import app.hearth.provider.Gateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Hands an upstream's answer to a client byte for byte, whatever its status. While it waits, a second thread looks whether the client is
/// still there, so that one who left frees the upstream, and keeps proxies awake by comment lines in a silent event stream.
final class Relay implements Reply {
    /// What of the upstream's head concerns the client; the rest is between the upstream and us.
    private static final List<String> HEADERS = List.of(
            "content-type", "retry-after", "x-request-id", "openai-processing-ms", "openai-model", "x-ratelimit-remaining-requests");

    private static final byte[] COMMENT = ": \n\n".getBytes(StandardCharsets.UTF_8);
    private static final long LOOK_MILLIS = 500;
    private static final long HEARTBEAT_NANOS = 15_000_000_000L;

    private final Gateway.Relayed upstream;
    private final Principal reader;
    private final Relays relays;

    private Out out;
    private boolean events;
    private final LineEnds lineEnds = new LineEnds();
    private long writtenAt;
    private boolean ended;
    private volatile boolean cut;

    /// @param upstream not sent yet; closed here
    Relay(Gateway.Relayed upstream, Principal reader, Relays relays) {
        this.upstream = upstream;
        this.reader = reader;
        this.relays = relays;
    }

    @Override
    public void write(Out client) throws IOException {
        relays.enter(this, reader);
        try {
            handOn(client);
        } catch (IOException | RuntimeException e) {
            if (cut) {
                throw new HearthException(ErrorCode.NOT_SIGNED_IN, Map.of(), e);
            }
            throw e;
        } finally {
            relays.leave(this);
        }
    }

    /// Ends the answer at once, from any thread: its reader is no longer let in.
    void cut() {
        cut = true;
        upstream.close();
    }

    private void handOn(Out client) throws IOException {
        out = client;
        var watch = Thread.ofVirtual().name("relay-watch").start(this::watch);
        try (upstream) {
            var answer = upstream.send();
            head(answer.status(), answer.header("content-type").orElse("application/json"));
            for (var name : HEADERS) {
                answer.header(name).ifPresent(value -> client.header(name, value));
            }
            var buffer = new byte[8192];
            for (var got = answer.body().read(buffer);
                    got >= 0;
                    got = answer.body().read(buffer)) {
                pass(buffer, got);
            }
        } finally {
            end();
            watch.interrupt();
        }
    }

    private synchronized void head(int status, String type) {
        out.status(status);
        events = type.startsWith("text/event-stream");
        if (events) {
            out.events();
        }
        writtenAt = System.nanoTime();
    }

    private synchronized void pass(byte[] buffer, int length) throws IOException {
        out.body().write(buffer, 0, length);
        out.flush();
        lineEnds.add(buffer, length);
        writtenAt = System.nanoTime();
    }

    private synchronized void end() {
        ended = true;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                if (hasLeft()) {
                    upstream.close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the answer has ended
        } catch (IOException e) {
            upstream.close();
        }
    }

    private synchronized boolean hasLeft() throws IOException {
        if (ended) {
            return false;
        }
        if (events && lineEnds.isBetweenEvents() && System.nanoTime() - writtenAt > HEARTBEAT_NANOS) {
            out.body().write(COMMENT);
            out.flush();
            writtenAt = System.nanoTime();
        }
        return out.isGone();
    }
}
