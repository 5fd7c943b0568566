package app.hearth.chat.file;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Principal;
import app.hearth.platform.id.Ids;
import app.hearth.platform.storage.Storage;
import app.hearth.platform.work.Work;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/// People's files: pictures and texts, made safe when they come in, found by their owner only.
public final class HouseFiles implements AutoCloseable {
    /// Of a file as it comes, and of a text as it is kept.
    static final int MOST_BYTES = 20 << 20;

    private final FileStore store;
    private final Storage storage;
    private final Clock clock;
    /// One thread: a large picture takes 64 MB while it is decoded.
    private final Work work = new Work("files", 1, 64);

    public HouseFiles(FileStore store, Storage storage, Clock clock) {
        this.store = store;
        this.storage = storage;
        this.clock = clock;
    }

    public enum Kind {
        IMAGE,
        TEXT
    }

    /// A file as it is kept.
    ///
    /// @param hash its content's key
    /// @param type `image/jpeg`, `image/png` or `text/plain`
    /// @param size of what is kept, in bytes
    /// @param width of a picture, else null, as `height`
    public record Stored(String id, String hash, String name, String type, long size, Integer width, Integer height, Kind kind) {}

    /// The caller's file; another user's is not there.
    public Optional<Stored> find(Principal who, String id) {
        return Ids.isId(id) ? store.find(who, id) : Optional.empty();
    }

    /// The whole content, at most 20 MB.
    public byte[] bytes(Stored file) {
        try (var in = storage.open(file.hash(), 0, Long.MAX_VALUE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A text's content.
    public String text(Stored file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /// Where a new file's bytes come from; asked on the pool's thread, so that waiting files are not in memory.
    @FunctionalInterface
    public interface Source {
        byte[] read() throws IOException;
    }

    /// Keeps a new file under `id`: `file_type_unsupported`, `picture_unreadable` or `too_large` when it can't be.
    public Stored add(Principal who, String id, String givenName, Source source) {
        var name = FileNames.clean(givenName);
        var stored = work.call(() -> keep(id, name, source.read()));
        store.add(who, stored, clock.millis());
        return stored;
    }

    private Stored keep(String id, String name, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw tooLarge();
        }
        var format = PictureHeader.format(bytes);
        if (format.isPresent()) {
            var picture = Pictures.remake(format.get(), bytes)
                    .orElseThrow(() -> new HearthException(ErrorCode.PICTURE_UNREADABLE, Map.of("name", name)));
            return new Stored(
                    id, put(picture.bytes()), name, picture.type(), picture.bytes().length, picture.width(), picture.height(), Kind.IMAGE);
        }
        var text = TextDecoding.decode(bytes)
                .orElseThrow(() -> new HearthException(ErrorCode.FILE_TYPE_UNSUPPORTED, Map.of("name", name)))
                .getBytes(StandardCharsets.UTF_8);
        if (text.length > MOST_BYTES) {
            throw tooLarge();
        }
        return new Stored(id, put(text), name, "text/plain", text.length, null, null, Kind.TEXT);
    }

    private String put(byte[] bytes) {
        return storage.put(new ByteArrayInputStream(bytes));
    }

    private static HearthException tooLarge() {
        return new HearthException(ErrorCode.TOO_LARGE, Map.of("limit", (MOST_BYTES >> 20) + " MB"));
    }

    @Override
    public void close() {
        work.close();
    }
}
