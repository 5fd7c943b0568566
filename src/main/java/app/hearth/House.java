package app.hearth;

import app.hearth.account.Accounts;
import app.hearth.account.FirstAccount;
import app.hearth.account.Passwords;
import app.hearth.account.SingleUser;
import app.hearth.account.SingleUserStore;
import app.hearth.admin.HouseRoutes;
import app.hearth.chat.Bulk;
import app.hearth.chat.BulkStore;
import app.hearth.chat.ChangeStore;
import app.hearth.chat.ChatMessages;
import app.hearth.chat.ChatSearch;
import app.hearth.chat.ChatSearchStore;
import app.hearth.chat.ChatStore;
import app.hearth.chat.Chats;
import app.hearth.chat.FolderStore;
import app.hearth.chat.Folders;
import app.hearth.chat.ForkStore;
import app.hearth.chat.MessageStore;
import app.hearth.chat.QueueStore;
import app.hearth.chat.SearchRoutes;
import app.hearth.chat.TagStore;
import app.hearth.chat.exchange.ExportRoutes;
import app.hearth.chat.exchange.ExportStore;
import app.hearth.chat.exchange.ImportRoutes;
import app.hearth.chat.exchange.ImportStore;
import app.hearth.chat.file.FileRoutes;
import app.hearth.chat.file.FileStore;
import app.hearth.chat.file.HouseFiles;
import app.hearth.compat.openai.OpenAiRoutes;
import app.hearth.compat.openai.Relays;
import app.hearth.compat.openwebui.AuthAdminRoutes;
import app.hearth.compat.openwebui.AuthRoutes;
import app.hearth.compat.openwebui.OpenWebUiRoutes;
import app.hearth.model.ModelRoom;
import app.hearth.platform.config.Config;
import app.hearth.platform.config.HouseSettings;
import app.hearth.platform.config.Settings;
import app.hearth.platform.crypto.Keyring;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.egress.Egress;
import app.hearth.platform.egress.EgressException;
import app.hearth.platform.egress.EgressRequest;
import app.hearth.platform.egress.EgressRules;
import app.hearth.platform.egress.Purpose;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Authenticator;
import app.hearth.platform.http.Edge;
import app.hearth.platform.http.OpenApi;
import app.hearth.platform.http.Reply;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Server;
import app.hearth.platform.search.Index;
import app.hearth.platform.storage.DiskStorage;
import app.hearth.platform.work.Every;
import app.hearth.platform.work.HeapTrim;
import app.hearth.provider.Gateway;
import app.hearth.provider.Gateways;
import app.hearth.provider.local.LocalModels;
import app.hearth.provider.local.LocalOptions;
import app.hearth.provider.local.Starter;
import app.hearth.run.Runs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The whole house, put together by constructors.
public final class House implements AutoCloseable {
    private static final Duration STILL_IN = Duration.ofSeconds(5);

    private final Config config;
    private final Db db;
    private final Passwords passwords = new Passwords();
    private final Accounts accounts;
    private final Egress egress;
    private final LocalModels local;
    private final Starter starter;
    private final ModelRoom models;
    private final Runs runs;
    private final Relays relays;
    private final Every stillIn;
    private final List<Route<?, ?>> routes;
    private final Server server;
    private final HouseFiles files;
    private final FileRoutes fileRoutes;
    private final ImportRoutes imports;
    private final ChatSearch search;
    private final HeapTrim trim = new HeapTrim();

    /// Opens the data and listens.
    public House(Config config, Path data, Clock clock) {
        this(config, data, clock, Optional.empty());
    }

    /// The same with other models and files around the runs.
    public House(Config config, Path data, Clock clock, Runs.Outside outside) {
        this(config, data, clock, Optional.of(outside));
    }

    private House(Config given, Path data, Clock clock, Optional<Runs.Outside> outside) {
        var edge = Edge.of(given);
        var isOpen = !given.flag(Settings.AUTH);
        config = isOpen ? given.with(Settings.SIGN_UP, "false") : given;
        db = Databases.open(config.text(Settings.DATABASE_URL), data);
        var keyring = Keyring.open(config, data, db);
        var settings = new HouseSettings(db, config, clock);
        accounts = new Accounts(db, passwords, settings, keyring.tokenKey(), config.duration(Settings.SESSION_LIFE), clock);
        var first = new FirstAccount(accounts, config);
        first.makeWhenAsked();
        Authenticator authenticator = isOpen ? SingleUser.open(new SingleUserStore(db), first, config, accounts::find) : accounts::find;
        egress = new Egress(new EgressRules(config.text(Settings.EGRESS_ALLOW), config.flag(Settings.OFFLINE)), clock);
        var localOptions = LocalOptions.of(data);
        local = new LocalModels(localOptions, this::isUp, clock);
        var gateway = Gateways.over(egress, local, clock);
        starter = new Starter(localOptions, () -> config.flag(Settings.OFFLINE));
        models = new ModelRoom(db, config, keyring.vault(), egress, gateway, local, starter, HouseAdapters.defaults(settings), clock);
        var storage = new DiskStorage(data.resolve("files"), clock);
        var fileStore = new FileStore(db);
        files = new HouseFiles(fileStore, storage, clock);
        fileRoutes = new FileRoutes(fileStore, files, storage, clock);
        search = new ChatSearch(
                new ChatSearchStore(db), new Index(data.resolve("index").resolve("chats")), clock);
        imports = new ImportRoutes(fileRoutes.uploads(), files, new ImportStore(db), search::wake, clock);
        runs = new Runs(
                db,
                outside.orElseGet(() -> new Runs.Outside(
                        gateway,
                        HouseAdapters.directory(models.models()),
                        HouseAdapters.attachments(files),
                        HouseAdapters.titles(settings))),
                search::wake,
                clock);
        relays = new Relays(config.number(Settings.RELAYS, 1, 100_000));
        accounts.listen(HouseAdapters.leaving(runs, relays));
        stillIn = new Every("still-in", STILL_IN, () -> HouseAdapters.endOfThoseNoLongerIn(accounts, runs, relays));
        routes = routes(settings, gateway, clock);
        server = new Server(edge, routes, authenticator);
        search.start(); // what nobody waits for begins when the door is open
        Thread.ofVirtual().name("egress-warm").start(egress::warm);
    }

    private List<Route<?, ?>> routes(HouseSettings settings, Gateway gateway, Clock clock) {
        var chats = new ChatStore(db);
        var all = new ArrayList<Route<?, ?>>(accounts.routes());
        all.addAll(models.routes());
        all.addAll(new HouseRoutes(settings, egress.ledger()).routes());
        all.addAll(new Chats(chats, new ForkStore(db), new ChangeStore(db), runs.live(), search::wake, clock).routes());
        all.addAll(new Bulk(new BulkStore(db), runs.live(), search::wake, clock).routes());
        all.addAll(new Folders(new FolderStore(db), new TagStore(db), clock).routes());
        all.addAll(new ChatMessages(chats, new MessageStore(db), new QueueStore(db), runs.live(), search::wake, clock).routes());
        all.addAll(runs.routes());
        all.addAll(fileRoutes.routes());
        all.addAll(new ExportRoutes(chats, new MessageStore(db), new ExportStore(db), files, runs.live(), clock).routes());
        all.addAll(imports.routes());
        all.addAll(new SearchRoutes(search).routes());
        all.addAll(new OpenAiRoutes(models.models(), gateway, relays).routes());
        all.addAll(new AuthRoutes(accounts).routes());
        all.addAll(new AuthAdminRoutes(accounts, settings, config.text(Settings.SESSION_LIFE)).routes());
        all.addAll(new OpenWebUiRoutes(accounts, models.models(), settings, config.flag(Settings.AUTH), Main.version()).routes());
        all.add(Route.get("/api/openapi.json", Access.PUBLIC, Reply.class, call -> Reply.json(200, OpenApi.of(routes(), Main.version()))));
        return List.copyOf(all);
    }

    public Db.Engine engine() {
        return db.engine();
    }

    public int port() {
        return server.port();
    }

    /// The route table, for what is made from it.
    public List<Route<?, ?>> routes() {
        return routes;
    }

    public boolean isEmpty() {
        return accounts.isEmpty();
    }

    /// The demonstration model that `./hearth run --starter` and the page fetch.
    Starter starter() {
        return starter;
    }

    /// Whether a local model's engine answers.
    private boolean isUp(URI health) {
        try (var answer = egress.send(EgressRequest.get(health, Map.of(), Purpose.configured("local model", health)))) {
            return answer.status() == 200;
        } catch (EgressException e) {
            return false; // not yet, or no more
        }
    }

    /// Interrupts what runs with all its text while pages are still told so, then closes the doors.
    @Override
    public void close() {
        trim.close();
        stillIn.close();
        runs.close();
        server.close();
        accounts.close();
        models.close();
        starter.close();
        local.close();
        egress.close();
        imports.close();
        search.close();
        fileRoutes.close();
        files.close();
        db.close();
        passwords.close();
    }
}
