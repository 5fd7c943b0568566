package app.hearth.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.config.Config;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.error.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyringTest {
    @TempDir
    Path data;

    private Db db;

    @BeforeEach
    void open() {
        db = Databases.open("", data);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void theFirstStartMakesAKeyFileForItsOwnerOnly() throws IOException {
        var sealed = keyring().vault().seal("sk-1", "connection/1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("secret.key"))))
                .isEqualTo("rw-------");
        assertThat(keyring().vault().open(sealed, "connection/1")).isEqualTo("sk-1");
        assertThat(keyring().tokenKey()).hasSize(32).isEqualTo(keyring().tokenKey());
    }

    @Test
    void aGivenKeyNeedsNoFileAndAChangedOneIsRefused() {
        var first = keyring("WEBUI_SECRET_KEY", "first");
        assertThat(data.resolve("secret.key")).doesNotExist();
        assertRefused("WEBUI_SECRET_KEY is not the secret key", "WEBUI_SECRET_KEY", "second");
        assertThat(keyring("HEARTH_SECRET_KEY", "first").tokenKey()).isEqualTo(first.tokenKey());
    }

    @Test
    void aLostKeyFileIsRefusedInsteadOfMadeAnew() throws IOException {
        keyring();
        Files.delete(data.resolve("secret.key"));
        assertRefused("The secret key of this data is missing");
        assertThat(data.resolve("secret.key")).doesNotExist();
    }

    @Test
    void aChangedKeyCanBeAccepted() {
        keyring("WEBUI_SECRET_KEY", "first");
        keyring("WEBUI_SECRET_KEY", "second", "HEARTH_ACCEPT_SECRET_KEY", "true");
        assertThat(keyring("WEBUI_SECRET_KEY", "second").tokenKey()).hasSize(32);
        assertRefused("WEBUI_SECRET_KEY is not the secret key", "WEBUI_SECRET_KEY", "first");
    }

    private void assertRefused(String sentence, String... settings) {
        assertThatThrownBy(() -> keyring(settings))
                .hasMessageStartingWith(sentence)
                .hasMessageNotContaining("\n")
                .isInstanceOfSatisfying(
                        StartRefused.class, e -> assertThat(e.exit()).isEqualTo(StartRefused.Exit.WRONG_KEY));
    }

    private Keyring keyring(String... settings) {
        var environment = new java.util.HashMap<String, String>();
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return Keyring.open(new Config(environment, Map.of()), data, db);
    }
}
