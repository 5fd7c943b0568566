package app.hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Engines;
import app.hearth.TestClock;
import app.hearth.chat.ChangeStore.Change;
import app.hearth.chat.ChangeStore.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ChangeStoreTest {
    private final TestClock clock = new TestClock();

    /// PostgreSQL gives the first transaction the smaller number although the second is done before it.
    @Test
    void aChangeThatAppearsAfterANewerOneIsNotPassedBy() throws InterruptedException {
        try (var db = Engines.postgresql()) {
            var alice = new ChatRows(db, clock).account().user();
            var store = new ChangeStore(db);
            db.write(handle -> ChangeStore.add(handle, alice, Kind.CHAT, "first", clock.millis() - 60_000));
            var start = store.last();
            var added = new CountDownLatch(1);
            var commit = new CompletableFuture<Void>();
            var slow = Thread.ofVirtual()
                    .start(() -> db.write(handle -> {
                        ChangeStore.add(handle, alice, Kind.CHAT, "slow", clock.millis());
                        added.countDown();
                        commit.join();
                    }));
            added.await();
            db.write(handle -> ChangeStore.add(handle, alice, Kind.CHAT, "quick", clock.millis()));
            var seen = store.after(alice, start, clock.millis());
            assertThat(seen.changes()).extracting(Change::object).containsExactly("quick");
            commit.complete(null);
            slow.join();
            var next = store.after(alice, seen.last(), clock.millis());
            assertThat(next.changes()).extracting(Change::object).containsExactly("slow", "quick");
            assertThat(store.after(alice, seen.last(), clock.millis() + 60_000).last())
                    .isEqualTo(store.last());
        }
    }
}
