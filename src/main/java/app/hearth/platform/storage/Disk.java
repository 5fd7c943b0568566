package app.hearth.platform.storage;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/// What the storage asks of the disk: room, and writes that stay. A test makes it small.
class Disk {
    /// Left free for the database, which must be able to take a reply's last words.
    static final long RESERVE = 64 << 20;

    private final Path folder;

    Disk(Path folder) {
        this.folder = folder;
    }

    /// Bytes that may still be written.
    long free() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    void checkRoom(long bytes) throws IOException {
        if (free() - bytes < RESERVE) {
            throw new HearthException(ErrorCode.STORAGE_FULL);
        }
    }

    FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Makes new names in a folder survive a power cut. Some systems (Windows) can't open a folder, and keep names by themselves.
    void force(Path folderOfNames) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folderOfNames, StandardOpenOption.READ);
        } catch (IOException e) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    /// What a failed write means: a quota or another writer may fill the disk between the check and the write.
    RuntimeException failed(IOException e) {
        try {
            if (free() < RESERVE) {
                return new HearthException(ErrorCode.STORAGE_FULL, Map.of(), e);
            }
        } catch (IOException second) {
            e.addSuppressed(second);
        }
        return new UncheckedIOException(e);
    }
}
