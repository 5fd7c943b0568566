package app.hearth;

import app.hearth.account.AccountStore;
import app.hearth.account.Accounts;
import app.hearth.account.Passwords;
import app.hearth.chat.ChangeStore;
import app.hearth.chat.ChatMessages;
import app.hearth.chat.ChatStore;
import app.hearth.chat.Chats;
import app.hearth.chat.ForkStore;
import app.hearth.chat.MessageStore;
import app.hearth.chat.QueueStore;
import app.hearth.platform.config.Config;
import app.hearth.platform.config.Settings;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Server;
import app.hearth.run.Attachments;
import app.hearth.run.Runs;
import app.hearth.run.TitleSettings;
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
    private final Runs runs;

    /// Opens the data and listens.
    public House(Config config, Path data, Clock clock) {
        this(config, data, clock, outside());
    }

    /// A house without a connection: there is no model to find, so nothing ever reaches the gateway.
    private static Runs.Outside outside() {
        return new Runs.Outside(
                null,
                (who, model) -> {
                    throw new HearthException(ErrorCode.NO_MODEL);
                },
                Attachments.NONE,
                TitleSettings.USUAL);
    }

    /// The same with other models and files around the runs.
    public House(Config config, Path data, Clock clock, Runs.Outside outside) {
        db = Databases.open(config.text(Settings.DATABASE_URL), data);
        accounts = new Accounts(new AccountStore(db), passwords, config, clock);
        var routes = new ArrayList<Route<?, ?>>(accounts.routes());
        runs = new Runs(db, outside, clock);
        var chats = new ChatStore(db);
        routes.addAll(new Chats(chats, new ForkStore(db), new ChangeStore(db), runs.live(), clock).routes());
        routes.addAll(new ChatMessages(chats, new MessageStore(db), new QueueStore(db), runs.live(), clock).routes());
        routes.addAll(runs.routes());
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
        runs.close();
        server.close();
        db.close();
        passwords.close();
    }
}
