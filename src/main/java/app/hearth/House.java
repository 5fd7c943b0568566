package app.hearth;

import app.hearth.account.AccountStore;
import app.hearth.account.Accounts;
import app.hearth.account.Passwords;
import app.hearth.chat.ChatSearch;
import app.hearth.chat.ChatSearchStore;
import app.hearth.chat.SearchRoutes;
import app.hearth.chat.file.FileRoutes;
import app.hearth.chat.file.FileStore;
import app.hearth.chat.file.HouseFiles;
import app.hearth.platform.config.Config;
import app.hearth.platform.config.Settings;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Server;
import app.hearth.platform.search.Index;
import app.hearth.platform.storage.DiskStorage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// The whole house, put together by constructors.
public final class House implements AutoCloseable {
    private final Db db;
    private final Passwords passwords = new Passwords();
    private final Server server;
    private final Accounts accounts;
    private final HouseFiles files;
    private final FileRoutes fileRoutes;
    private final ChatSearch search;

    /// Opens the data and listens.
    public House(Config config, Path data, Clock clock) {
        db = Databases.open(config.text(Settings.DATABASE_URL), data);
        accounts = new Accounts(new AccountStore(db), passwords, config, clock);
        var routes = new ArrayList<Route<?, ?>>(accounts.routes());
        var storage = new DiskStorage(data.resolve("files"), clock);
        var fileStore = new FileStore(db);
        files = new HouseFiles(fileStore, storage, clock);
        fileRoutes = new FileRoutes(fileStore, files, storage, clock);
        routes.addAll(fileRoutes.routes());
        search = new ChatSearch(
                new ChatSearchStore(db), new Index(data.resolve("index").resolve("chats")), clock);
        routes.addAll(new SearchRoutes(search).routes());
        routes.add(Route.get("/health", Access.PUBLIC, Health.class, call -> new Health(true)));
        server = new Server(config.text(Settings.HOST), config.number(Settings.PORT, 0, 65_535), List.copyOf(routes), accounts::find);
    }

    /// Open WebUI's shape.
    record Health(boolean status) {}

    public int port() {
        return server.port();
    }

    public boolean isEmpty() {
        return accounts.isEmpty();
    }

    @Override
    public void close() {
        server.close();
        search.close();
        fileRoutes.close();
        files.close();
        db.close();
        passwords.close();
    }
}
