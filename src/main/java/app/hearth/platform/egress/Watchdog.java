package app.hearth.platform.egress;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Ends calls whose time is up: one thread looks at all of them ten times a second, and sleeps while there are none.
final class Watchdog implements AutoCloseable {
    private static final long TICK_NANOS = 100_000_000L;

    private final Set<EgressCall> calls = ConcurrentHashMap.newKeySet();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("egress-watchdog").unstarted(this::watch);
    private volatile boolean closed;

    Watchdog() {
        thread.start();
    }

    void add(EgressCall call) {
        calls.add(call);
        LockSupport.unpark(thread);
    }

    void remove(EgressCall call) {
        calls.remove(call);
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    private void watch() {
        while (!closed) {
            if (calls.isEmpty()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, TICK_NANOS);
            }
            var now = System.nanoTime();
            for (var call : calls) {
                call.endIfLate(now);
            }
        }
        calls.forEach(EgressCall::abort);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
