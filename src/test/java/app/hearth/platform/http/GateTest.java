package app.hearth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.egress.Cidr;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Slow clients and too many of them. The clock of the sweeps is the test's; the connections are real.
@Timeout(60)
@Isolated("measures times")
class GateTest {
    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final List<Socket> sockets = new ArrayList<>();
    private Server server;

    private void open(Edge.Limits limits, String... trusted) {
        var usual = Doors.edge(Map.of());
        var edge = new Edge(usual.host(), 0, Cidr.list(String.join(",", trusted)), usual.publicAuthority(), Set.of(), limits);
        var routes = new ArrayList<>(Doors.routes());
        routes.add(Route.get("/api/waits", Access.PUBLIC, Reply.class, call -> out -> {
            try {
                answered.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            Reply.bytes(200, "text/plain", new byte[] {'x'}).write(out);
        }));
        server = new Server(edge, routes, Doors::find, nanos::get, Duration.ofMillis(10), LargeBodies.ofHeap());
    }

    @AfterEach
    void close() throws IOException {
        answered.countDown();
        for (var socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private Socket connect() {
        var socket = new RawClient(server.port()).open();
        sockets.add(socket);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /// Lets the sweeps see time pass, a second at a time, while `meanwhile` is said each second. True when the server hung up.
    private boolean hangsUp(Socket socket, int seconds, String meanwhile) throws IOException, InterruptedException {
        var out = socket.getOutputStream();
        for (int i = 0; i < seconds; i++) {
            nanos.addAndGet(1_000_000_000);
            if (!trySay(out, meanwhile)) {
                return true;
            }
            // three sweeps: time has been seen
            for (var until = System.nanoTime() + 30_000_000; System.nanoTime() < until; ) {
                Thread.onSpinWait();
            }
        }
        socket.setSoTimeout(500);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true; // reset
        }
    }

    private static boolean trySay(OutputStream out, String text) {
        try {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void headersThatDripAreCutOffAfter15Seconds() throws Exception {
        open(Edge.Limits.USUAL);
        var socket = connect();
        say(socket, "GET /api/seen HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        assertThat(hangsUp(socket, 12, "x")).isFalse();
        assertThat(hangsUp(socket, 8, "x")).isTrue();
    }

    @Test
    void blankLinesAreNoRequest() throws Exception {
        open(Edge.Limits.USUAL);
        var socket = connect();
        assertThat(hangsUp(socket, 20, "\r\n")).isTrue();
    }

    @Test
    void aBodyThatDripsIsCutOffAfter20Seconds() throws Exception {
        open(Edge.Limits.USUAL);
        var socket = connect();
        say(socket, "POST /api/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 40000\r\n\r\n{\"text\":\"");
        assertThat(hangsUp(socket, 15, "x")).isFalse();
        assertThat(hangsUp(socket, 10, "x")).isTrue();
    }

    @Test
    void aSlowButSteadyBodyArrives() throws Exception {
        open(Edge.Limits.USUAL);
        var socket = connect();
        say(socket, "POST /api/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 45011\r\n\r\n{\"text\":\"");
        assertThat(hangsUp(socket, 30, "x".repeat(1_500))).isFalse();
        say(socket, "\"}");
        socket.setSoTimeout(20_000);
        assertThat(RawClient.answer(socket.getInputStream())).startsWith("HTTP/1.1 200");
    }

    @Test
    void whoeverWaitsForAnAnswerIsLeftAlone() throws Exception {
        open(Edge.Limits.USUAL);
        var socket = connect();
        say(socket, "GET /api/waits HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(hangsUp(socket, 60, "")).isFalse();
        answered.countDown();
        socket.setSoTimeout(20_000);
        assertThat(RawClient.answer(socket.getInputStream())).startsWith("HTTP/1.1 200");
    }

    /// Some clients name the length of no body, and the nginx file of the deployment document asks for everything with `upgrade`.
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 0", "Connection: upgrade", "Connection: upgrade\r\nContent-Length: 0"})
    void whoeverSentNoBodyIsLeftAloneToo(String header) throws Exception {
        open(Edge.Limits.USUAL);
        var socket = connect();
        say(socket, "GET /api/waits HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n");
        assertThat(hangsUp(socket, 90, "")).isFalse();
        answered.countDown();
        socket.setSoTimeout(20_000);
        assertThat(RawClient.answer(socket.getInputStream())).startsWith("HTTP/1.1 200");
    }

    @Test
    void anIdleConnectionIsKeptForTheNextRequest() throws Exception {
        open(Edge.Limits.USUAL);
        var socket = connect();
        for (int i = 0; i < 2; i++) {
            say(socket, "GET /api/seen HTTP/1.1\r\nHost: x\r\n\r\n");
            socket.setSoTimeout(20_000);
            assertThat(RawClient.answer(socket.getInputStream())).startsWith("HTTP/1.1 200");
            assertThat(hangsUp(socket, 25, "")).isFalse();
        }
    }

    /// Whether a new connection gets an answer.
    private boolean isServed() throws IOException {
        var socket = connect();
        try {
            say(socket, "GET /api/seen HTTP/1.1\r\nHost: x\r\n\r\n");
            return RawClient.answer(socket.getInputStream()).startsWith("HTTP/1.1 200");
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void theHouseHasALimitOfConnections() throws Exception {
        open(new Edge.Limits(5, 1_000));
        for (int i = 0; i < 5; i++) {
            assertThat(isServed()).isTrue();
        }
        assertThat(isServed()).isFalse();
        sockets.getFirst().close();
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!isServed()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    @Test
    void loopbackIsManyClients() throws Exception {
        open(new Edge.Limits(1_000, 2));
        for (int i = 0; i < 6; i++) {
            assertThat(isServed()).isTrue();
        }
    }

    /// A connection from elsewhere, which no test on this machine alone can make.
    private static Connection from(String address, AtomicInteger closed) {
        var end = (EndPoint) Proxy.newProxyInstance(
                GateTest.class.getClassLoader(), new Class<?>[] {EndPoint.class}, (self, method, args) -> {
                    if (method.getName().equals("close")) {
                        closed.incrementAndGet();
                    }
                    return method.getName().equals("getRemoteSocketAddress")
                            ? new InetSocketAddress(InetAddress.ofLiteral(address), 4711)
                            : null;
                });
        return (Connection) Proxy.newProxyInstance(
                GateTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, args) -> switch (method.getName()) {
                    case "getEndPoint" -> end;
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == args[0];
                    default -> null;
                });
    }

    @Test
    void oneAddressHasALimitButATrustedProxyHasNone() {
        var closed = new AtomicInteger();
        server = new Doors(Map.of()).server();
        try (var gate = new Gate(new Edge.Limits(1_000, 3), Cidr.list("10.0.0.0/8"), nanos::get, Duration.ofDays(1))) {
            var first = from("192.0.2.1", closed);
            gate.onOpened(first);
            gate.onOpened(from("192.0.2.1", closed));
            gate.onOpened(from("192.0.2.1", closed));
            gate.onOpened(from("192.0.2.2", closed));
            assertThat(closed).hasValue(0);
            var fourth = from("192.0.2.1", closed);
            gate.onOpened(fourth);
            assertThat(closed).hasValue(1);
            gate.onClosed(fourth);
            gate.onClosed(first);
            gate.onOpened(from("192.0.2.1", closed));
            assertThat(closed).hasValue(1);
            for (int i = 0; i < 9; i++) {
                gate.onOpened(from("10.0.0.1", closed));
            }
            assertThat(closed).hasValue(1);
        }
    }
}
