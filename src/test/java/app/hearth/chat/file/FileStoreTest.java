package app.hearth.chat.file;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.TestClock;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.http.Principal;
import app.hearth.platform.id.Ids;
import app.hearth.platform.storage.DiskStorage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same on both engines.
class FileStoreTest {
    @TempDir
    static Path folder;

    @TempDir
    Path files;

    private static EmbeddedPostgres postgres;
    private static Db sqlite;
    private static Db server;
    private final TestClock clock = new TestClock();

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
    void filesAreFoundByTheirOwnerOnly(Db db) {
        var store = new FileStore(db);
        var alice = account(db);
        var picture = new HouseFiles.Stored(Ids.next(), "aa", "中文 👋.png", "image/png", 12, 3, 4, HouseFiles.Kind.IMAGE);
        var text = new HouseFiles.Stored(Ids.next(), "bb", "b", "text/plain", 12, null, null, HouseFiles.Kind.TEXT);
        store.add(alice, picture, 1);
        store.add(alice, text, 1);
        assertThat(store.find(alice, picture.id())).contains(picture);
        assertThat(store.find(alice, text.id())).contains(text);
        assertThat(store.find(account(db), picture.id())).isEmpty();
        assertThat(store.usedHashes(List.of("aa", "bb", "nobody's"))).containsExactlyInAnyOrder("aa", "bb");
        assertThat(store.usedHashes(List.of())).isEmpty();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void anUploadCountsEachPieceOnce(Db db) {
        var store = new FileStore(db);
        var alice = account(db);
        var bob = account(db);
        var upload = new FileStore.Upload(Ids.next(), "a", "", 100, 0);
        assertThat(store.begin(alice, upload, 2, 150, 1)).isTrue();
        assertThat(store.begin(alice, new FileStore.Upload(Ids.next(), "b", "", 51, 0), 2, 150, 1))
                .isFalse();
        assertThat(store.begin(alice, new FileStore.Upload(Ids.next(), "b", "", 50, 0), 2, 150, 1))
                .isTrue();
        assertThat(store.begin(alice, new FileStore.Upload(Ids.next(), "c", "", 0, 0), 2, 150, 1))
                .isFalse();
        assertThat(store.received(alice, upload.id(), 0, 60)).isTrue();
        assertThat(store.received(alice, upload.id(), 0, 60)).isFalse();
        assertThat(store.received(bob, upload.id(), 60, 1)).isFalse();
        assertThat(store.upload(alice, upload.id()).orElseThrow().received()).isEqualTo(60);
        assertThat(store.upload(bob, upload.id())).isEmpty();
        store.drop(bob, upload.id());
        assertThat(store.upload(alice, upload.id())).isPresent();
        store.add(alice, new HouseFiles.Stored(upload.id(), "cc", "a", "text/plain", 1, null, null, HouseFiles.Kind.TEXT), 2);
        assertThat(store.upload(alice, upload.id())).isEmpty();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void whatNobodyComesBackForIsCleared(Db db) {
        var store = new FileStore(db);
        var storage = new DiskStorage(files, clock);
        var alice = account(db);
        var janitor = new Janitor(store, storage, clock);
        var kept = storage.put(stream("kept"));
        var orphan = storage.put(stream("orphan"));
        store.add(alice, new HouseFiles.Stored(Ids.next(), kept, "a", "text/plain", 4, null, null, HouseFiles.Kind.TEXT), 2);
        var left = begin(store, storage, alice);
        clock.pass(Duration.ofHours(23));
        var going = begin(store, storage, alice);
        var fresh = storage.put(stream("its row comes in a moment"));
        janitor.clear();
        assertThat(storage.exists(kept)).isTrue();
        assertThat(storage.exists(orphan)).isFalse();
        assertThat(storage.exists(fresh)).isTrue();
        assertThat(storage.drafts().ids()).containsExactlyInAnyOrder(left, going);
        clock.pass(Duration.ofHours(2));
        janitor.clear();
        assertThat(storage.exists(fresh)).isFalse();
        assertThat(storage.drafts().ids()).containsExactly(going);
        assertThat(store.upload(alice, left)).isEmpty();
        janitor.close();
    }

    private String begin(FileStore store, DiskStorage storage, Principal who) {
        var upload = new FileStore.Upload(Ids.next(), "a", "", 10, 0);
        assertThat(store.begin(who, upload, 9, 999, clock.millis())).isTrue();
        storage.drafts().write(upload.id(), 0, new byte[3]);
        return upload.id();
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Principal account(Db db) {
        var id = Ids.next();
        db.write(handle -> handle.createUpdate("""
            insert into account (id, email, name, role, password, created_at, active_at) values (:id, :id, 'A', 'user', 'x', 0, 0)
            """).bind("id", id).execute());
        return Principal.ofSession(id, Principal.Role.USER, Ids.next());
    }
}
