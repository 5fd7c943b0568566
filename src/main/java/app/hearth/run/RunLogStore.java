package app.hearth.run;

import app.hearth.chat.Part;
import app.hearth.platform.db.Db;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;

/// The delta log: what runs have said and their messages do not hold yet, on disk within a quarter second. Append only, one row a run and
/// batch, all runs in one write; rows are fenced by their epoch. No index but the number: recovery scans once, the rows of ended runs are
/// swept in bulk.
final class RunLogStore implements Db.Cargo {
    private static final int SWEEP = 2_000;

    private final Db db;
    private final Map<LiveRun, Position> runs = new ConcurrentHashMap<>();
    private final AtomicBoolean waits = new AtomicBoolean();
    private final AtomicBoolean swept = new AtomicBoolean(true);

    /// Touched by the writer alone.
    private static final class Position {
        long durable;
        long written;
        boolean requestDurable;
        boolean requestWritten;
    }

    RunLogStore(Db db) {
        this.db = db;
        db.carry(this);
    }

    void add(LiveRun run) {
        runs.put(run, new Position());
    }

    /// To be called when the run's end is stored.
    void remove(LiveRun run) {
        runs.remove(run);
        swept.set(false);
    }

    /// Tells that a run said something. Wakes the writer once a batch.
    void said() {
        if (!waits.get() && waits.compareAndSet(false, true)) {
            db.cargoWaits();
        }
    }

    @Override
    public void write(Handle handle) {
        waits.set(false);
        if (runs.isEmpty()) {
            return;
        }
        try (var batch = handle.prepareBatch(
                "insert into run_log (run, epoch, first_seq, last_seq, frames) values (:run, :epoch, :first, :last, :frames)")) {
            runs.forEach((run, position) -> {
                var slices = run.buffer().allAfter(position.durable);
                if (!slices.isEmpty()) {
                    position.written = slices.getLast().last();
                    batch.bind("run", run.id())
                            .bind("epoch", run.epoch())
                            .bind("first", position.durable + 1)
                            .bind("last", position.written)
                            .bind("frames", Said.frames(slices))
                            .add();
                }
            });
            if (batch.size() > 0) {
                batch.execute();
            }
        }
        runs.forEach((run, position) -> {
            if (!position.requestDurable) {
                run.packed().ifPresent(packed -> run.sent().ifPresent(sent -> writeRequest(handle, run, sent.url(), packed, position)));
            }
        });
    }

    private static void writeRequest(Handle handle, LiveRun run, String url, byte[] packed, Position position) {
        handle.createUpdate("update run set url = :url, request = :request where id = :run and epoch = :epoch")
                .bind("url", url)
                .bind("request", packed)
                .bind("run", run.id())
                .bind("epoch", run.epoch())
                .execute();
        position.requestWritten = true;
    }

    @Override
    public void settled(boolean committed) {
        runs.values().forEach(position -> {
            if (committed) {
                position.durable = Math.max(position.durable, position.written);
                position.requestDurable |= position.requestWritten;
            }
            position.written = position.durable;
            position.requestWritten = position.requestDurable;
        });
    }

    /// What a lost run said, added to what its message held.
    List<Part> read(RunStore.Lost lost, List<Part> before) {
        var said = new Said(before);
        db.read(handle -> handle.createQuery("select frames from run_log where run = :run and epoch = :epoch order by n")
                        .bind("run", lost.run())
                        .bind("epoch", lost.epoch())
                        .mapTo(String.class)
                        .list())
                .forEach(said::addFrames);
        return said.parts();
    }

    /// Sweeps the rows of epochs that run no longer, if any run ended since the last time.
    void purge() {
        if (swept.compareAndSet(false, true)) {
            var floor = 0L;
            while (floor >= 0) {
                floor = purge(floor);
            }
        }
    }

    /// Looks at some rows from `floor` up; returns where to go on, negative at the end.
    private long purge(long floor) {
        return db.transaction(handle -> {
            var ceiling = handle.createQuery("select max(n) from (select n from run_log where n > :floor order by n limit :some) s")
                    .bind("floor", floor)
                    .bind("some", SWEEP)
                    .mapTo(Long.class)
                    .findOne();
            if (ceiling.isEmpty()) {
                return -1L;
            }
            handle.createUpdate("""
                delete from run_log
                 where n > :floor and n <= :ceiling
                   and not exists (select 1 from run r where r.id = run_log.run and r.state = 'running' and r.epoch = run_log.epoch)
                """)
                    .bind("floor", floor)
                    .bind("ceiling", ceiling.get())
                    .execute();
            return ceiling.get();
        });
    }
}
