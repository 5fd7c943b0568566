package app.hearth.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.StartRefused;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Both engines keep the same promises.
class DbTest {
    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static Db sqlite;
    private static Db server;

    @BeforeAll
    static void open() throws IOException {
        postgres = EmbeddedPostgres.start();
        server = Databases.open("postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres", folder);
        sqlite = Databases.open("", folder);
    }

    @AfterAll
    static void close() throws IOException {
        sqlite.close();
        server.close();
        postgres.close();
    }

    static Stream<Db> engines() {
        return Stream.of(sqlite, server);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void aTransactionThatThrowsLeavesNothingBehind(Db db) {
        assertThatThrownBy(() -> db.write(handle -> {
                    put(handle, "half", "1");
                    throw new IllegalStateException("stop");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(get(db, "half")).isEmpty();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void oneCallersFailureDoesNotUndoItsNeighbours(Db db) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 40; i++) {
            var number = i;
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    db.write(handle -> {
                        put(handle, "neighbour-" + number, "x");
                        if (number % 2 == 1) {
                            throw new IllegalStateException("odd");
                        }
                    });
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("odd");
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(db.<Integer>read(handle -> handle.createQuery("select count(*) from setting where name like 'neighbour-%'")
                        .mapTo(Integer.class)
                        .one()))
                .isEqualTo(20);
    }

    /// A full disk makes SQLite take back the whole transaction, savepoints included.
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aWriteThatFillsTheDiskIsToldSoAndTheNextOneSucceeds() {
        int pages = sqlite.transaction(handle ->
                handle.createQuery("pragma page_count").mapTo(Integer.class).one());
        limitPages(pages + 2);
        try {
            assertThatThrownBy(() -> sqlite.write(handle -> put(handle, "huge", "x".repeat(1_000_000))))
                    .isInstanceOfSatisfying(
                            HearthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
        } finally {
            limitPages(1_000_000);
        }
        sqlite.write(handle -> put(handle, "after-full", "1"));
        assertThat(get(sqlite, "after-full")).contains("1");
    }

    private static void limitPages(int most) {
        sqlite.write(handle -> handle.createQuery("pragma max_page_count = " + most)
                .mapTo(Integer.class)
                .one());
    }

    @Test
    void aFullDiskUnderPostgresIsToldSo() {
        assertThatThrownBy(() -> server.write(
                        handle -> handle.execute("do $$ begin raise exception 'no space left' using errcode = '53100'; end $$")))
                .isInstanceOfSatisfying(
                        HearthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anErrorInOneCallbackDoesNotStopTheWriter() {
        assertThatThrownBy(() -> sqlite.write(handle -> {
                    throw new NoClassDefFoundError("no such class");
                }))
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);
        sqlite.write(handle -> put(handle, "after-error", "1"));
        assertThat(get(sqlite, "after-error")).contains("1");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void cargoIsCommittedWithoutAnotherCall(Db db) throws InterruptedException {
        var settled = new CountDownLatch(1);
        db.carry(new Db.Cargo() {
            @Override
            public void write(Handle handle) {
                if (settled.getCount() > 0) {
                    put(handle, "cargo", "there");
                }
            }

            @Override
            public void settled(boolean committed) {
                settled.countDown();
            }
        });
        db.cargoWaits();
        assertThat(settled.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(get(db, "cargo")).isEqualTo("there");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void theFirstAdministratorCanBeOnlyOne(Db db) {
        db.write(handle -> account(handle, "a@example.org"));
        assertThatThrownBy(() -> db.write(handle -> account(handle, "b@example.org")))
                .isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void aReadSeesEveryCommitBeforeItAlsoAfterTheSameReadOrWriteFailed(Db db) {
        var several = "select value from setting where name like 'seen %' order by name";
        for (int round = 0; round < 3; round++) {
            var name = "seen " + round;
            assertThat(get(db, name)).isEmpty();
            db.write(handle -> put(handle, name, "1"));
            assertThat(get(db, name)).isEqualTo("1");
            assertThatThrownBy(() -> db.write(handle -> put(handle, name, "2"))).isInstanceOf(JdbiException.class); // it is there
            assertThatThrownBy(() -> db.read(handle -> handle.createQuery(several)
                            .map((rs, context) -> {
                                throw new IllegalStateException("in the middle of the rows");
                            })
                            .list()))
                    .isInstanceOf(IllegalStateException.class);
            var seen = db.read(
                    handle -> handle.createQuery(several).mapTo(String.class).list());
            assertThat(seen).hasSize(round + 1);
        }
    }

    @Test
    void aToolBesideTheHouseBeginsNoneWhereThereIsNone() {
        var nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> Databases.openExisting("", nowhere))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(nowhere + "/hearth.db");
        assertThat(nowhere).doesNotExist();
        Databases.openExisting("", folder).close();
    }

    private static void account(Handle handle, String email) {
        handle.createUpdate("""
            insert into account (id, email, name, role, password, founder, created_at, active_at)
            values (:email, :email, 'A', 'admin', 'x', 1, 0, 0)
            """).bind("email", email).execute();
    }

    private static void put(Handle handle, String name, String value) {
        handle.createUpdate("insert into setting (name, value, updated_at) values (:name, :value, 0)")
                .bind("name", name)
                .bind("value", value)
                .execute();
    }

    private static String get(Db db, String name) {
        return db.read(handle -> handle.createQuery("select value from setting where name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }
}
