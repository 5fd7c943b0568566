package app.hearth.chat.file;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Reply;
import app.hearth.platform.http.Route;
import app.hearth.platform.id.Ids;
import app.hearth.platform.storage.Storage;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The files' front door.
public final class FileRoutes implements AutoCloseable {
    private final HouseFiles files;
    private final Uploads uploads;
    private final Storage storage;
    private final Janitor janitor;

    public FileRoutes(FileStore store, HouseFiles files, Storage storage, Clock clock) {
        this.files = files;
        this.storage = storage;
        uploads = new Uploads(store, files, storage, clock);
        janitor = new Janitor(store, storage, clock);
        janitor.start();
    }

    /// @param kind `image` or `text`
    public record File(String id, String name, String type, long size, Integer width, Integer height, String kind) {
        static File of(HouseFiles.Stored file) {
            var kind = file.kind().name().toLowerCase(Locale.ROOT);
            return new File(file.id(), file.name(), file.type(), file.size(), file.width(), file.height(), kind);
        }
    }

    /// A file to come: `size` in bytes; `type` is what the client thinks it is, and is not believed.
    ///
    /// @param use `file` (as when it is absent), or `import` for a file of chats, which may be larger and is not finished but imported
    public record NewUpload(String name, String type, long size, Optional<String> use) {}

    /// @param piece how many bytes the client sends at once, at most
    public record Begun(String id, int piece) {}

    /// @param received where the next piece starts
    public record Received(long received) {}

    public List<Route<?, ?>> routes() {
        return List.of(
                Route.post("/api/files", Access.MEMBER, byte[].class, File.class, this::add)
                        .maxBody(Uploads.PIECE),
                Route.get("/api/files/{file}", Access.MEMBER, Reply.class, this::get),
                Route.post("/api/uploads", Access.MEMBER, NewUpload.class, Begun.class, this::begin),
                Route.put("/api/uploads/{upload}", Access.MEMBER, byte[].class, Received.class, this::take)
                        .maxBody(Uploads.PIECE),
                Route.post("/api/uploads/{upload}/finish", Access.MEMBER, Void.class, File.class, this::finish),
                Route.delete("/api/uploads/{upload}", Access.MEMBER, call -> uploads.cancel(call.principal(), call.id("upload"))));
    }

    /// What comes in pieces, for who makes something else of it than a file.
    public Uploads uploads() {
        return uploads;
    }

    private File add(Call call, byte[] body) {
        if (body.length == 0) {
            throw HearthException.invalid("body", "required");
        }
        return File.of(
                files.add(call.principal(), Ids.next(), call.query("name").orElse(""), () -> body));
    }

    private Begun begin(Call call, NewUpload upload) {
        var most = switch (upload.use().orElse("file")) {
            case "file" -> HouseFiles.MOST_BYTES;
            case "import" -> Uploads.MOST_IMPORT;
            default -> throw HearthException.invalid("use", "unknown");
        };
        return new Begun(uploads.begin(call.principal(), upload.name(), upload.type(), upload.size(), most), Uploads.PIECE);
    }

    private Received take(Call call, byte[] piece) {
        var at = call.query("at", 0, 0, Uploads.MOST_IMPORT);
        return new Received(uploads.take(call.principal(), call.id("upload"), at, piece));
    }

    private File finish(Call call, Void none) {
        return File.of(uploads.finish(call.principal(), call.id("upload")));
    }

    /// The content never changes under its id. Whatever it is, a browser that opens it runs nothing of it.
    private Reply get(Call call) {
        var file = files.find(call.principal(), call.id("file")).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
        var tag = "\"" + file.hash() + "\"";
        var image = file.kind() == HouseFiles.Kind.IMAGE;
        return out -> {
            out.header("ETag", tag);
            out.header("Cache-Control", "private, max-age=31536000, immutable");
            out.header("Content-Security-Policy", "sandbox; default-src 'none'");
            out.header("Cross-Origin-Resource-Policy", "same-origin");
            if (call.header("If-None-Match").filter(tag::equals).isPresent()) {
                out.status(304);
                return;
            }
            try (var in = storage.open(file.hash(), 0, file.size())) {
                out.header("Content-Type", image ? file.type() : "text/plain; charset=utf-8");
                out.header("Content-Length", Long.toString(file.size()));
                out.header("Content-Disposition", FileNames.disposition(image ? "inline" : "attachment", file.name()));
                in.transferTo(out.body());
            }
        };
    }

    @Override
    public void close() {
        janitor.close();
        uploads.close();
    }
}
