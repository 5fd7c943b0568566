package app.hearth;

import app.hearth.account.Accounts;
import app.hearth.account.FirstAccount;
import app.hearth.account.Passwords;
import app.hearth.account.SingleUser;
import app.hearth.account.SingleUserStore;
import app.hearth.admin.HouseRoutes;
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
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Server;
import app.hearth.provider.Gateways;
import app.hearth.provider.local.LocalModels;
import app.hearth.provider.local.LocalOptions;
import app.hearth.provider.local.Starter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The whole house, put together by constructors.
public final class House implements AutoCloseable {
    private final Config config;
    private final Db db;
    private final Keyring keyring;
    private final Passwords passwords = new Passwords();
    private final Server server;
    private final Accounts accounts;
    private final List<Route<?, ?>> routes;
    private final Egress egress;
    private final LocalModels local;
    private final ModelRoom models;

    /// Opens the data and listens.
    public House(Config config, Path data, Clock clock) {
        var edge = Edge.of(config);
        this.config = config.flag(Settings.AUTH) ? config : config.with(Settings.SIGN_UP, "false");
        db = Databases.open(config.text(Settings.DATABASE_URL), data);
        keyring = Keyring.open(config, data, db);
        var settings = new HouseSettings(db, this.config, clock);
        accounts = new Accounts(db, passwords, settings, keyring.tokenKey(), config.duration(Settings.SESSION_LIFE), clock);
        var first = new FirstAccount(accounts, config);
        first.makeWhenAsked();
        Authenticator authenticator =
                config.flag(Settings.AUTH) ? accounts::find : SingleUser.open(new SingleUserStore(db), first, config, accounts::find);
        egress = new Egress(new EgressRules(config.text(Settings.EGRESS_ALLOW), config.flag(Settings.OFFLINE)), clock);
        var localOptions = LocalOptions.of(data);
        local = new LocalModels(localOptions, this::isUp, clock);
        var gateway = Gateways.over(egress, local, clock);
        var starter = new Starter(localOptions, () -> config.flag(Settings.OFFLINE));
        models = new ModelRoom(
                db, this.config, keyring.vault(), egress, gateway, local, starter, HouseAdapters.defaults(settings), clock);
        var all = new ArrayList<Route<?, ?>>(accounts.routes());
        all.addAll(models.routes());
        all.addAll(new HouseRoutes(settings).routes());
        all.add(Route.get("/health", Access.PUBLIC, Health.class, call -> new Health(true)));
        routes = List.copyOf(all);
        server = new Server(edge, routes, authenticator);
    }

    public Db.Engine engine() {
        return db.engine();
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

    /// Whether a local model's engine answers.
    private boolean isUp(URI health) {
        try (var answer = egress.send(EgressRequest.get(health, Map.of(), Purpose.configured("local model", health)))) {
            return answer.status() == 200;
        } catch (EgressException e) {
            return false; // not yet, or no more
        }
    }

    @Override
    public void close() {
        server.close();
        accounts.close();
        models.close();
        local.close();
        egress.close();
        db.close();
        passwords.close();
    }
}
