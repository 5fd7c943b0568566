package app.hearth;

import app.hearth.account.Accounts;
import app.hearth.account.Passwords;
import app.hearth.admin.HouseRoutes;
import app.hearth.platform.config.Config;
import app.hearth.platform.config.HouseSettings;
import app.hearth.platform.config.Settings;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Edge;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Server;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// The whole house, put together by constructors.
public final class House implements AutoCloseable {
    private final Db db;
    private final Passwords passwords = new Passwords();
    private final Server server;
    private final Accounts accounts;
    private final List<Route<?, ?>> routes;

    /// Opens the data and listens.
    public House(Config config, Path data, Clock clock) {
        var edge = Edge.of(config);
        db = Databases.open(config.text(Settings.DATABASE_URL), data);
        var settings = new HouseSettings(db, config, clock);
        accounts = new Accounts(db, passwords, settings, tokenKey(), clock);
        var all = new ArrayList<Route<?, ?>>(accounts.routes());
        all.addAll(new HouseRoutes(settings).routes());
        all.add(Route.get("/health", Access.PUBLIC, Health.class, call -> new Health(true)));
        routes = List.copyOf(all);
        server = new Server(edge, routes, accounts::find);
    }

    /// Until the keyring is here, which takes its place and keeps it: tokens and device marks end with the process.
    private static byte[] tokenKey() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /// Open WebUI's shape.
    record Health(boolean status) {}

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

    @Override
    public void close() {
        server.close();
        accounts.close();
        db.close();
        passwords.close();
    }
}
