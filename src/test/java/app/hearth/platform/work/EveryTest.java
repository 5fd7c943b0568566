package app.hearth.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("measures times")
class EveryTest {
    @Test
    void aJobThatFailsIsDoneAgain() throws InterruptedException {
        var done = new CountDownLatch(3);
        try (var every = new Every("test", Duration.ofMillis(5), () -> {
            done.countDown();
            throw new IllegalStateException("fails each time");
        })) {
            assertThat(every).isNotNull();
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingWaitsForTheJobAndStartsNoOther() throws InterruptedException {
        var began = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var every = new Every("test", Duration.ofMillis(5), () -> {
            began.countDown();
            try {
                finish.await();
            } catch (InterruptedException e) {
                return;
            }
            ended.countDown();
        });
        assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
        var closing = Thread.startVirtualThread(every::close);
        finish.countDown();
        closing.join();
        assertThat(ended.getCount()).isZero();
    }
}
