package app.hearth.platform.http;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// The heap that bodies larger than the usual may hold together, so that a few clients with many pictures can't take all of it. What comes
/// beyond is refused for the moment.
final class LargeBodies {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    LargeBodies(long most) {
        this.most = most;
    }

    /// A quarter of the heap: a body is copied on its way, and others live there too.
    static LargeBodies ofHeap() {
        return new LargeBodies(Runtime.getRuntime().maxMemory() / 4);
    }

    Share share() {
        return new Share();
    }

    /// What one request holds, until its answer is done.
    final class Share implements AutoCloseable {
        private long own;

        /// Throws `BUSY` when there is no room.
        void take(long bytes) {
            if (held.addAndGet(bytes) > most) {
                held.addAndGet(-bytes);
                throw new HearthException(ErrorCode.BUSY).retryAfter(Duration.ofSeconds(5));
            }
            own += bytes;
        }

        @Override
        public void close() {
            held.addAndGet(-own);
            own = 0;
        }
    }
}
