package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Virtual threads only wait: slow queries hold up nobody's stream.
@Isolated("measures times")
class HeartbeatTest {
    private static final long BEAT = Duration.ofMillis(20).toNanos();

    @TempDir
    Path data;

    @Test
    void eightSlowQueriesDoNotDelayAHeartbeat() throws InterruptedException {
        try (var db = Databases.open("", data)) {
            var best = Long.MAX_VALUE;
            for (int attempt = 0; attempt < 3 && best > 100; attempt++) { // others may load the machine
                best = Math.min(best, lateness(db));
            }
            assertThat(best).as("milliseconds late at the most").isLessThan(100);
        }
    }

    private static long lateness(Db db) throws InterruptedException {
        var running = new CountDownLatch(8);
        var queries = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            queries.add(Thread.startVirtualThread(() -> {
                slowQuery(db);
                running.countDown();
            }));
        }
        var worst = 0L;
        while (running.getCount() > 0) {
            var beat = beat();
            worst = Math.max(worst, beat);
        }
        for (var query : queries) {
            query.join();
        }
        return worst;
    }

    private static void slowQuery(Db db) {
        assertThat(db.<Long>read(
                        handle -> handle.createQuery("""
                            with recursive n (i) as (select 1 union all select i + 1 from n where i < 700000) select count(*) from n
                            """).mapTo(Long.class).one()))
                .isEqualTo(700_000);
    }

    /// How much later than 20 ms a virtual thread woke, in milliseconds.
    private static long beat() throws InterruptedException {
        var late = new long[1];
        Thread.startVirtualThread(() -> {
                    var due = System.nanoTime() + BEAT;
                    while (System.nanoTime() < due) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                    late[0] = (System.nanoTime() - due) / 1_000_000;
                })
                .join();
        return late[0];
    }
}
