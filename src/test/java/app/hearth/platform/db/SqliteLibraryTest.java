package app.hearth.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.LibraryLoaderUtil;

class SqliteLibraryTest {
    @TempDir
    Path cache;

    @Test
    void itIsUnpackedOnceWholeAndAlone() throws IOException {
        var folder = SqliteLibrary.unpacked(cache);
        var library = folder.resolve(LibraryLoaderUtil.getNativeLibName());
        try (var shipped = getClass().getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + library.getFileName())) {
            assertThat(library).hasBinaryContent(shipped.readAllBytes());
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(library);
        }
        var before = FileTime.fromMillis(1_000);
        Files.setLastModifiedTime(library, before);
        assertThat(SqliteLibrary.unpacked(cache)).isEqualTo(folder);
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(before);
    }

    @Test
    void thatOfAnEarlierVersionGoes() throws IOException {
        var old = Files.createDirectories(cache.resolve("sqlite-3.1.0-Linux-x86_64"));
        Files.writeString(old.resolve("libsqlitejdbc.so"), "old");
        var other = Files.writeString(cache.resolve("start-1-2.aot"), "the start cache");
        var folder = SqliteLibrary.unpacked(cache);
        try (var all = Files.list(cache)) {
            assertThat(all).containsExactlyInAnyOrderElementsOf(List.of(folder, other));
        }
    }

    @Test
    void whereNoFolderCanBeMadeTheDriverGoesItsOwnWay() throws IOException {
        var file = Files.writeString(cache.resolve("cache"), "a file where the folder would be");
        assertThatThrownBy(() -> SqliteLibrary.unpacked(file)).isInstanceOf(IOException.class);
        SqliteLibrary.use(file);
        assertThat(System.getProperty("org.sqlite.lib.path")).isNotEqualTo(file.toString());
    }
}
