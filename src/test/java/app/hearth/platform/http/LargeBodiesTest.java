package app.hearth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Large bodies share a part of the heap.
class LargeBodiesTest {
    private static final String BIG = "x".repeat(1_500_000);

    @Test
    void aBodyForWhichThereIsNoRoomIsRefusedUntilAnothersAnswerIsDone() throws InterruptedException {
        var arrived = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var route = Route.put("/api/raw", Access.PUBLIC, byte[].class, Reply.class, (call, body) -> out -> {
                    arrived.countDown();
                    if (call.query("wait").isPresent()) {
                        await(go);
                    }
                    Reply.bytes(200, "text/plain", new byte[] {'k'}).write(out);
                })
                .maxBody(10_000_000);
        var server = new Server(
                Doors.edge(Map.of()), List.of(route), Doors::find, System::nanoTime, Duration.ofSeconds(1), new LargeBodies(2_000_000));
        try (var doors = new Doors(server)) {
            var first = Thread.ofVirtual().start(() -> put(doors, "/api/raw?wait=1", BIG));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(put(doors, "/api/raw", BIG)).isEqualTo(503);
            assertThat(new RawClient(doors.port()).send(chunked())).startsWith("HTTP/1.1 503");
            assertThat(put(doors, "/api/raw", "small")).isEqualTo(200);
            go.countDown();
            first.join();
            assertThat(put(doors, "/api/raw", BIG)).isEqualTo(200);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int put(Doors doors, String path, String body) {
        return doors.browser()
                .upload("PUT", path, "application/octet-stream", body.getBytes(StandardCharsets.UTF_8))
                .status();
    }

    private static String chunked() {
        var request = new StringBuilder("PUT /api/raw HTTP/1.1\r\nHost: x\r\nX-Hearth: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 15; i++) {
            request.append("186a0\r\n").append("x".repeat(100_000)).append("\r\n");
        }
        return request.append("0\r\n\r\n").toString();
    }
}
