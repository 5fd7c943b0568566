package app.hearth.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.error.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    @TempDir
    Path folder;

    @Test
    void theEnvironmentWinsOverTheFileAndThatOverTheDefault() {
        var config = new Config(Map.of("PORT", "81"), Map.of("PORT", "82", "HOST", "127.0.0.1"));
        assertThat(config.find(Settings.PORT)).isEqualTo(new Config.Found("81", "PORT", Config.Origin.ENVIRONMENT));
        assertThat(config.find(Settings.HOST).origin()).isEqualTo(Config.Origin.FILE);
        assertThat(config.find(Settings.DATA).origin()).isEqualTo(Config.Origin.BUILT_IN);
    }

    @ParameterizedTest
    @CsvSource({"90s,90", "30m,1800", "12h,43200", "28d,2419200", "4w,2419200", "60,60"})
    void timesHaveUnits(String text, long seconds) {
        assertThat(new Config(Map.of("JWT_EXPIRES_IN", text), Map.of()).duration(Settings.SESSION_LIFE))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,http,PORT=http is not understood: give a number from 0 to 65535.",
        "ENABLE_SIGNUP,perhaps,ENABLE_SIGNUP=perhaps is not understood: give true or false.",
        "DEFAULT_USER_ROLE,boss,'DEFAULT_USER_ROLE=boss is not understood: give pending, user or admin.'",
        "JWT_EXPIRES_IN,never,'JWT_EXPIRES_IN=never is not understood: give a time such as 12h, 28d or 4w.'",
        "WEBUI_ADMIN_EMAIL,alice,WEBUI_ADMIN_EMAIL=alice is not understood: give an e-mail address.",
        "WEBUI_URL,example.org,WEBUI_URL=example.org is not understood: give an address that begins with http:// or https://.",
    })
    void aWrongValueIsOneSentence(String name, String value, String sentence) {
        assertThat(Checks.problems(new Config(Map.of(name, value), Map.of()), Language.EN))
                .contains(sentence);
    }

    @Test
    void allWrongValuesAreToldAtOnceAndSecretsStayHidden() {
        var config = new Config(
                Map.of("PORT", "x", "HOST", "a b", "DATABASE_URL", "mysql://u:hidden@h/d", "OPENAI_API_CONFIGS", "[]"), Map.of());
        assertThat(Checks.problems(config, Language.EN)).hasSize(4).noneMatch(line -> line.contains("hidden"));
        assertThat(Checks.problems(config, Language.ZH)).hasSize(4).allMatch(line -> line.endsWith("。"));
    }

    @Test
    void theDefaultsAreGood() {
        assertThat(Checks.problems(new Config(Map.of(), Map.of()), Language.EN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:s%40cret@db.example:6432/hearth?sslmode=require",
                "postgres://me:s%40cret@db.example:6432/hearth?sslmode=require",
                "postgresql+psycopg2://me:s%40cret@db.example:6432/hearth?sslmode=require"
            })
    void postgresHasTheFormsThatPeopleWrite(String url) {
        assertThat(Database.of(url, folder))
                .isEqualTo(new Database.Postgres("jdbc:postgresql://db.example:6432/hearth?sslmode=require", "me", "s@cret"));
    }

    @Test
    void aDatabasesHostMayHaveAnUnderscore() {
        assertThat(Database.of("postgresql://me:s%40cret@my_db/hearth", folder))
                .isEqualTo(new Database.Postgres("jdbc:postgresql://my_db:5432/hearth", "me", "s@cret"));
    }

    @Test
    void sqliteIsAFile() {
        assertThat(Database.of("sqlite:////srv/chat.db", folder)).isEqualTo(new Database.Sqlite(Path.of("/srv/chat.db")));
        assertThat(Database.of("sqlite:///chat.db", folder)).isEqualTo(new Database.Sqlite(Path.of("chat.db")));
        assertThat(Database.of("", folder)).isEqualTo(new Database.Sqlite(folder.resolve("hearth.db")));
        assertThatThrownBy(() -> Database.of("sqlite://", folder)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Database.of("postgresql://host", folder)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theFileTakesNamesInAnyCaseAndListsAsArrays() throws IOException {
        var file = file("""
            port = 8090
            offline = true
            webui_name = "家"
            RAG_TOP_K = 4

            [openai]
            api_base_urls = ["https://a.example/v1", "https://b.example/v1"]
            api-configs = { "0" = { enable = true } }
            """);
        assertThat(file.values())
                .containsEntry("PORT", "8090")
                .containsEntry("HEARTH_OFFLINE", "true")
                .containsEntry("WEBUI_NAME", "家")
                .containsEntry("RAG_TOP_K", "4")
                .containsEntry("OPENAI_API_BASE_URLS", "https://a.example/v1;https://b.example/v1")
                .containsEntry("OPENAI_API_CONFIGS", "{\"0\":{\"enable\":true}}");
        assertThat(file.warnings()).isEmpty();
        assertThat(Foreign.warnings(new Config(Map.of(), file.values()), Language.EN))
                .hasSize(1);
    }

    @Test
    void anUnknownKeyIsToldTheNearestName() throws IOException {
        assertThat(file("prot = 1").warnings()).singleElement().satisfies(line -> {
            assertThat(line.in(Language.EN)).endsWith("there is no setting “prot”; did you mean PORT?");
            assertThat(line.in(Language.ZH)).endsWith("没有名为“prot”的设置，是否想写 PORT？");
        });
    }

    @Test
    void brokenTomlIsALineWithItsNumber() {
        assertThatThrownBy(() -> file("port = 1\nhost = \n"))
                .isInstanceOf(Config.ConfigException.class)
                .hasMessageContaining("hearth.toml:2: this is not TOML")
                .hasMessageNotContaining("\n");
    }

    @Test
    void theFileIsFoundWhereItIsNamedThenHereThenInTheData() throws IOException {
        var data = Files.createDirectories(folder.resolve("data"));
        var environment = Map.of("HEARTH_DATA", data.toString());
        assertThat(ConfigFile.find(environment, folder).path()).isEmpty();
        Files.writeString(data.resolve("hearth.toml"), "port = 1");
        assertThat(ConfigFile.find(environment, folder).values()).containsEntry("PORT", "1");
        Files.writeString(folder.resolve("hearth.toml"), "port = 2");
        assertThat(ConfigFile.find(environment, folder).values()).containsEntry("PORT", "2");
        Files.writeString(folder.resolve("other.toml"), "port = 3");
        assertThat(ConfigFile.find(Map.of("HEARTH_CONFIG", "other.toml"), folder)
                        .values())
                .containsEntry("PORT", "3");
        assertThatThrownBy(() -> ConfigFile.find(Map.of("HEARTH_CONFIG", "gone.toml"), folder))
                .isInstanceOf(Config.ConfigException.class);
    }

    @Test
    void explainNamesTheOriginAndHidesSecrets() {
        var config = new Config(Map.of("OPENAI_API_KEY", "sk-hidden", "PORT", "99"), Map.of());
        var text = Explain.values(config, new ConfigFile(java.util.Optional.empty(), Map.of(), java.util.List.of()), Language.EN);
        assertThat(text)
                .containsPattern("PORT +99 +environment PORT")
                .containsPattern("OPENAI_API_KEYS +\\(hidden\\) +environment OPENAI_API_KEY");
        assertThat(text).doesNotContain("sk-hidden");
    }

    @Test
    void theDocumentsAreCurrent() throws IOException {
        assertThat(Files.readString(Path.of("docs/config.md")))
                .as("run ./hearth config doc")
                .isEqualTo(Explain.document(Language.EN));
        assertThat(Files.readString(Path.of("docs/config.zh.md")))
                .as("run ./hearth config doc")
                .isEqualTo(Explain.document(Language.ZH));
    }

    private ConfigFile file(String text) throws IOException {
        return ConfigFile.read(Files.writeString(folder.resolve("hearth.toml"), text));
    }
}
