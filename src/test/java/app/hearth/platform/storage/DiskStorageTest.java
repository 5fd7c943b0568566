package app.hearth.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.TestClock;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskStorageTest {
    /// Of “hello”, as any SHA-256 tool tells it.
    private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();

    @Test
    void contentLivesUnderItsHashOnce() throws IOException {
        var storage = new DiskStorage(folder, clock);
        assertThat(storage.put(stream("hello"))).isEqualTo(HELLO);
        assertThat(storage.put(stream("hello"))).isEqualTo(HELLO);
        assertThat(storage.exists(HELLO)).isTrue();
        assertThat(read(storage.open(HELLO, 0, Long.MAX_VALUE))).isEqualTo("hello");
        assertThat(storage.keys("", 10)).containsExactly(HELLO);
        assertThat(filesBelow()).hasSize(1);
    }

    @Test
    void aRangeIsReadByPosition() throws IOException {
        var storage = new DiskStorage(folder, clock);
        storage.put(stream("hello"));
        assertThat(read(storage.open(HELLO, 1, 3))).isEqualTo("ell");
        assertThat(read(storage.open(HELLO, 4, 100))).isEqualTo("o");
        assertThat(read(storage.open(HELLO, 9, 100))).isEmpty();
        assertThat(read(storage.open(HELLO, 0, 0))).isEmpty();
        try (var in = storage.open(HELLO, 1, 3)) {
            assertThat(in.read()).isEqualTo('e');
            assertThat(in.skip(9)).isEqualTo(2);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void whatIsNotThereIsNotFoundAndNoNameLeadsOut() {
        var storage = new DiskStorage(folder, clock);
        assertThatThrownBy(() -> storage.open(HELLO, 0, 1))
                .isInstanceOf(HearthException.class)
                .hasMessage("not_found");
        assertThatThrownBy(() -> storage.open("../../etc/passwd", 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.drafts().drop("../x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCrashBetweenWriteAndRenameLeavesNothing() throws IOException {
        var storage = new DiskStorage(folder, clock, new Disk(folder) {
            @Override
            FileChannel create(Path file) throws IOException {
                Files.writeString(file.resolveSibling(Ids.next()), "hel"); // another process was killed here
                return super.create(file);
            }
        });
        var crash = new FilterInputStream(stream("hello")) {
            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                var n = super.read(bytes, from, length);
                if (n < 0) {
                    throw new StackOverflowError("killed after the last byte");
                }
                return n;
            }
        };
        assertThatThrownBy(() -> storage.put(crash)).isInstanceOf(StackOverflowError.class);
        assertThat(storage.exists(HELLO)).isFalse();
        assertThat(storage.keys("", 10)).isEmpty();
        assertThat(filesBelow()).hasSize(1);
        var again = new DiskStorage(folder, clock);
        assertThat(filesBelow()).isEmpty();
        assertThat(again.put(stream("hello"))).isEqualTo(HELLO);
    }

    @Test
    void aFullDiskIsSaidAndKeepsWhatWasThere() throws IOException {
        var free = new long[] {Disk.RESERVE + 10};
        var disk = new Disk(folder) {
            @Override
            long free() {
                return free[0];
            }

            @Override
            void write(FileChannel channel, ByteBuffer bytes) throws IOException {
                if (free[0] < 0) {
                    throw new IOException("No space left on device");
                }
                super.write(channel, bytes);
            }

            @Override
            void checkRoom(long bytes) throws IOException {
                if (free[0] >= 0) {
                    super.checkRoom(bytes);
                }
            }
        };
        var storage = new DiskStorage(folder, clock, disk);
        storage.put(stream("hello"));
        assertThatThrownBy(() -> storage.put(stream("hello, world")))
                .isInstanceOfSatisfying(HearthException.class, DiskStorageTest::isFull);
        assertThatThrownBy(() -> storage.drafts().write(Ids.next(), 0, new byte[20]))
                .isInstanceOfSatisfying(HearthException.class, DiskStorageTest::isFull);
        free[0] = -1; // filled up by another between the check and the write
        assertThatThrownBy(() -> storage.put(stream("other"))).isInstanceOfSatisfying(HearthException.class, DiskStorageTest::isFull);
        assertThat(storage.keys("", 10)).containsExactly(HELLO);
    }

    private static void isFull(HearthException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL);
    }

    @Test
    void otherTroubleIsNoFullDisk() {
        var storage = new DiskStorage(folder, clock);
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the sender left");
            }
        };
        assertThatThrownBy(() -> storage.put(broken)).isInstanceOf(UncheckedIOException.class);
        assertThat(storage.keys("", 10)).isEmpty();
    }

    @Test
    void contentThatWasPutAgainIsNotDeleted() {
        var storage = new DiskStorage(folder, clock);
        storage.put(stream("hello"));
        clock.pass(Duration.ofHours(2));
        var hourAgo = clock.instant().minus(Duration.ofHours(1));
        storage.put(stream("hello"));
        assertThat(storage.delete(HELLO, hourAgo)).isFalse();
        clock.pass(Duration.ofHours(2));
        assertThat(storage.delete(HELLO, clock.instant().minus(Duration.ofHours(1))))
                .isTrue();
        assertThat(storage.exists(HELLO)).isFalse();
    }

    @Test
    void keysAreListedInOrderSliceBySlice() {
        var storage = new DiskStorage(folder, clock);
        var all = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            all.add(storage.put(stream("content " + i)));
        }
        all.sort(null);
        var listed = new ArrayList<String>();
        for (List<String> slice = storage.keys("", 7); !slice.isEmpty(); slice = storage.keys(slice.getLast(), 7)) {
            assertThat(slice).hasSizeLessThanOrEqualTo(7);
            listed.addAll(slice);
        }
        assertThat(listed).isEqualTo(all);
    }

    @Test
    void aDraftGrowsByPiecesAndAPieceSentTwiceReplacesItself() throws IOException {
        var drafts = new DiskStorage(folder, clock).drafts();
        var id = Ids.next();
        drafts.write(id, 0, bytes("hel"));
        drafts.write(id, 3, bytes("XX and more"));
        drafts.write(id, 3, bytes("lo"));
        var reopened = new DiskStorage(folder, clock).drafts();
        assertThat(read(reopened.open(id))).isEqualTo("hello");
        assertThat(reopened.ids()).containsExactly(id);
        reopened.drop(id);
        reopened.drop(id);
        assertThat(reopened.ids()).isEmpty();
    }

    private List<Path> filesBelow() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String read(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
