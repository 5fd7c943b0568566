package app.hearth.platform.storage;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/// One file a draft.
final class DiskDrafts implements Drafts {
    private final Path folder;
    private final Disk disk;

    DiskDrafts(Path folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    @Override
    public void write(String id, long at, byte[] piece) {
        var file = path(id);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            disk.checkRoom(piece.length);
            channel.truncate(at).position(at);
            disk.write(channel, ByteBuffer.wrap(piece));
            channel.force(true);
            if (at == 0) {
                disk.force(folder);
            }
        } catch (IOException e) {
            throw disk.failed(e);
        }
    }

    @Override
    public InputStream open(String id) {
        try {
            return Files.newInputStream(path(id));
        } catch (NoSuchFileException e) {
            throw new HearthException(ErrorCode.NOT_FOUND, Map.of(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void drop(String id) {
        try {
            Files.deleteIfExists(path(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> ids() {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(Ids::isId)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path path(String id) {
        if (!Ids.isId(id)) {
            throw new IllegalArgumentException("no id");
        }
        return folder.resolve(id);
    }
}
