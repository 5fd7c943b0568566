package app.hearth.account;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.Engines;
import app.hearth.TestClock;
import app.hearth.platform.config.Config;
import app.hearth.platform.config.HouseSettings;
import app.hearth.platform.db.Db;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Edge;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Reply;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Scope;
import app.hearth.platform.http.Server;
import com.password4j.BcryptFunction;
import com.password4j.Password;
import com.password4j.types.Bcrypt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whoever is no longer let in reads nothing more, not even on a stream that was open already. The room's real routes and a stream that
/// listens as others' do; and a door like that of the compatible API, which hands out tokens.
@Timeout(60)
class EndedTest {
    private final TestClock clock = new TestClock();
    private final Db db = Engines.sqlite();
    private final Passwords passwords = new Passwords();
    private final Accounts accounts = new Accounts(
            db,
            passwords,
            new HouseSettings(db, new Config(Map.of("ENABLE_SIGNUP", "true"), Map.of()), clock),
            new byte[32],
            java.time.Duration.ofDays(28),
            clock);
    private final Map<Principal, CountDownLatch> watching = new ConcurrentHashMap<>();
    private Server server;
    private Browser alice;

    record Token(String token) {}

    @BeforeEach
    void open() {
        accounts.listen(this::ended);
        var routes = new ArrayList<Route<?, ?>>(accounts.routes());
        routes.add(Route.get("/api/stream", Access.SIGNED_IN, Reply.class, this::stream));
        routes.add(Route.get("/api/mine", Access.SIGNED_IN, Accounts.Me.class, call -> accounts.me(call.principal())));
        routes.add(Route.post("/api/v1/auths/signin", Access.PUBLIC, Door.SignIn.class, Token.class, this::token)
                .scope(Scope.ACCOUNT));
        server = new Server(Edge.of(new Config(Map.of("PORT", "0", "HOST", "127.0.0.1"), Map.of())), routes, accounts::find);
        alice = new Browser(server.port());
        alice.signUp("alice@example.org");
    }

    @AfterEach
    void close() {
        watching.values().forEach(CountDownLatch::countDown);
        server.close();
        accounts.close();
        db.close();
        passwords.close();
    }

    private Reply stream(Call call) {
        return out -> {
            var end = watching.computeIfAbsent(call.principal(), who -> new CountDownLatch(1));
            out.events();
            out.body().write("event: begun\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };
    }

    private void ended(String user, Optional<String> session) {
        watching.forEach((who, end) -> {
            if (who.user().equals(user) && session.map(who.session()::equals).orElse(true)) {
                end.countDown();
            }
        });
    }

    private Token token(Call call, Door.SignIn form) {
        var me = accounts.signIn(form.email(), form.password(), call);
        var session = accounts.openSession(me, call);
        return new Token(accounts.tokens().issue(me.id(), session.id(), session.expiresAt()));
    }

    private static Browser.Events watch(Browser who) {
        var events = who.events("/api/stream");
        assertThat(events.next())
                .hasValueSatisfying(event -> assertThat(event.event()).isEqualTo("begun"));
        return events;
    }

    private Browser bob() {
        return alice.invite("bob@example.org");
    }

    private String path(Browser who) {
        return "/api/admin/users/" + who.me();
    }

    @Test
    void aStreamEndsWithItsSession() {
        var phone = alice.stranger();
        phone.signIn("alice@example.org", Browser.PASSWORD).ok();
        try (var onPhone = watch(phone);
                var here = watch(alice)) {
            alice.delete("/api/me/sessions").ok();
            assertThat(onPhone.next()).isEmpty();
            alice.post("/api/auth/sign-out", "{}").ok();
            assertThat(here.next()).isEmpty();
        }
    }

    @Test
    void aStreamEndsWithADemotionANewPasswordOrTheAccount() {
        var bob = bob();
        try (var stream = watch(bob)) {
            alice.patch(path(bob), Map.of("role", "pending")).ok();
            assertThat(stream.next()).isEmpty();
        }
        bob.signIn("bob@example.org", Browser.PASSWORD).ok();
        try (var stream = watch(bob)) {
            alice.patch(path(bob), Map.of("password", "a freshly made one")).ok();
            assertThat(stream.next()).isEmpty();
        }
        bob.signIn("bob@example.org", "a freshly made one").ok();
        try (var stream = watch(bob)) {
            alice.delete(path(bob)).ok();
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    void aStreamEndsWithItsKey() {
        var secret = alice.post("/api/me/keys", Map.of("name", "k", "scopes", List.of("chats")))
                .ok()
                .json();
        try (var stream = watch(alice.bearer(secret.get("secret").asText()))) {
            alice.delete("/api/me/keys/" + secret.at("/key/id").asText()).ok();
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    void aTokenLetsInUntilItsSessionEnds() {
        var token = alice.stranger()
                .post("/api/v1/auths/signin", Map.of("email", "alice@example.org", "password", Browser.PASSWORD))
                .ok()
                .json()
                .get("token")
                .asText();
        var program = alice.bearer(token);
        assertThat(program.get("/api/mine").json().get("email").asText()).isEqualTo("alice@example.org");
        assertThat(program.get("/api/me/sessions").json().get("sessions")).hasSize(2);
        alice.delete("/api/me/sessions").ok();
        assertThat(program.get("/api/mine").status()).isEqualTo(401);
    }

    @Test
    void longStreamsCanAskWhetherTheirPrincipalIsStillIn() {
        try (var stream = watch(alice)) {
            var who = watching.keySet().iterator().next();
            assertThat(stream.status()).isEqualTo(200);
            assertThat(accounts.isIn(who)).isTrue();
            new PasswordReset(db, passwords).reset("alice@example.org", Optional.empty());
            assertThat(accounts.isIn(who)).isFalse();
        }
    }

    /// Open WebUI's hashes take longer to compare with than ours: where one is left, every refusal takes as long.
    @Test
    void theTimeOfARefusalTellsNobodysName() {
        var bob = bob();
        var hash = Password.hash("the one from before")
                .with(BcryptFunction.getInstance(Bcrypt.B, 11))
                .getResult();
        new AccountStore(db).setPassword(bob.me(), hash);
        var old = quickest(() -> passwords.matches("wrong", hash));
        for (var email : List.of("nobody@example.org", "bob@example.org", "alice@example.org")) {
            assertThat(quickest(() -> assertThat(
                                    bob.stranger().signIn(email, "wrong").status())
                            .isEqualTo(401)))
                    .as(email)
                    .isGreaterThan(old / 2);
        }
    }

    private static long quickest(Runnable work) {
        var quickest = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            var began = System.nanoTime();
            work.run();
            quickest = Math.min(quickest, System.nanoTime() - began);
        }
        return quickest;
    }

    @Test
    void aBcryptHashIsReplacedAtTheFirstSignIn() {
        var bob = bob();
        var store = new AccountStore(db);
        var hash = Password.hash("the one from before")
                .with(BcryptFunction.getInstance(Bcrypt.B, 4))
                .getResult();
        store.setPassword(bob.me(), hash);
        bob.signIn("bob@example.org", "the one from before").ok();
        assertThat(store.password(bob.me()))
                .hasValueSatisfying(now -> assertThat(now).startsWith("$argon2id$"));
        assertThat(bob.signIn("bob@example.org", "the one from before").status())
                .isEqualTo(200);
    }
}
