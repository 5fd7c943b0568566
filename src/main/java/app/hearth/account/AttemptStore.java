package app.hearth.account;

import app.hearth.platform.db.Db;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Counted tries in SQL. Counting is a conditional update, so that two tries at once never count as one.
final class AttemptStore {
    private final Db db;

    AttemptStore(Db db) {
        this.db = db;
    }

    /// One of the subjects is blocked; thrown so that the transaction leaves the others uncounted.
    static final class Blocked extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final long millis;

        Blocked(long millis) {
            super("blocked", null, false, false);
            this.millis = millis;
        }

        Duration left() {
            return Duration.ofMillis(millis);
        }
    }

    private record Row(int failures, long since, long blockedUntil) {}

    /// Counts a try against each subject, or throws [Blocked] and counts none.
    void claim(List<Attempts.Subject> subjects, long now) {
        db.write(handle -> subjects.forEach(subject -> claim(handle, subject, now)));
    }

    private static void claim(Handle handle, Attempts.Subject subject, long now) {
        while (!tryClaim(handle, subject, now)) {
            Thread.onSpinWait(); // another try came between reading and writing; PostgreSQL shows it to the next read
        }
    }

    private static boolean tryClaim(Handle handle, Attempts.Subject subject, long now) {
        var found = handle.createQuery("select failures, since, blocked_until from attempt where subject = :subject")
                .bind("subject", subject.key())
                .map((rs, context) -> new Row(rs.getInt("failures"), rs.getLong("since"), rs.getLong("blocked_until")))
                .findOne();
        if (found.isEmpty()) {
            return handle.createUpdate("""
                insert into attempt (subject, failures, since, blocked_until)
                values (:subject, 1, :now, 0)
                on conflict (subject) do nothing
                """)
                            .bind("subject", subject.key())
                            .bind("now", now)
                            .execute()
                    == 1;
        }
        var row = found.get();
        if (row.blockedUntil > now) {
            throw new Blocked(row.blockedUntil - now);
        }
        var limit = subject.limit();
        var drained = Math.max(0, (now - row.since) / limit.drain().toMillis());
        var left = (int) Math.max(0, row.failures - drained);
        return handle.createUpdate("""
            update attempt set failures = :failures, since = :since, blocked_until = :until
             where subject = :subject and failures = :before and since = :sinceBefore and blocked_until = :untilBefore
            """)
                        .bind("failures", left + 1)
                        .bind(
                                "since",
                                left == 0
                                        ? now
                                        : row.since + drained * limit.drain().toMillis())
                        .bind("until", limit.blockedUntil(left + 1, now))
                        .bind("subject", subject.key())
                        .bind("before", row.failures)
                        .bind("sinceBefore", row.since)
                        .bind("untilBefore", row.blockedUntil)
                        .execute()
                == 1;
    }

    /// Forgets all tries.
    void clear(List<Attempts.Subject> subjects) {
        db.write(handle -> {
            for (var subject : subjects) {
                handle.createUpdate("delete from attempt where subject = :subject")
                        .bind("subject", subject.key())
                        .execute();
            }
        });
    }

    /// Takes back one try, and the block that it set.
    void takeBack(List<Attempts.Subject> subjects) {
        db.write(handle -> {
            for (var subject : subjects) {
                handle.createUpdate("""
                    update attempt set failures = failures - 1, blocked_until = 0 where subject = :subject and failures > 0
                    """).bind("subject", subject.key()).execute();
            }
        });
    }

    void purge(long before) {
        db.write(handle -> handle.createUpdate("delete from attempt where since < :before and blocked_until < :before")
                .bind("before", before)
                .execute());
    }
}
