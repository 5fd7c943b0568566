package app.hearth.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeapTrimTest {
    private static final long MIB = 1 << 20;

    private final FakeHeap heap = new FakeHeap();
    private final HeapTrim trim = new HeapTrim(heap, Duration.ofDays(1));

    /// A collection leaves 30 MiB in use and 60 committed.
    private static final class FakeHeap implements HeapTrim.Heap {
        private long used = 10 * MIB;
        private long committed = 24 * MIB;
        private long kept = 60 * MIB;
        private int collections;

        @Override
        public long used() {
            return used;
        }

        @Override
        public long committed() {
            return committed;
        }

        @Override
        public void collect() {
            collections++;
            used = 30 * MIB;
            committed = kept;
        }
    }

    @AfterEach
    void close() {
        trim.close();
    }

    @Test
    void aGrownHeapIsCollectedOnceTheHouseIsQuiet() {
        heap.committed = 380 * MIB;
        heap.used = 200 * MIB;
        trim.look();
        heap.used = 290 * MIB;
        trim.look();
        assertThat(heap.collections).as("while it is busy").isZero();
        heap.used = 291 * MIB;
        trim.look();
        assertThat(heap.collections).isEqualTo(1);
        assertThat(heap.committed).isEqualTo(60 * MIB);
    }

    @Test
    void aFallInBetweenIsWorkToo() {
        heap.committed = 380 * MIB;
        heap.used = 200 * MIB;
        trim.look();
        heap.used = 90 * MIB;
        trim.look();
        assertThat(heap.collections).isZero();
    }

    @Test
    void whatACollectionCouldNotGiveBackIsNotAskedForAgain() {
        heap.committed = 200 * MIB;
        heap.kept = 200 * MIB;
        for (int i = 0; i < 5; i++) {
            trim.look();
        }
        assertThat(heap.collections).isEqualTo(1);
    }

    @Test
    void aSmallHeapIsLeftAlone() {
        trim.look();
        trim.look();
        assertThat(heap.collections).isZero();
    }
}
