package app.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.TestClock;
import app.hearth.platform.config.Config;
import app.hearth.platform.crypto.Vault;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Stored connections and customised models, on both engines.
class ConnectionsTest {
    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static Db sqlite;
    private static Db server;

    private final TestClock clock = new TestClock();

    @BeforeAll
    static void open() throws IOException {
        postgres = EmbeddedPostgres.start();
        server = Databases.open("postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres", folder);
        sqlite = Databases.open("", folder);
    }

    @AfterAll
    static void close() throws IOException {
        sqlite.close();
        server.close();
        postgres.close();
    }

    @BeforeEach
    void empty() {
        engines()
                .forEach(db -> db.write(handle -> {
                    handle.execute("delete from connection");
                    handle.execute("delete from change");
                    handle.execute("delete from model_custom");
                }));
    }

    static Stream<Db> engines() {
        return Stream.of(sqlite, server);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void aKeyIsSealedAtRestAndOpenForTheGateway(Db db) {
        var made = on(db, 1).add(draft("https://a.example/v1", "sk-plain", Map.of("X-Team", "blue")));
        assertThat(made.key()).isEqualTo("sk-plain");
        assertThat(made.headers()).isEqualTo(Map.of("X-Team", "blue"));
        var stored = db.<String>read(handle -> handle.createQuery("select secret || headers from connection where id = :id")
                .bind("id", made.id())
                .mapTo(String.class)
                .one());
        assertThat(stored).startsWith("v1.").doesNotContain("sk-plain", "blue");
        assertThat(on(db, 1).find(made.id())).isEqualTo(made);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void aKeyGoesToNoOtherHostThanItsOwn(Db db) {
        var connections = on(db, 1);
        var made = connections.add(draft("https://a.example/v1", "sk-1", Map.of()));
        refused(() -> connections.change(made.id(), draft("https://b.example/v1", null, null)), "key", "key_again");
        refused(() -> connections.change(made.id(), draft("http://a.example/v1", null, null)), "key", "key_again");
        refused(() -> connections.tried(Optional.of(made.id()), draft("https://b.example/v1", null, null)), "key", "key_again");
        assertThat(connections
                        .change(made.id(), draft("https://a.example/v2", null, null))
                        .key())
                .isEqualTo("sk-1");
        assertThat(connections
                        .change(made.id(), draft("https://b.example/v1", "sk-2", null))
                        .key())
                .isEqualTo("sk-2");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void aRowPointedElsewhereBehindOurBackDoesNotOpen(Db db) {
        var made = on(db, 1).add(draft("https://a.example/v1", "sk-1", Map.of()));
        db.write(handle -> handle.execute("update connection set base_url = 'https://evil.example/v1'"));
        var read = on(db, 1).find(made.id());
        assertThat(read.key()).isEmpty();
        assertThat(read.problem()).contains(ErrorCode.SECRET_UNREADABLE);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void whatAnotherSecretKeySealedIsAProblemOfThatConnectionAndIsKept(Db db) {
        var made = on(db, 1).add(draft("https://a.example/v1", "sk-1", Map.of()));
        var other = on(db, 2);
        assertThat(other.find(made.id()).problem()).contains(ErrorCode.SECRET_UNREADABLE);
        other.change(made.id(), new ConnectionDraft(null, "renamed", null, null, null, null, null, null, false, null));
        assertThat(on(db, 1).find(made.id()).key()).isEqualTo("sk-1");
        assertThat(other.change(made.id(), draft(null, "sk-9", null)).problem()).isEmpty();
        assertThat(on(db, 2).find(made.id()).key()).isEqualTo("sk-9");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void maskedHeadersComeBackAsTheyWereAndNewOnesNeedAValue(Db db) {
        var connections = on(db, 1);
        var made = connections.add(draft("https://a.example/v1", "", Map.of("X-Team", "blue", "X-Old", "1")));
        var changed = connections.change(made.id(), draft(null, null, Map.of("x-team", Headers.MASK, "X-New", "2")));
        assertThat(changed.headers()).isEqualTo(Map.of("x-team", "blue", "X-New", "2"));
        refused(() -> connections.change(made.id(), draft(null, null, Map.of("X-Other", Headers.MASK))), "headers", "headers_again");
        refused(() -> connections.change(made.id(), draft("https://b.example", null, null)), "headers", "headers_again");
        for (var bad :
                List.of(Map.of("X-A", "1\r\nX-B: 2"), Map.of("Host", "b.example"), Map.of("X B", "1"), Map.of("Connection", "close"))) {
            refused(() -> connections.change(made.id(), draft(null, null, bad)), "headers", "not_header");
        }
        refused(
                () -> connections.change(made.id(), draft(null, "sk", Map.of("authorization", "Bearer x"))),
                "headers",
                "key_is_authorization");
        assertThat(connections
                        .change(made.id(), draft(null, null, Map.of("authorization", "Bearer x")))
                        .headers())
                .containsKey("authorization");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void theyStandInTheOrderOfTheirPositionsWithNamesOfTheirOwn(Db db) {
        var connections = on(db, 1, Map.of("OLLAMA_BASE_URL", "http://o:11434"));
        var first = connections.add(draft("https://a.example/v1", "", Map.of()));
        var second = connections.add(draft("https://a.example/v2", "", Map.of()));
        assertThat(connections.all()).extracting(Configured::name).containsExactly("Ollama", "a.example", "a.example 2");
        connections.change(second.id(), new ConnectionDraft(null, null, null, null, null, null, null, null, null, 0));
        connections.change(first.id(), new ConnectionDraft(null, null, null, null, null, null, null, null, null, 1));
        assertThat(connections.all()).extracting(Configured::id).endsWith(second.id(), first.id());
        connections.remove(second.id());
        assertThat(connections.all()).hasSize(2);
        assertThatThrownBy(() -> connections.remove(second.id())).hasMessage("not_found");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void whatTheEnvironmentFixesCannotBeChanged(Db db) {
        var connections = on(db, 1, Map.of("OLLAMA_BASE_URL", "http://o:11434", "ENABLE_OPENAI_API", "false"));
        var fixed = connections.all().getFirst();
        assertThatThrownBy(() -> connections.change(fixed.id(), draft(null, "x", null)))
                .hasMessage("connection_fixed {name=OLLAMA_BASE_URL}");
        assertThatThrownBy(() -> connections.remove(fixed.id())).hasMessage("connection_fixed {name=OLLAMA_BASE_URL}");
        assertThatThrownBy(() -> connections.add(draft("https://a.example/v1", "", Map.of())))
                .hasMessage("setting_fixed {name=ENABLE_OPENAI_API}");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void bailiansHostFollowsItsRegion(Db db) {
        var connections = on(db, 1);
        var made = connections.add(new ConnectionDraft("bailian", null, null, "sk", null, null, null, null, null, null));
        assertThat(made.baseUrl()).hasToString("https://dashscope.aliyuncs.com");
        assertThat(made.region()).contains("cn-beijing");
        var moved = new ConnectionDraft(null, null, made.baseUrl().toString(), "sk-intl", null, null, "ap-southeast-1", null, null, null);
        assertThat(connections.change(made.id(), moved).baseUrl()).hasToString("https://dashscope-intl.aliyuncs.com");
        var own = new ConnectionDraft(
                null, null, "https://ws.eu-central-1.maas.aliyuncs.com/api/v1", "sk-eu", null, null, "eu-central-1", null, null, null);
        assertThat(connections.change(made.id(), own).baseUrl()).hasToString("https://ws.eu-central-1.maas.aliyuncs.com");
        var pasted = "https://dashscope-us.aliyuncs.com/compatible-mode/v1";
        var abroad = connections.add(new ConnectionDraft("bailian", null, pasted, "sk", null, null, null, null, null, null));
        assertThat(abroad.baseUrl()).hasToString("https://dashscope-us.aliyuncs.com");
        assertThat(abroad.region()).contains("us-east-1");
        refused(
                () -> connections.add(new ConnectionDraft("bailian", null, null, "sk", null, null, "eu-central-1", null, null, null)),
                "region",
                "region_unknown");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void everyWriteTellsEverybodyInItsOwnTransaction(Db db) {
        var connections = on(db, 1);
        var made = connections.add(draft("https://a.example/v1", "", Map.of()));
        refused(() -> connections.change(made.id(), draft("ftp://a.example", null, null)), "baseUrl", "not_url");
        connections.change(made.id(), draft(null, "sk", null));
        new ModelStore(db).change("m", before -> before, 5);
        connections.remove(made.id());
        assertThat(changes(db)).containsExactly("models " + made.id(), "models " + made.id(), "models m", "models " + made.id());
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void whatWasMadeOfAModelIsKeptWhole(Db db) {
        var store = new ModelStore(db);
        var custom = new Custom(
                Optional.of("名字"), Optional.of("d"), true, Optional.of(0), new ChatParams(0.5, null, 7, null), Optional.of("你好"));
        store.change(
                "vendor/m:1",
                before -> {
                    assertThat(before).isEqualTo(Custom.NONE);
                    return custom;
                },
                1);
        assertThat(store.customs()).isEqualTo(Map.of("vendor/m:1", custom));
        store.change("vendor/m:1", before -> Custom.NONE, 2);
        assertThat(store.customs()).isEqualTo(Map.of("vendor/m:1", Custom.NONE));
    }

    private static List<String> changes(Db db) {
        return db.read(handle -> handle.createQuery("select kind, object from change where user_id is null order by n")
                .map((rs, context) -> rs.getString("kind") + " " + rs.getString("object"))
                .list());
    }

    private Connections on(Db db, int key) {
        return on(db, key, Map.of());
    }

    private Connections on(Db db, int key, Map<String, String> environment) {
        var bytes = new byte[32];
        bytes[0] = (byte) key;
        return new Connections(new ConnectionStore(db), new Vault(bytes, "k" + key), new Config(environment, Map.of()), () -> false, clock);
    }

    private static ConnectionDraft draft(String baseUrl, String key, Map<String, String> headers) {
        return new ConnectionDraft("openai", null, baseUrl, key, headers, null, null, null, null, null);
    }

    private static AbstractThrowableAssert<?, ?> refused(Runnable what, String field, String reason) {
        return assertThatThrownBy(what::run)
                .isInstanceOfSatisfying(
                        HearthException.class,
                        e -> assertThat(e.arguments())
                                .containsEntry("field", field)
                                .containsEntry("reason", reason));
    }
}
