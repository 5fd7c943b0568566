package app.hearth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.TestClock;
import app.hearth.platform.config.Config;
import app.hearth.platform.config.HouseSetting;
import app.hearth.platform.config.HouseSettings;
import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Scope;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// This room's SQL keeps its promises on both engines.
class StoresTest {
    private static final String ENGINES = "app.hearth.Engines#empty";

    private static void race(int times, java.util.function.IntConsumer work) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < times; i++) {
            var number = i;
            threads.add(Thread.startVirtualThread(() -> work.accept(number)));
        }
        for (var thread : threads) {
            thread.join();
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void ofManyFirstPeopleOneIsTheFounder(Db db) throws InterruptedException {
        var accounts = new AccountStore(db);
        var refused = new ConcurrentLinkedQueue<ErrorCode>();
        race(10, i -> {
            try {
                accounts.add("id" + i, i + "@example.org", "N", "x", "user", false, 1);
            } catch (HearthException e) {
                refused.add(e.code());
            }
        });
        assertThat(refused).hasSize(9).containsOnly(ErrorCode.SIGN_UP_CLOSED);
        assertThat(accounts.count("", "")).isEqualTo(1);
        assertThat(accounts.list("", "", 0, "", 10).getFirst().founder()).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void ofManyWithOneEMailOneGetsIt(Db db) throws InterruptedException {
        var accounts = new AccountStore(db);
        accounts.add("first", "first@example.org", "N", "x", "user", false, 1);
        var refused = new ConcurrentLinkedQueue<ErrorCode>();
        race(10, i -> {
            try {
                accounts.add("id" + i, "same@example.org", "N", "x", "user", true, 1);
            } catch (HearthException e) {
                refused.add(e.code());
            }
        });
        assertThat(refused).hasSize(9).containsOnly(ErrorCode.EMAIL_TAKEN);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void peopleAreListedInPagesAndFound(Db db) {
        var accounts = new AccountStore(db);
        for (var id : List.of("b", "a", "c")) {
            accounts.add(id, id + "@example.org", "Ann_" + id, "x", "user", true, 7);
        }
        assertThat(accounts.list("", "", 0, "", 2)).extracting(Users.User::id).containsExactly("a", "b");
        assertThat(accounts.list("", "", 7, "b", 2)).extracting(Users.User::id).containsExactly("c");
        assertThat(accounts.list("ANN_C", "", 0, "", 9))
                .extracting(Users.User::id)
                .containsExactly("c");
        assertThat(accounts.count("n_", "")).isEqualTo(3);
        assertThat(accounts.count("n%", "")).isZero();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void theLastAdministratorStaysOne(Db db) {
        var accounts = new AccountStore(db);
        accounts.add("a", "a@example.org", "A", "x", "user", false, 1);
        accounts.add("b", "b@example.org", "B", "x", "user", true, 1);
        assertThatThrownBy(() -> accounts.update("a", "A", "a@example.org", "user", 2))
                .hasMessageContaining("last_admin");
        assertThatThrownBy(() -> accounts.remove("a")).hasMessageContaining("last_admin");
        accounts.update("b", "B", "b@example.org", "admin", 2);
        accounts.update("a", "A", "a@example.org", "user", 2);
        assertThat(accounts.find("a").orElseThrow().role()).isEqualTo("user");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void preferencesThatChangedInBetweenAreNotOverwritten(Db db) {
        var accounts = new AccountStore(db);
        accounts.add("a", "a@example.org", "A", "x", "user", false, 1);
        var before = accounts.me("a");
        var one = (ObjectNode) Json.parse("{\"one\":1}");
        assertThat(accounts.update(before, "A", Optional.of("en"), one, 2)).isTrue();
        assertThat(accounts.update(before, "A", Optional.empty(), Json.object(), 3))
                .isFalse();
        assertThat(accounts.me("a").preferences()).isEqualTo(one);
        assertThat(accounts.me("a").language()).contains("en");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void nothingStaysOfARemovedAccount(Db db) {
        var accounts = new AccountStore(db);
        accounts.add("a", "a@example.org", "A", "x", "user", false, 1);
        accounts.add("b", "b@example.org", "B", "x", "user", true, 1);
        for (var user : List.of("a", "b")) {
            fill(db, user);
        }
        var tables = List.of("session", "api_key", "chat", "message", "run", "run_log", "queued", "change", "file", "upload");
        tables.forEach(table -> assertThat(count(db, table)).as(table).isGreaterThan(1));
        var before = tables.stream().map(table -> count(db, table)).toList();
        accounts.remove("b");
        assertThat(tables.stream().map(table -> count(db, table) * 2).toList()).isEqualTo(before);
        assertThat(accounts.find("b")).isEmpty();
        assertThat(accounts.find("a")).isPresent();
    }

    /// More chats than one slice takes, and a row of everything.
    private static void fill(Db db, String user) {
        db.write(handle -> {
            for (int i = 0; i < 45; i++) {
                var chat = user + i;
                handle.execute("insert into chat (id, user_id, title, created_at, updated_at) values (?, ?, 't', 1, 1)", chat, user);
                handle.execute(
                        "insert into message (id, chat_id, position, place, role, state, parts, created_at)"
                                + " values (?, ?, 0, 0, 'assistant', 'running', '[]', 1)",
                        "m" + chat,
                        chat);
                handle.execute(
                        "insert into run (id, chat_id, user_id, state, epoch, owner, lease_until, started_at)"
                                + " values (?, ?, ?, 'running', 1, 'o', 1, 1)",
                        "m" + chat,
                        chat,
                        user);
                handle.execute("insert into run_log (run, epoch, first_seq, last_seq, frames) values (?, 1, 1, 1, '')", "m" + chat);
                handle.execute(
                        "insert into queued (id, chat_id, user_id, body, created_at) values (?, ?, ?, '', 1)", "q" + chat, chat, user);
            }
            handle.execute("insert into change (user_id, kind, object, at) values (?, 'chats', 'x', 1)", user);
            handle.execute(
                    "insert into file (id, user_id, hash, name, mime, size, created_at) values (?, ?, 'h', 'n', 't', 1, 1)",
                    "f" + user,
                    user);
            handle.execute(
                    "insert into upload (id, user_id, name, mime, size, created_at) values (?, ?, 'n', 't', 1, 1)", "u" + user, user);
            handle.execute(
                    "insert into session (id, user_id, secret, device, address, created_at, seen_at, expires_at)"
                            + " values (?, ?, ?, '', '', 1, 1, 9)",
                    "s" + user,
                    user,
                    user);
            handle.execute(
                    "insert into api_key (id, user_id, name, secret, prefix, scopes, created_at) values (?, ?, 'n', ?, 'p', 'chats', 1)",
                    "k" + user,
                    user,
                    user);
        });
    }

    private static int count(Db db, String table) {
        return db.read(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Integer.class)
                .one());
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void aSessionIsFoundUntilItEnds(Db db) {
        new AccountStore(db).add("a", "a@example.org", "A", "x", "user", false, 1);
        var sessions = new SessionStore(db);
        sessions.add(new Accounts.Session("s1", "", 100), "hash1", "a", "d", "1.2.3.4", 10);
        sessions.add(new Accounts.Session("s2", "", 100), "hash2", "a", "d", "1.2.3.4", 10);
        assertThat(sessions.bySecret("hash1", 99)).isPresent();
        assertThat(sessions.bySecret("hash1", 100)).isEmpty();
        assertThat(sessions.byId("s1", "a", 99)).isPresent();
        assertThat(sessions.byId("s1", "b", 99)).isEmpty();
        var found = sessions.bySecret("hash1", 99).orElseThrow();
        sessions.touch(found, 50, 200);
        sessions.touch(found, 60, 300); // it was touched in between: once is enough
        assertThat(sessions.bySecret("hash1", 199))
                .hasValueSatisfying(later -> assertThat(later.seenAt()).isEqualTo(50));
        assertThat(sessions.bySecret("hash1", 200)).isEmpty();
        assertThat(sessions.list(found.principal(), 60))
                .extracting(Sessions.Device::id)
                .containsExactly("s1", "s2");
        sessions.purge(100);
        assertThat(sessions.list(found.principal(), 60))
                .extracting(Sessions.Device::current)
                .containsExactly(true);
        assertThat(sessions.endOthers("a", "")).containsExactly("s1");
        assertThat(sessions.end("a", "s1")).isFalse();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void aKeyIsFoundUntilItEnds(Db db) {
        new AccountStore(db).add("a", "a@example.org", "A", "x", "user", false, 1);
        var keys = new KeyStore(db);
        var key = new Keys.Key("k1", "n", "hk-abc", List.of("admin", "models"), 5, Optional.empty(), Optional.of(100L));
        keys.add(key, "a", "hash");
        assertThat(keys.list("a")).containsExactly(key);
        var found = keys.bySecret("hash", 99).orElseThrow();
        assertThat(found.principal())
                .isEqualTo(
                        new Principal("a", Principal.Role.ADMIN, "k1", Principal.Via.API_KEY, java.util.Set.of(Scope.ADMIN, Scope.MODELS)));
        assertThat(keys.bySecret("hash", 100)).isEmpty();
        assertThat(keys.isOpen("k1", 99)).isTrue();
        assertThat(keys.isOpen("k1", 100)).isFalse();
        keys.touch(found, 70);
        assertThat(keys.list("a").getFirst().usedAt()).contains(70L);
        assertThat(keys.remove("b", "k1")).isFalse();
        assertThat(keys.remove("a", "k1")).isTrue();
        assertThat(keys.count("a")).isZero();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void triesAtOnceAreCountedOneByOne(Db db) throws InterruptedException {
        var store = new AttemptStore(db);
        var subject = Attempts.Subject.of(Attempts.Limit.PAIR, "a");
        var blocked = new ConcurrentLinkedQueue<Long>();
        race(30, i -> {
            try {
                store.claim(List.of(subject), 1_000);
            } catch (AttemptStore.Blocked e) {
                blocked.add(e.left().toMillis());
            }
        });
        assertThat(blocked).hasSize(25).containsOnly(10_000L);
        store.clear(List.of(subject));
        store.claim(List.of(subject), 1_000);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void aBlockedTryCountsAgainstNobody(Db db) {
        var store = new AttemptStore(db);
        var full = Attempts.Subject.of(Attempts.Limit.PAIR, "full");
        var fresh = Attempts.Subject.of(Attempts.Limit.PAIR, "fresh");
        for (int i = 0; i < 5; i++) {
            store.claim(List.of(full), 1_000);
        }
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> store.claim(List.of(fresh, full), 1_000)).isInstanceOf(AttemptStore.Blocked.class);
        }
        store.claim(List.of(fresh), 1_000);
        store.takeBack(List.of(full));
        store.claim(List.of(full), 1_000); // the fifth once more
        assertThatThrownBy(() -> store.claim(List.of(full), 1_000)).isInstanceOf(AttemptStore.Blocked.class);
        store.purge(2_000);
        assertThat(count(db, "attempt")).isEqualTo(1); // the block lasts
        store.purge(12_000);
        assertThat(count(db, "attempt")).isZero();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void settingsAreRememberedAndForgotten(Db db) {
        var settings = new HouseSettings(db, new Config(Map.of(), Map.of()), new TestClock());
        settings.set(HouseSetting.NAME, Optional.of("One"));
        settings.set(HouseSetting.NAME, Optional.of("Two"));
        settings.set(HouseSetting.DEFAULT_MODEL, Optional.of("m"));
        var again = new HouseSettings(db, new Config(Map.of(), Map.of()), new TestClock());
        assertThat(again.houseName()).isEqualTo("Two");
        assertThat(again.defaultModel()).contains("m");
        again.set(HouseSetting.NAME, Optional.empty());
        assertThat(again.houseName()).isEqualTo("Hearth");
        assertThat(count(db, "setting")).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void aResetPasswordLetsInAndEndsWhatWas(Db db) {
        try (var passwords = new Passwords()) {
            var accounts = new AccountStore(db);
            accounts.add("a", "a@example.org", "A", passwords.hash("the old password"), "user", false, 1);
            var sessions = new SessionStore(db);
            sessions.add(new Accounts.Session("s1", "", 100), "hash1", "a", "d", "", 10);
            var reset = new PasswordReset(db, passwords);
            var made = reset.reset(" A@Example.org", Optional.empty());
            assertThat(made).hasSize(20);
            assertThat(passwords.matches(made, accounts.password("a").orElseThrow()))
                    .isTrue();
            assertThat(sessions.bySecret("hash1", 50)).isEmpty();
            assertThat(reset.reset("a@example.org", Optional.of("one of my choice")))
                    .isEqualTo("one of my choice");
            assertThatThrownBy(() -> reset.reset("a@example.org", Optional.of("12345678")))
                    .hasMessageContaining("common");
            assertThatThrownBy(() -> reset.reset("b@example.org", Optional.empty()))
                    .hasMessageContaining("unknown_account");
        }
    }
}
