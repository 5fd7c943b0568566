package app.hearth;

import app.hearth.account.AccountStore;
import app.hearth.account.Accounts;
import app.hearth.account.FirstAccount;
import app.hearth.account.Passwords;
import app.hearth.account.SingleUser;
import app.hearth.account.SingleUserStore;
import app.hearth.model.HouseDefaults;
import app.hearth.model.ModelRoom;
import app.hearth.platform.config.Config;
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
import app.hearth.platform.http.Cors;
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
    private final Egress egress;
    private final LocalModels local;
    private final ModelRoom models;

    /// Opens the data and listens.
    public House(Config config, Path data, Clock clock) {
        this.config = config.flag(Settings.AUTH) ? config : config.with(Settings.SIGN_UP, "false");
        db = Databases.open(config.text(Settings.DATABASE_URL), data);
        keyring = Keyring.open(config, data, db);
        var accountStore = new AccountStore(db);
        accounts = new Accounts(accountStore, passwords, this.config, clock);
        var first = new FirstAccount(accountStore, passwords, config, clock);
        first.makeWhenAsked();
        Authenticator authenticator =
                config.flag(Settings.AUTH) ? accounts::find : SingleUser.open(new SingleUserStore(db), first, config, accounts::find);
        egress = new Egress(new EgressRules(config.text(Settings.EGRESS_ALLOW), config.flag(Settings.OFFLINE)), clock);
        var localOptions = LocalOptions.of(data);
        local = new LocalModels(localOptions, this::isUp, clock);
        var gateway = Gateways.over(egress, local, clock);
        var starter = new Starter(localOptions, () -> config.flag(Settings.OFFLINE));
        models = new ModelRoom(db, this.config, keyring.vault(), egress, gateway, local, starter, HouseDefaults.of(this.config), clock);
        var routes = new ArrayList<Route<?, ?>>(accounts.routes());
        routes.addAll(models.routes());
        routes.add(Route.get("/health", Access.PUBLIC, Health.class, call -> new Health(true)));
        server = new Server(
                config.text(Settings.HOST),
                config.number(Settings.PORT, 0, 65_535),
                List.copyOf(routes),
                authenticator,
                new Cors(config.text(Settings.CORS)));
    }

    public Db.Engine engine() {
        return db.engine();
    }

    /// Open WebUI's shape.
    record Health(boolean status) {}

    public int port() {
        return server.port();
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
        models.close();
        local.close();
        egress.close();
        db.close();
        passwords.close();
    }
}
