package app.hearth.platform.work;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Does a small job again and again: first after one period, then one period after it was done. A job that fails is logged and done again.
public final class Every implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Every.class.getName());

    private final ScheduledExecutorService thread;

    /// @param job may wait, and use a [Work] for what is heavy
    public Every(String name, Duration period, Runnable job) {
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name(name).factory());
        thread.scheduleWithFixedDelay(() -> run(name, job), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void run(String name, Runnable job) {
        try {
            job.run();
        } catch (RuntimeException e) { // a thread's top; uncaught it would end the schedule in silence
            LOG.log(Level.WARNING, "the job " + name + " failed and is tried again", e);
        }
    }

    /// Waits for the job when it runs; interrupting would leave half of it.
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
