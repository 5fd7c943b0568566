package app.hearth.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Says what no well-behaved client would say.
final class RawClient {
    private final int port;

    RawClient(int port) {
        this.port = port;
    }

    Socket open() {
        try {
            var socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(20_000);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String send(String request) {
        return send(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// What comes back until the server falls silent for a moment or closes.
    String send(byte[] request) {
        try (var socket = open()) {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return answer(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One answer: its head, and as much body as its head promises.
    static String answer(InputStream in) throws IOException {
        var head = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.append((char) c);
            if (head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        var text = head.toString();
        var length =
                java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(text);
        var body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        return text + new String(body, StandardCharsets.UTF_8);
    }
}
