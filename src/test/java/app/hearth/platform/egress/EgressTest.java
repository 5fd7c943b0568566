package app.hearth.platform.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import app.hearth.platform.egress.EgressException.Kind;
import app.hearth.platform.egress.EgressRequest.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@Isolated("measures times")
class EgressTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void reachesLoopbackForAConfiguredConnection() throws Exception {
        try (var server = new LoopbackServer((_, out, _) -> out.write(LoopbackServer.ok("hello")));
                var egress = egress(EgressRules.DEFAULT)) {
            var uri = URI.create("http://127.0.0.1:" + server.port() + "/v1/x?y=1");
            try (var answer = egress.send(EgressRequest.get(uri, Map.of("Authorization", "Bearer k"), Purpose.configured("model", uri)))) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(new String(answer.bytes(), UTF_8)).isEqualTo("hello");
            }
            assertThat(server.heads.getFirst().getFirst()).isEqualTo("GET /v1/x?y=1 HTTP/1.1");
            assertThat(server.heads.getFirst())
                    .contains("Authorization: Bearer k")
                    .noneMatch(line -> line.startsWith("Upgrade"));
            assertThat(egress.ledger().hosts()).extracting(Ledger.Host::host).containsExactly("127.0.0.1:" + server.port());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/",
                "http://127.1:%d/",
                "http://2130706433:%d/",
                "http://0x7f.1:%d/",
                "http://0x7f000001:%d/",
                "http://017700000001:%d/",
                "http://0:%d/",
                "http://localhost:%d/",
                "http://LOCALHOST:%d/",
                "http://localhost.:%d/",
                "http://[::1]:%d/",
                "http://[::ffff:127.0.0.1]:%d/",
                "http://[::ffff:7f00:1]:%d/",
                "http://[0:0:0:0:0:ffff:7f00:0001]:%d/",
                "http://[::127.0.0.1]:%d/",
                "http://127.0.0.1.:%d/",
                "http://[64:ff9b::7f00:1]:%d/",
                "http://[2002:7f00:1::]:%d/"
            })
    void neverReachesLoopbackForAStranger(String spelling) throws Exception {
        try (var server = new LoopbackServer((_, out, _) -> out.write(LoopbackServer.ok("secret")));
                var egress = egress(EgressRules.DEFAULT)) {
            var uri = URI.create(spelling.formatted(server.port()));
            var failure = failure(() -> egress.send(EgressRequest.get(uri, Map.of(), Purpose.open("page"))));
            assertThat(failure.kind())
                    .isIn(Kind.REFUSED, Kind.DNS, Kind.ADDRESS); // an address to Java, a name nobody knows, or no host at all
            assertThat(server.heads).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://127.0.0.1/x",
                "gopher://127.0.0.1/",
                "http:///x",
                "http://user:pw@127.0.0.1/",
                "jar:http://x!/y"
            })
    void refusesWhatIsNoWebAddress(String address) throws Exception {
        try (var egress = egress(EgressRules.DEFAULT)) {
            var failure = failure(() -> egress.send(EgressRequest.get(URI.create(address), Map.of(), Purpose.open("page"))));
            assertThat(failure.kind()).isEqualTo(Kind.ADDRESS);
        }
    }

    @Test
    void listedRangesAreOpenToStrangers() throws Exception {
        try (var server = new LoopbackServer((_, out, _) -> out.write(LoopbackServer.ok("fine")));
                var egress = egress(new EgressRules("127.0.0.0/8,::1", false));
                var answer =
                        egress.send(EgressRequest.get(URI.create("http://127.0.0.1:" + server.port()), Map.of(), Purpose.open("page")))) {
            assertThat(new String(answer.bytes(), UTF_8)).isEqualTo("fine");
        }
    }

    @Test
    void connectsToTheAddressThatWasChecked() throws Exception {
        var asked = new AtomicInteger();
        // a rebinding name: harmless at first, then private; asked again at each connection, checked again at each
        NameResolver rebinding = _ -> List.of(asked.getAndIncrement() == 0 ? InetAddress.ofLiteral("127.0.0.9") : LOOPBACK);
        try (var server = new LoopbackServer((_, out, _) -> out.write(LoopbackServer.ok("secret")));
                var egress = new Egress(new EgressRules("127.0.0.9", false), rebinding, Clock.systemUTC())) {
            var uri = URI.create("http://rebind.example:" + server.port() + "/");
            var first = failure(() -> egress.send(EgressRequest.get(uri, Map.of(), Purpose.open("page"))));
            assertThat(first.kind()).isEqualTo(Kind.CONNECT); // nobody listens at 127.0.0.9: the second answer was not used
            var second = failure(() -> egress.send(EgressRequest.get(uri, Map.of(), Purpose.open("page"))));
            assertThat(second.kind()).isEqualTo(Kind.REFUSED);
            assertThat(asked).hasValue(2);
            assertThat(server.heads).isEmpty();
        }
    }

    /// Containers often have such names; they are checked like any other.
    @Test
    void aNameMayHaveAnUnderscore() throws Exception {
        var asked = new ArrayList<String>();
        NameResolver names = host -> {
            asked.add(host);
            return List.of(LOOPBACK);
        };
        try (var server = new LoopbackServer((_, out, _) -> out.write(LoopbackServer.ok("fine")));
                var egress = new Egress(EgressRules.DEFAULT, names, Clock.systemUTC())) {
            var uri = URI.create("http://my_ollama:" + server.port() + "/api/version?x=1");
            try (var answer = egress.send(EgressRequest.get(uri, Map.of(), Purpose.configured("model", uri)))) {
                assertThat(new String(answer.bytes(), UTF_8)).isEqualTo("fine");
            }
            assertThat(String.join("\n", server.heads.getFirst())).contains("GET /api/version?x=1 ", "Host: my_ollama:" + server.port());
            var open = failure(() -> egress.send(EgressRequest.get(uri, Map.of(), Purpose.open("page"))));
            assertThat(open.kind()).isEqualTo(Kind.REFUSED);
            assertThat(asked).containsOnly("my_ollama");
        }
    }

    @Test
    void refusesANameWithOnePrivateAddressAmongPublicOnes() throws Exception {
        NameResolver mixed = _ -> List.of(InetAddress.ofLiteral("8.8.8.8"), LOOPBACK);
        try (var egress = new Egress(EgressRules.DEFAULT, mixed, Clock.systemUTC())) {
            var failure =
                    failure(() -> egress.send(EgressRequest.get(URI.create("http://mixed.example/"), Map.of(), Purpose.open("page"))));
            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(egress.ledger().hosts()).extracting(Ledger.Host::refused).containsExactly(1L);
        }
    }

    @Test
    void aPooledPrivateConnectionNeverServesAStranger() throws Exception {
        try (var server = new LoopbackServer((_, out, _) -> out.write(LoopbackServer.ok("x")));
                var egress = egress(EgressRules.DEFAULT)) {
            var uri = URI.create("http://127.0.0.1:" + server.port() + "/");
            try (var answer = egress.send(EgressRequest.get(uri, Map.of(), Purpose.configured("model", uri)))) {
                answer.bytes();
            }
            assertThat(failure(() -> egress.send(EgressRequest.get(uri, Map.of(), Purpose.open("page"))))
                            .kind())
                    .isEqualTo(Kind.REFUSED);
            assertThat(server.heads).hasSize(1);
        }
    }

    @Test
    void followsRedirectsWithoutTheKeyAndChecksEachHop() throws Exception {
        try (var target = new LoopbackServer((_, out, _) -> out.write(LoopbackServer.ok("there")));
                var start = new LoopbackServer((_, out, _) -> out.write(redirect("http://127.0.0.1:" + target.port() + "/new")));
                var listed = egress(new EgressRules("127.0.0.1", false));
                var strict = egress(EgressRules.DEFAULT)) {
            var uri = URI.create("http://127.0.0.1:" + start.port() + "/");
            var request =
                    EgressRequest.get(uri, Map.of("Authorization", "Bearer k", "Accept", "text/html"), Purpose.configured("model", uri));
            try (var answer = listed.send(request)) {
                assertThat(new String(answer.bytes(), UTF_8)).isEqualTo("there");
                assertThat(answer.uri().getPath()).isEqualTo("/new");
            }
            assertThat(target.heads.getFirst()).contains("Accept: text/html").noneMatch(line -> line.startsWith("Authorization"));
            // the configured host leads to another one: that one is nobody's configuration
            assertThat(failure(() -> strict.send(request)).kind()).isEqualTo(Kind.REFUSED);
            assertThat(target.heads).hasSize(1);
        }
    }

    @Test
    void givesUpOnARedirectLoop() throws Exception {
        try (var server = new LoopbackServer((_, out, _) -> out.write(redirect("/again")));
                var egress = egress(new EgressRules("127.0.0.1", false))) {
            var uri = URI.create("http://127.0.0.1:" + server.port() + "/");
            assertThat(failure(() -> egress.send(EgressRequest.get(uri, Map.of(), Purpose.open("page"))))
                            .kind())
                    .isEqualTo(Kind.REDIRECT);
            assertThat(server.heads).hasSize(6);
        }
    }

    @Test
    void answersAPostsRedirectToTheCaller() throws Exception {
        try (var server = new LoopbackServer((_, out, _) -> out.write(redirect("/again")));
                var egress = egress(EgressRules.DEFAULT)) {
            var uri = URI.create("http://127.0.0.1:" + server.port() + "/");
            var request = new EgressRequest("POST", uri, Map.of(), new byte[0], Purpose.configured("model", uri), Limits.SHORT);
            try (var answer = egress.send(request)) {
                assertThat(answer.status()).isEqualTo(302);
            }
        }
    }

    @Test
    void abortsAWaitingReadAtOnce() throws Exception {
        try (var server = new LoopbackServer((_, out, s) -> {
                    out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n".getBytes(UTF_8));
                    out.flush();
                });
                var egress = egress(EgressRules.DEFAULT)) {
            var answer = egress.send(slow(server, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5), 100));
            assertThat(answer.body().read()).isEqualTo('a');
            var reading = CompletableFuture.supplyAsync(
                    () -> failure(() -> answer.body().read()));
            var began = System.nanoTime();
            answer.abort();
            assertThat(reading.get(5, TimeUnit.SECONDS).kind()).isEqualTo(Kind.ABORTED);
            assertThat(server.clientLeft.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void abortsTheWaitForAnAnswer() throws Exception {
        var arrived = new CountDownLatch(1);
        try (var server = new LoopbackServer((_, _, _) -> arrived.countDown());
                var egress = egress(EgressRules.DEFAULT)) {
            var call = egress.call(slow(server, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5), 100));
            var sending = CompletableFuture.supplyAsync(() -> failure(call::send));
            arrived.await();
            call.abort();
            assertThat(sending.get(5, TimeUnit.SECONDS).kind()).isEqualTo(Kind.ABORTED);
            assertThat(server.clientLeft.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// The name is asked for while the connection is made, which is when the call is ended here.
    @Test
    void aCallEndedWhileItConnectsIsAnEndAndNothingElse() throws Exception {
        var running = new AtomicReference<EgressCall>();
        NameResolver ending = _ -> {
            running.get().abort();
            return List.of(LOOPBACK);
        };
        try (var server = new LoopbackServer((_, out, _) -> out.write(LoopbackServer.ok("x")));
                var egress = new Egress(EgressRules.DEFAULT, ending, Clock.systemUTC())) {
            var uri = URI.create("http://upstream.example:" + server.port() + "/");
            running.set(egress.call(EgressRequest.get(uri, Map.of(), Purpose.configured("model", uri))));
            assertThat(failure(running.get()::send).kind()).isEqualTo(Kind.ABORTED);
            assertThat(server.heads).isEmpty();
            assertThat(egress.watchdog().isEmpty()).isTrue();
        }
    }

    @Test
    void doesNotSendWhatWasAbortedBefore() throws Exception {
        try (var server = new LoopbackServer((_, out, _) -> out.write(LoopbackServer.ok("x")));
                var egress = egress(EgressRules.DEFAULT)) {
            var call = egress.call(slow(server, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5), 100));
            call.abort();
            assertThat(failure(call::send).kind()).isEqualTo(Kind.ABORTED);
            assertThat(server.heads).isEmpty();
        }
    }

    @Test
    void tellsNoAnswerFromSilenceFromTooLong() throws Exception {
        try (var mute = new LoopbackServer((_, _, _) -> {});
                var silent =
                        new LoopbackServer((_, out, _) -> out.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab".getBytes(UTF_8)));
                var dripping = new LoopbackServer((_, out, s) -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n".getBytes(UTF_8));
                    while (!s.over.await(50, TimeUnit.MILLISECONDS)) {
                        out.write('.');
                        out.flush();
                    }
                });
                var egress = egress(EgressRules.DEFAULT)) {
            var quick = Duration.ofMillis(200);
            var long_ = Duration.ofMinutes(1);
            assertThat(failure(() -> egress.send(slow(mute, quick, long_, long_, 100)))
                            .kind())
                    .isEqualTo(Kind.NO_ANSWER);
            assertThat(failure(() -> egress.send(slow(silent, long_, quick, long_, 100))
                                    .bytes())
                            .kind())
                    .isEqualTo(Kind.SILENT);
            assertThat(failure(() -> egress.send(slow(dripping, long_, long_, quick, 1000))
                                    .bytes())
                            .kind())
                    .isEqualTo(Kind.TOO_LONG);
        }
    }

    @Test
    void stopsABodyOverTheLimitAndNamesACutOne() throws Exception {
        try (var big = new LoopbackServer((_, out, _) -> out.write(LoopbackServer.ok("0123456789")));
                var cut = new LoopbackServer((_, out, _) -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab".getBytes(UTF_8));
                    out.flush();
                    out.close();
                });
                var egress = egress(EgressRules.DEFAULT)) {
            var minute = Duration.ofMinutes(1);
            assertThat(failure(() -> egress.send(slow(big, minute, minute, minute, 9))
                                    .bytes())
                            .kind())
                    .isEqualTo(Kind.TOO_LARGE);
            assertThat(egress.send(slow(big, minute, minute, minute, 10)).bytes())
                    .hasSize(10);
            assertThat(failure(() -> egress.send(slow(cut, minute, minute, minute, 10))
                                    .bytes())
                            .kind())
                    .isEqualTo(Kind.LOST);
        }
    }

    @Test
    void namesRefusedConnectionsUnknownNamesAndBrokenTls() throws Exception {
        NameResolver names = host -> {
            if (host.endsWith(".example")) {
                throw new UnknownHostException(host);
            }
            return List.of(InetAddress.getAllByName(host));
        };
        try (var plain = new java.net.ServerSocket(0, 1, LOOPBACK);
                var egress = new Egress(EgressRules.DEFAULT, names, Clock.systemUTC())) {
            var free = freePort();
            assertThat(failure(() -> egress.send(configured("http://127.0.0.1:" + free)))
                            .kind())
                    .isEqualTo(Kind.CONNECT);
            assertThat(failure(() -> egress.send(configured("http://nobody.example")))
                            .kind())
                    .isEqualTo(Kind.DNS);
            Thread.ofVirtual().start(() -> {
                try (var client = plain.accept()) {
                    client.getOutputStream().write(LoopbackServer.ok("no tls here"));
                    client.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(failure(() -> egress.send(configured("https://127.0.0.1:" + plain.getLocalPort())))
                            .kind())
                    .isEqualTo(Kind.TLS);
        }
    }

    @Test
    void reusesAConnectionWhoseAnswerWasReadAndDropsOneThatWasNot() throws Exception {
        var connections = new ArrayList<Long>();
        try (var server = new LoopbackServer((_, out, _) -> {
                    synchronized (connections) {
                        connections.add(Thread.currentThread().threadId());
                    }
                    out.write(LoopbackServer.ok("body"));
                });
                var egress = egress(EgressRules.DEFAULT)) {
            var request = configured("http://127.0.0.1:" + server.port());
            for (int i = 0; i < 3; i++) {
                try (var answer = egress.send(request)) {
                    answer.bytes();
                }
            }
            egress.send(request).close(); // unread
            egress.send(request).close();
            assertThat(connections).hasSize(5);
            assertThat(connections.stream().distinct()).hasSize(2);
        }
    }

    @Test
    void unzipsWhatAProxyZippedAsItComesAndKeepsTheConnection() throws Exception {
        var connections = new ArrayList<Long>();
        var go = new java.util.concurrent.CountDownLatch(1);
        try (var server = new LoopbackServer((_, out, _) -> {
                    synchronized (connections) {
                        connections.add(Thread.currentThread().threadId());
                    }
                    out.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(UTF_8));
                    var pieces = new java.io.ByteArrayOutputStream();
                    try (var zip = new java.util.zip.GZIPOutputStream(pieces, true)) {
                        zip.write("first ".getBytes(UTF_8));
                        zip.flush();
                        chunk(pieces, out);
                        go.await(); // the reader has the first piece before the second is written
                        zip.write("second".getBytes(UTF_8));
                    }
                    chunk(pieces, out);
                    out.write("0\r\n\r\n".getBytes(UTF_8));
                });
                var egress = egress(EgressRules.DEFAULT)) {
            for (int i = 0; i < 2; i++) {
                try (var answer = egress.send(configured("http://127.0.0.1:" + server.port()))) {
                    assertThat(answer.header("content-encoding")).isEmpty();
                    assertThat(new String(answer.body().readNBytes(6), UTF_8)).isEqualTo("first ");
                    go.countDown();
                    assertThat(new String(answer.bytes(), UTF_8)).isEqualTo("second");
                }
            }
            assertThat(connections).hasSize(2);
            assertThat(connections.stream().distinct()).hasSize(1);
        }
    }

    @Test
    void aBombOfZipsIsOverTheLimitAsSoonAsItIs() throws Exception {
        var zipped = new java.io.ByteArrayOutputStream();
        try (var zip = new java.util.zip.GZIPOutputStream(zipped)) {
            zip.write(new byte[1 << 20]);
        }
        var minute = Duration.ofMinutes(1);
        try (var server = new LoopbackServer((_, out, _) -> {
                    var head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + zipped.size() + "\r\n\r\n";
                    out.write(head.getBytes(UTF_8));
                    zipped.writeTo(out);
                });
                var egress = egress(EgressRules.DEFAULT)) {
            assertThat(failure(() -> egress.send(slow(server, minute, minute, minute, 100_000))
                                    .bytes())
                            .kind())
                    .isEqualTo(Kind.TOO_LARGE);
        }
    }

    private static void chunk(java.io.ByteArrayOutputStream bytes, java.io.OutputStream out) throws IOException {
        out.write((Integer.toHexString(bytes.size()) + "\r\n").getBytes(UTF_8));
        bytes.writeTo(out);
        out.write("\r\n".getBytes(UTF_8));
        out.flush();
        bytes.reset();
    }

    private static Egress egress(EgressRules rules) {
        return new Egress(rules, Clock.systemUTC());
    }

    private static EgressRequest configured(String address) {
        var uri = URI.create(address);
        return EgressRequest.get(uri, Map.of(), Purpose.configured("model", uri));
    }

    private static EgressRequest slow(LoopbackServer server, Duration firstByte, Duration silence, Duration total, long maxBytes) {
        var uri = URI.create("http://127.0.0.1:" + server.port() + "/");
        return new EgressRequest(
                "GET", uri, Map.of(), new byte[0], Purpose.configured("model", uri), new Limits(firstByte, silence, total, maxBytes));
    }

    private static byte[] redirect(String location) {
        return ("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n").getBytes(UTF_8);
    }

    private static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    private static EgressException failure(ThrowingCallable work) {
        var failure = catchThrowableOfType(EgressException.class, work);
        assertThat(failure).isNotNull();
        return failure;
    }
}
