package app.hearth.platform.egress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A server on loopback that reads a request's head and lets a script write whatever bytes it likes.
final class LoopbackServer implements AutoCloseable {
    @FunctionalInterface
    interface Script {
        void answer(List<String> head, OutputStream out, LoopbackServer server) throws Exception;
    }

    final List<List<String>> heads = new CopyOnWriteArrayList<>();
    final CountDownLatch clientLeft = new CountDownLatch(1);
    final CountDownLatch over = new CountDownLatch(1);
    private final ServerSocket socket;

    LoopbackServer(Script script) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(script));
    }

    int port() {
        return socket.getLocalPort();
    }

    static byte[] ok(String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        return ("HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    private void accept(Script script) {
        try {
            while (true) {
                var client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client, script));
            }
        } catch (IOException e) {
            over.countDown(); // closed by the test
        }
    }

    private void serve(Socket client, Script script) {
        try (client) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            while (true) {
                var head = new CopyOnWriteArrayList<String>();
                for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    head.add(line);
                }
                if (head.isEmpty()) {
                    clientLeft.countDown();
                    return;
                }
                heads.add(head);
                script.answer(head, client.getOutputStream(), this);
                client.getOutputStream().flush();
            }
        } catch (SocketException e) {
            clientLeft.countDown();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        socket.close();
    }
}
