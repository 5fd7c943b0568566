package app.hearth.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.error.Language;
import app.hearth.platform.error.StartRefused;
import app.hearth.platform.error.StartRefused.Exit;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Upgrades to a version that is only here: `schema/next` works, the second step of `schema/failing` does not.
class MigrationsTest {
    private static final Migrations NEXT = new Migrations(List.of("db/migration", "schema/next"), 3);
    private static final Migrations FAILING = new Migrations(List.of("db/migration", "schema/failing"), 4);

    @TempDir
    Path folder;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void startPostgres() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            for (int i = 0; i < 3; i++) {
                statement.execute("create database house" + i);
            }
        }
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    private static Stream<String> urls(int house) {
        return Stream.of("", "postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/house" + house);
    }

    static Stream<String> upgraded() {
        return urls(0);
    }

    static Stream<String> failed() {
        return urls(1);
    }

    static Stream<String> made() {
        return urls(2);
    }

    @Test
    void theProgramKnowsItsNewestMigration() {
        var newest = 0;
        for (int version = 1; version <= Migrations.OURS.newest() + 1; version++) {
            newest = resourceOf(version) ? version : newest;
        }
        assertThat(newest).isEqualTo(Migrations.OURS.newest());
    }

    @ParameterizedTest
    @MethodSource("upgraded")
    void anUpgradeKeepsTheDataAndTheProgramBeforeIsRefusedAfterIt(String url) {
        write(url, Migrations.OURS, "first");
        write(url, NEXT, "second");
        assertThat(names(url, NEXT)).containsExactly("first", "second");
        var refused = refusal(url, Migrations.OURS);
        assertThat(refused.exit()).isEqualTo(Exit.NEWER_DATA);
        assertThat(refused.sentence(Language.EN))
                .startsWith("The data was written by a newer Hearth (schema 3, this program knows 2). Start that version")
                .hasLineCount(1);
        assertThat(refused.sentence(Language.ZH)).contains("由更新版本的 Hearth 写入").hasLineCount(1);
    }

    @Test
    void beforeAnUpgradeSqliteIsCopiedAndTheProgramBeforeStartsWithTheCopy() throws IOException {
        write("", Migrations.OURS, "first");
        write("", NEXT, "second");
        var copy = folder.resolve("backup").resolve("before-upgrade-from-2.db");
        assertThat(refusal("", Migrations.OURS).sentence(Language.EN)).endsWith("put back the copy from before the upgrade, " + copy + ".");
        try (var files = Files.list(folder)) {
            for (var file : files.filter(f -> f.getFileName().toString().startsWith("hearth.db"))
                    .toList()) {
                Files.delete(file);
            }
        }
        Files.copy(copy, folder.resolve("hearth.db"));
        assertThat(names("", Migrations.OURS)).containsExactly("first");
    }

    @ParameterizedTest
    @MethodSource("failed")
    void anUpgradeThatFailsChangesNothingAndTheProgramBeforeStarts(String url) throws IOException {
        write(url, Migrations.OURS, "first");
        for (int attempt = 0; attempt < 3; attempt++) { // a service manager tries again and again
            var refused = refusal(url, FAILING);
            assertThat(refused.exit()).isEqualTo(Exit.DATABASE);
            assertThat(refused.sentence(Language.EN))
                    .startsWith("The database could not be brought to this version; nothing was changed, the version before still starts: ")
                    .contains("there_is_no_such_table")
                    .hasLineCount(1);
        }
        assertThat(names(url, Migrations.OURS)).containsExactly("first");
        assertThatThrownBy(() -> read(url, Migrations.OURS, "select id from half"))
                .isInstanceOf(RuntimeException.class);
        if (url.isEmpty()) {
            try (var copies = Files.list(folder.resolve("backup"))) {
                assertThat(copies).containsExactly(folder.resolve("backup").resolve("before-upgrade-from-2.db"));
            }
        } else {
            assertThat(folder.resolve("backup")).doesNotExist();
        }
    }

    @ParameterizedTest
    @MethodSource("made")
    void aNewHouseIsNotCopied(String url) {
        write(url, NEXT, "first");
        assertThat(folder.resolve("backup")).doesNotExist();
    }

    private void write(String url, Migrations program, String name) {
        try (var db = Databases.open(url, folder, program)) {
            db.write(handle -> handle.execute("insert into setting (name, value, updated_at) values (?, '', 0)", name));
        }
    }

    private List<String> names(String url, Migrations program) {
        return read(url, program, "select name from setting order by name");
    }

    private List<String> read(String url, Migrations program, String sql) {
        try (var db = Databases.open(url, folder, program)) {
            return db.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
        }
    }

    private StartRefused refusal(String url, Migrations program) {
        try (var db = Databases.open(url, folder, program)) {
            throw new AssertionError("opened " + db.engine());
        } catch (StartRefused e) {
            return e;
        }
    }

    private static boolean resourceOf(int version) {
        var folder = Path.of("src/main/resources/db/migration").toFile();
        return folder.list((dir, name) -> name.startsWith("V" + version + "__")).length == 1;
    }
}
