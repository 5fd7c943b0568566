package app.hearth.run;

import app.hearth.platform.db.Db;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
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
        // in the order of their ids, as everybody locks rows of runs: two that wait for each other would both fail
        runs.entrySet().stream()
                .filter(entry -> !entry.getValue().requestDurable)
                .sorted(Comparator.comparing(entry -> entry.getKey().id()))
                .forEach(entry -> entry.getKey().sent().ifPresent(sent -> writeRequest(handle, entry.getKey(), sent, entry.getValue())));
    }

    private static void writeRequest(Handle handle, LiveRun run, LiveRun.Sent sent, Position position) {
        handle.createUpdate("update run set url = :url, request = :request where id = :run and epoch = :epoch")
                .bind("url", sent.url())
                .bind("request", sent.packed())
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

    /// The frames of lost runs, by run, in one look through the whole log: it has no index to ask for each.
    Map<String, String> read(Collection<RunStore.Lost> lost) {
        var epochs = lost.stream().collect(Collectors.toMap(RunStore.Lost::run, RunStore.Lost::epoch));
        var frames = new HashMap<String, StringBuilder>();
        for (var floor = 0L; floor >= 0; ) {
            floor = read(floor, epochs, frames);
        }
        return frames.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().toString()));
    }

    /// Reads some rows from `floor` up; returns where to go on, negative at the end.
    private long read(long floor, Map<String, Integer> epochs, Map<String, StringBuilder> frames) {
        record Row(long n, String run, int epoch, String frames) {}
        var rows = db.read(handle -> handle.createQuery("select n, run, epoch, frames from run_log where n > :floor order by n limit :some")
                .bind("floor", floor)
                .bind("some", SWEEP)
                .map((rs, context) -> new Row(rs.getLong("n"), rs.getString("run"), rs.getInt("epoch"), rs.getString("frames")))
                .list());
        for (var row : rows) {
            if (Integer.valueOf(row.epoch).equals(epochs.get(row.run))) {
                frames.computeIfAbsent(row.run, run -> new StringBuilder()).append(row.frames);
            }
        }
        return rows.size() < SWEEP ? -1 : rows.getLast().n;
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
