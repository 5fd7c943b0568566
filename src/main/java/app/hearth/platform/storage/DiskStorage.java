package app.hearth.platform.storage;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A folder of this machine: `ab/ab12…` by hash, what is being written in `new/`, drafts in `drafts/`.
public final class DiskStorage implements Storage {
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final int CHUNK = 256 << 10;
    private static final int LOCKS = 64;

    private final Path root;
    private final Path fresh;
    private final Clock clock;
    private final Disk disk;
    private final DiskDrafts drafts;
    private final Object[] locks = new Object[LOCKS];

    /// Opens the folder and clears what a crash left half written.
    public DiskStorage(Path root, Clock clock) {
        this(root, clock, new Disk(root));
    }

    DiskStorage(Path root, Clock clock, Disk disk) {
        this.root = root;
        this.fresh = root.resolve("new");
        this.clock = clock;
        this.disk = disk;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
        try {
            Files.createDirectories(fresh);
            try (var left = Files.newDirectoryStream(fresh)) {
                for (var file : left) {
                    Files.delete(file);
                }
            }
            drafts = new DiskDrafts(Files.createDirectories(root.resolve("drafts")), disk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String put(InputStream content) {
        var draft = fresh.resolve(Ids.next());
        try {
            try {
                var key = write(content, draft);
                synchronized (lock(key)) {
                    settle(draft, key);
                }
                return key;
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw disk.failed(e);
        }
    }

    private String write(InputStream content, Path draft) throws IOException {
        var hashed = new DigestInputStream(content, sha256());
        try (var channel = disk.create(draft)) {
            var chunk = new byte[CHUNK];
            for (int n = hashed.readNBytes(chunk, 0, CHUNK); n > 0; n = hashed.readNBytes(chunk, 0, CHUNK)) {
                disk.checkRoom(n);
                disk.write(channel, ByteBuffer.wrap(chunk, 0, n));
            }
            channel.force(true);
        }
        return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
    }

    /// The rename is what makes the content exist: before it there is none, after it there is all of it.
    private void settle(Path draft, String key) throws IOException {
        var target = path(key);
        if (Files.exists(target)) {
            Files.setLastModifiedTime(target, FileTime.from(clock.instant()));
            return;
        }
        if (Files.notExists(target.getParent())) {
            Files.createDirectories(target.getParent());
            disk.force(root);
        }
        Files.setLastModifiedTime(draft, FileTime.from(clock.instant()));
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        disk.force(target.getParent());
    }

    @Override
    public InputStream open(String key, long from, long length) {
        try {
            var channel = Files.newByteChannel(path(key)).position(from);
            return new Range(Channels.newInputStream(channel), length);
        } catch (NoSuchFileException e) {
            throw new HearthException(ErrorCode.NOT_FOUND, Map.of(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean exists(String key) {
        return Files.exists(path(key));
    }

    @Override
    public boolean delete(String key, Instant untouchedSince) {
        var file = path(key);
        synchronized (lock(key)) {
            try {
                if (Files.exists(file)
                        && Files.getLastModifiedTime(file).toInstant().isAfter(untouchedSince)) {
                    return false;
                }
                Files.deleteIfExists(file);
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public List<String> keys(String after, int limit) {
        var found = new ArrayList<String>();
        for (int shard = after.isEmpty() ? 0 : Integer.parseInt(after, 0, 2, 16); shard < 256 && found.size() < limit; shard++) {
            var folder = root.resolve(HexFormat.of().toHexDigits((byte) shard));
            if (Files.isDirectory(folder)) {
                try (var files = Files.list(folder)) {
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> KEY.matcher(name).matches() && name.compareTo(after) > 0)
                            .sorted()
                            .limit(limit - found.size())
                            .forEach(found::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return found;
    }

    @Override
    public Drafts drafts() {
        return drafts;
    }

    private Path path(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("no storage key");
        }
        return root.resolve(key.substring(0, 2)).resolve(key);
    }

    private Object lock(String key) {
        return locks[Math.floorMod(key.hashCode(), LOCKS)];
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
