package app.hearth.provider;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A client's connection to a [FakeUpstream]. A thread of its own reads, so that a client that hangs up is noticed in the middle of an
/// answer.
final class FakeSocket implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final LinkedBlockingQueue<Optional<FakeAsked>> requests = new LinkedBlockingQueue<>();
    private final CompletableFuture<Instant> gone = new CompletableFuture<>();
    private volatile FakeAsked answering;
    private boolean chunked;

    FakeSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        socket.setTcpNoDelay(true);
        Thread.startVirtualThread(this::read);
    }

    /// The next request; empty when the client is gone.
    Optional<FakeAsked> next() throws InterruptedException {
        var request = requests.take();
        request.ifPresent(asked -> {
            answering = asked;
            gone.thenAccept(at -> {
                if (!asked.answered().isDone()) {
                    asked.leaving().complete(at);
                }
            });
        });
        return request;
    }

    /// The answer's head; the body follows in pieces.
    void begin(int status, String type, Map<String, String> headers) throws IOException {
        chunked = true;
        head(status, type, headers, "Transfer-Encoding: chunked");
    }

    /// Whether an answer is being written.
    boolean hasBegun() {
        return chunked;
    }

    void piece(String bytes) throws IOException {
        var body = bytes.getBytes(StandardCharsets.UTF_8);
        if (body.length > 0) {
            var whole = new ByteArrayOutputStream();
            whole.writeBytes((Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            whole.writeBytes(body);
            whole.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(whole.toByteArray());
        }
    }

    void end() throws IOException {
        answering.answered().complete(Instant.now());
        if (chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            chunked = false;
        }
    }

    void whole(int status, String type, Map<String, String> headers, byte[] body) throws IOException {
        answering.answered().complete(Instant.now());
        head(status, type, headers, "Content-Length: " + body.length);
        out.write(body);
    }

    /// Waits; true when the client left meanwhile.
    boolean waits(Duration length) throws InterruptedException {
        try {
            gone.get(length.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    boolean isGone() {
        return gone.isDone();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void head(int status, String type, Map<String, String> headers, String length) throws IOException {
        var head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\nContent-Type: " + type + "\r\n" + length + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    private void read() {
        try {
            var in = new BufferedInputStream(socket.getInputStream());
            for (var request = request(in); request != null; request = request(in)) {
                requests.add(Optional.of(request));
            }
        } catch (IOException e) {
            requests.add(Optional.empty()); // reset
        }
        gone.complete(Instant.now());
        requests.add(Optional.empty());
    }

    private static FakeAsked request(InputStream in) throws IOException {
        var first = line(in);
        if (first == null) {
            return null;
        }
        var words = first.split(" ");
        var headers = new HashMap<String, String>();
        for (var line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        var body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new FakeAsked(
                words[0], words[1], Map.copyOf(headers), body, Instant.now(), new CompletableFuture<>(), new CompletableFuture<>());
    }

    private static String line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            bytes.write(b);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
