package app.hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Engines;
import app.hearth.TestClock;
import app.hearth.chat.ChangeStore.Change;
import app.hearth.chat.ChangeStore.Kind;
import app.hearth.platform.db.Db;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    @ParameterizedTest
    @MethodSource("app.hearth.Engines#empty")
    void allThatIsOldIsForgottenALittleATimeButNeverTheNewest(Db db) {
        var alice = new ChatRows(db, clock).account().user();
        var store = new ChangeStore(db);
        var old = clock.millis() - Duration.ofDays(8).toMillis();
        db.write(handle -> {
            for (int i = 0; i < 5_500; i++) {
                ChangeStore.add(handle, alice, Kind.CHAT, "old", old);
            }
        });
        var newest = store.last();
        assertThat(purged(store)).isEqualTo(6);
        assertThat(count(db)).isEqualTo(1);
        assertThat(store.last()).isEqualTo(newest);
        db.write(handle -> ChangeStore.add(handle, alice, Kind.CHAT, "young", clock.millis()));
        db.write(handle -> ChangeStore.add(handle, alice, Kind.CHAT, "younger", clock.millis()));
        purged(store);
        assertThat(count(db)).isEqualTo(2);
        assertThat(store.after(alice, newest, clock.millis()).changes())
                .extracting(Change::object)
                .containsExactly("young", "younger");
    }

    /// How many slices it took.
    private int purged(ChangeStore store) {
        var slices = 1;
        while (store.purge(clock.millis())) {
            slices++;
        }
        return slices;
    }

    private static int count(Db db) {
        return db.read(handle -> handle.createQuery("select count(*) from change")
                .mapTo(Integer.class)
                .one());
    }
}
