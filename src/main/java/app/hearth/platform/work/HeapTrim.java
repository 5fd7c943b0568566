package app.hearth.platform.work;

import java.time.Duration;

/// Gives memory back after a busy time. The serial collector lets a heap that has grown stay grown until a full collection, which may not
/// come for days in a house that has gone quiet; one is asked for once the house hardly allocates any more. On the small heap of a house it
/// takes well under a tenth of a second.
public final class HeapTrim implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(4);
    private static final long WORTH_IT = 96L << 20;
    private static final long QUIET = 2L << 20;

    /// The heap in bytes, and the wish for a collection.
    interface Heap {
        long used();

        long committed();

        void collect();
    }

    private final Heap heap;
    private final Every every;
    private long usedBefore = Long.MAX_VALUE;
    private long left;

    public HeapTrim() {
        this(
                new Heap() {
                    @Override
                    public long used() {
                        return Runtime.getRuntime().totalMemory()
                                - Runtime.getRuntime().freeMemory();
                    }

                    @Override
                    public long committed() {
                        return Runtime.getRuntime().totalMemory();
                    }

                    @Override
                    public void collect() {
                        System.gc();
                    }
                },
                PERIOD);
    }

    HeapTrim(Heap heap, Duration period) {
        this.heap = heap;
        every = new Every("heap-trim", period, this::look);
    }

    /// Collects when the heap is large, larger than what the last collection left, and little was allocated since the last look. Allocation
    /// shows as growth; a collection in between, which hides it, as a fall.
    void look() {
        var used = heap.used();
        var isQuiet = used >= usedBefore && used - usedBefore <= QUIET;
        usedBefore = used;
        if (isQuiet && heap.committed() >= WORTH_IT && heap.committed() > left) {
            heap.collect();
            left = heap.committed();
            usedBefore = heap.used();
        }
    }

    @Override
    public void close() {
        every.close();
    }
}
