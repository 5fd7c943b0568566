package app.hearth.chat.file;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Principal;
import app.hearth.platform.id.Ids;
import app.hearth.platform.storage.Storage;
import app.hearth.platform.work.Work;
import java.io.InputStream;
import java.time.Clock;
import java.util.Map;

/// Files that come in pieces, since the usual proxy lets no more than 1 MB through at once. A piece is on disk before it is counted, so a
/// client that lost an answer asks again and is told where to go on.
public final class Uploads implements AutoCloseable {
    static final int PIECE = 900_000;
    /// Of a file of chats from elsewhere, which never becomes one of the house's files.
    public static final int MOST_IMPORT = 50 << 20;

    private static final int MOST_UPLOADS = 32;
    private static final long MOST_UNFINISHED = 10L * HouseFiles.MOST_BYTES;
    private static final int LOCKS = 64;

    private final FileStore store;
    private final HouseFiles files;
    private final Storage storage;
    private final Clock clock;
    private final Work disk = new Work("uploads", 2, 500);
    private final Object[] locks = new Object[LOCKS];

    Uploads(FileStore store, HouseFiles files, Storage storage, Clock clock) {
        this.store = store;
        this.files = files;
        this.storage = storage;
        this.clock = clock;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    /// @param most bytes that it may have
    String begin(Principal who, String name, String type, long size, int most) {
        if (size <= 0) {
            throw HearthException.invalid("size", "too_short");
        }
        if (size > most) {
            throw tooLarge(most);
        }
        var upload = new FileStore.Upload(Ids.next(), FileNames.clean(name), type == null ? "" : type, size, 0);
        if (!store.begin(who, upload, MOST_UPLOADS, MOST_UNFINISHED, clock.millis())) {
            throw new HearthException(ErrorCode.UPLOADS_UNFINISHED, Map.of("limit", (MOST_UNFINISHED >> 20) + " MB"));
        }
        return upload.id();
    }

    /// Takes the piece that starts at `at`; answers how many bytes are there now. 409 with `received` when it does not fit on what is
    /// there.
    long take(Principal who, String id, long at, byte[] piece) {
        synchronized (lock(id)) {
            var upload = find(who, id);
            if (at != upload.received()) {
                throw elsewhere(upload.received());
            }
            if (piece.length > upload.size() - at) {
                throw new HearthException(ErrorCode.TOO_LARGE, Map.of("limit", upload.size() + " B"));
            }
            disk.call(() -> {
                storage.drafts().write(id, at, piece);
                return id;
            });
            if (!store.received(who, id, at, piece.length)) {
                throw elsewhere(find(who, id).received());
            }
            return at + piece.length;
        }
    }

    /// Makes a file of the upload, with the upload's id; asked again, it answers the same file.
    HouseFiles.Stored finish(Principal who, String id) {
        synchronized (lock(id)) {
            var before = files.find(who, id);
            if (before.isPresent()) {
                return before.get();
            }
            var upload = find(who, id);
            if (upload.received() != upload.size()) {
                throw elsewhere(upload.received());
            }
            if (upload.size() > HouseFiles.MOST_BYTES) {
                throw tooLarge(HouseFiles.MOST_BYTES);
            }
            try {
                var file = files.add(who, id, upload.name(), () -> {
                    try (var in = storage.drafts().open(id)) {
                        return in.readAllBytes();
                    }
                });
                storage.drafts().drop(id);
                return file;
            } catch (HearthException e) {
                if (e.code() != ErrorCode.BUSY && e.code() != ErrorCode.STORAGE_FULL) {
                    store.drop(who, id); // another try would end the same way
                    storage.drafts().drop(id);
                }
                throw e;
            }
        }
    }

    /// How many bytes a complete upload has. 409 while pieces are missing.
    public long size(Principal who, String id) {
        var upload = find(who, id);
        if (upload.received() != upload.size()) {
            throw elsewhere(upload.received());
        }
        return upload.size();
    }

    /// The bytes of a complete upload, for those who make something else of it than a file.
    public InputStream open(Principal who, String id) {
        size(who, id);
        return storage.drafts().open(id);
    }

    /// Forgets an upload.
    public void cancel(Principal who, String id) {
        synchronized (lock(id)) {
            find(who, id);
            store.drop(who, id);
            storage.drafts().drop(id);
        }
    }

    private FileStore.Upload find(Principal who, String id) {
        return store.upload(who, id).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
    }

    private static HearthException tooLarge(int most) {
        return new HearthException(ErrorCode.TOO_LARGE, Map.of("limit", (most >> 20) + " MB"));
    }

    private static HearthException elsewhere(long received) {
        return new HearthException(ErrorCode.CONFLICT, Map.of("received", Long.toString(received)));
    }

    private Object lock(String id) {
        return locks[Math.floorMod(id.hashCode(), LOCKS)];
    }

    @Override
    public void close() {
        disk.close();
    }
}
