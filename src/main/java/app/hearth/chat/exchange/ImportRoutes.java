package app.hearth.chat.exchange;

import app.hearth.chat.file.HouseFiles;
import app.hearth.chat.file.Uploads;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.error.Messages;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Route;
import app.hearth.platform.id.Ids;
import app.hearth.platform.work.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The way in: a file that came in pieces (`POST /api/uploads` with `use` = `import`) is looked into, then its chats are stored, one import
/// a user at a time and one in the house at a time, since each holds a whole chat in memory.
public final class ImportRoutes implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("chat");

    private final Uploads uploads;
    private final HouseFiles files;
    private final ImportStore store;
    private final Runnable changed;
    private final Clock clock;
    private final Work looks = new Work("import-look", 1, 32);
    private final Work work = new Work("import", 1, 32);
    private final Map<String, ImportJob> jobs = new HashMap<>();

    /// @param changed told when chats came
    public ImportRoutes(Uploads uploads, HouseFiles files, ImportStore store, Runnable changed, Clock clock) {
        this.uploads = uploads;
        this.files = files;
        this.store = store;
        this.changed = changed;
        this.clock = clock;
    }

    record Uploaded(String upload) {}

    /// @param kind of most of the chats: `hearth`, `chatgpt`, `open_webui`, `claude`, `deepseek`
    /// @param left what can't be taken of the chats that can
    record Content(Optional<String> kind, List<FoundChat> chats, List<LeftOut> left) {}

    /// @param n its number, by which it can be chosen
    /// @param createdAt 0 where the file does not say, as `updatedAt`
    /// @param there whether it was imported before, perhaps without its newest messages
    /// @param problem why it can't be taken
    record FoundChat(int n, String title, int messages, long createdAt, long updatedAt, boolean there, Optional<LeftOut> problem) {}

    /// @param reason for programs; `detail` says it in words
    record LeftOut(String reason, String detail, int count) {
        static LeftOut of(Left why, int count, Language language) {
            return new LeftOut(
                    why.id(),
                    Messages.worded(Map.of("reason", why.reason()), language).get("reason"),
                    count);
        }

        static List<LeftOut> of(Map<Left, Integer> losses, Language language) {
            return losses.entrySet().stream()
                    .map(loss -> of(loss.getKey(), loss.getValue(), language))
                    .toList();
        }
    }

    /// @param chats numbers of those to take; absent: all
    record NewImport(String upload, Optional<List<Integer>> chats) {}

    record Current(Optional<Import> current) {}

    record ImportTrouble(String code, String detail) {}

    record RefusedChat(String title, LeftOut why) {}

    /// @param state `waiting`, `running`, `done`, `cancelled` or `failed`
    /// @param share of the file that was read, 0 to 1
    /// @param chats that came anew
    /// @param grown that were there and got new messages
    /// @param there that were there already with all their messages
    /// @param messages that came
    /// @param newest the chat among those that came which was used last
    /// @param refused the first of the chats that could not be taken
    record Import(
            String id,
            String state,
            double share,
            int chats,
            int grown,
            int there,
            int messages,
            Optional<String> newest,
            List<LeftOut> left,
            List<RefusedChat> refused,
            Optional<ImportTrouble> problem) {}

    public List<Route<?, ?>> routes() {
        return List.of(
                Route.post("/api/import/preview", Access.MEMBER, Uploaded.class, Content.class, this::preview),
                Route.post("/api/import", Access.MEMBER, NewImport.class, Import.class, this::begin)
                        .accepted(),
                Route.get("/api/import", Access.MEMBER, Current.class, this::current),
                Route.delete("/api/import", Access.MEMBER, this::drop));
    }

    private Content preview(Call call, Uploaded uploaded) {
        var who = call.principal();
        var content = looks.call(() -> {
            try (var in = uploads.open(who, upload(uploaded.upload))) {
                return Preview.of(who.user(), store, in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        var kind =
                content.chats().stream().flatMap(chat -> chat.kind().stream()).findFirst();
        if (kind.isEmpty()
                && content.chats().stream()
                        .noneMatch(chat ->
                                chat.problem().filter(Left.TOO_LARGE::equals).isPresent())) {
            throw new HearthException(ErrorCode.IMPORT_UNKNOWN);
        }
        return new Content(
                kind.map(Kind::id),
                content.chats().stream()
                        .map(chat -> shown(chat, call.language()))
                        .toList(),
                LeftOut.of(content.losses().counts(), call.language()));
    }

    private static FoundChat shown(Preview.Found chat, Language language) {
        return new FoundChat(
                chat.number(),
                chat.title(),
                chat.messages(),
                chat.createdAt(),
                chat.updatedAt(),
                chat.isThere(),
                chat.problem().map(why -> LeftOut.of(why, 1, language)));
    }

    private static String upload(String id) {
        if (!Ids.isId(id)) {
            throw HearthException.invalid("upload", "not_id");
        }
        return id;
    }

    private Import begin(Call call, NewImport asked) {
        var who = call.principal();
        var upload = upload(asked.upload);
        var size = uploads.size(who, upload);
        var chosen = asked.chats.<Set<Integer>>map(HashSet::new);
        var tally = new Tally();
        var incoming = new Incoming(who, store, files, changed, clock, tally);
        var job = new ImportJob(() -> uploads.open(who, upload), size, chosen, incoming, tally);
        synchronized (jobs) {
            if (Optional.ofNullable(jobs.get(who.user()))
                    .filter(ImportJob::isRunning)
                    .isPresent()) {
                throw new HearthException(ErrorCode.IMPORT_RUNNING);
            }
            jobs.put(who.user(), job);
        }
        Thread.ofVirtual().name("import " + job.id()).start(() -> run(job, who, upload));
        return shown(job, call.language());
    }

    private void run(ImportJob job, Principal who, String upload) {
        try {
            work.call(() -> {
                job.run();
                return job;
            });
        } catch (HearthException e) { // no place among those that wait
            job.fail(e);
        }
        var mayBeTriedAgain = job.problem()
                .filter(e -> e.code() != ErrorCode.IMPORT_UNREADABLE)
                .isPresent();
        if (!mayBeTriedAgain) {
            forget(who, upload);
        }
    }

    private void forget(Principal who, String upload) {
        try {
            uploads.cancel(who, upload);
        } catch (HearthException e) { // dropped by its owner meanwhile, or the house is closing: a day later it is gone
            LOG.log(Level.DEBUG, "an imported upload could not be dropped", e);
        }
    }

    private Current current(Call call) {
        synchronized (jobs) {
            return new Current(
                    Optional.ofNullable(jobs.get(call.principal().user())).map(job -> shown(job, call.language())));
        }
    }

    /// Cancels what runs; what has ended is forgotten.
    private void drop(Call call) {
        synchronized (jobs) {
            var job = Optional.ofNullable(jobs.get(call.principal().user()));
            if (job.filter(ImportJob::isRunning).isPresent()) {
                job.get().cancel();
            } else {
                jobs.remove(call.principal().user());
            }
        }
    }

    private static Import shown(ImportJob job, Language language) {
        var state = job.state(); // before the counts: who reads “done” has all of them
        var counts = job.counts();
        return new Import(
                job.id(),
                state.id(),
                job.share(),
                counts.chats(),
                counts.grown(),
                counts.there(),
                counts.messages(),
                counts.newest(),
                LeftOut.of(counts.losses(), language),
                counts.refused().stream()
                        .map(refused -> new RefusedChat(refused.title(), LeftOut.of(refused.why(), 1, language)))
                        .toList(),
                job.problem().map(e -> new ImportTrouble(e.code().id(), Messages.of(e.code(), e.arguments(), language))));
    }

    /// Ends what runs; what is stored stays.
    @Override
    public void close() {
        synchronized (jobs) {
            jobs.values().forEach(ImportJob::cancel);
        }
        work.close();
        looks.close();
    }
}
