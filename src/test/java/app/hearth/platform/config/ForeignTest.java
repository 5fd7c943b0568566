package app.hearth.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.error.Language;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Open WebUI's names are honoured or refused aloud, never passed over.
class ForeignTest {
    /// The names worth honouring from the start, as Open WebUI 0.12.4 documents them.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PORT",
                "HOST",
                "DATA_DIR",
                "DATABASE_URL",
                "WEBUI_SECRET_KEY",
                "WEBUI_AUTH",
                "WEBUI_NAME",
                "WEBUI_URL",
                "ENABLE_SIGNUP",
                "DEFAULT_USER_ROLE",
                "WEBUI_ADMIN_EMAIL",
                "WEBUI_ADMIN_PASSWORD",
                "WEBUI_ADMIN_NAME",
                "JWT_EXPIRES_IN",
                "ENABLE_API_KEYS",
                "ENABLE_API_KEY",
                "OPENAI_API_BASE_URL",
                "OPENAI_API_BASE_URLS",
                "OPENAI_API_KEY",
                "OPENAI_API_KEYS",
                "OPENAI_API_CONFIGS",
                "ENABLE_OPENAI_API",
                "OLLAMA_BASE_URL",
                "OLLAMA_BASE_URLS",
                "ENABLE_OLLAMA_API",
                "DEFAULT_MODELS",
                "BYPASS_MODEL_ACCESS_CONTROL",
                "ENABLE_TITLE_GENERATION",
                "RAG_EMBEDDING_ENGINE",
                "CHUNK_SIZE",
                "RAG_TOP_K",
                "RAG_FILE_MAX_SIZE",
                "ENABLE_WEB_SEARCH",
                "CORS_ALLOW_ORIGIN",
                "OFFLINE_MODE",
                "ENABLE_WEBSOCKET_SUPPORT",
                "WEBUI_AUTH_TRUSTED_EMAIL_HEADER"
            })
    void everyFirstNameIsKnown(String name) {
        var foreign = Foreign.of(name)
                .map(_ -> Foreign.warnings(given(name, "x"), Language.EN).size()
                        + Foreign.refusals(given(name, "x"), Language.EN).size());
        assertThat(Settings.named(name).isPresent()).isNotEqualTo(foreign.isPresent());
        assertThat(foreign.orElse(1)).isEqualTo(1);
    }

    @Test
    void aNameThatIsIgnoredGetsOneLine() {
        var config = given("RAG_TOP_K", "5");
        assertThat(Foreign.warnings(config, Language.EN))
                .containsExactly("RAG_TOP_K is set, but this version does not search in documents; it is ignored.");
        assertThat(Foreign.warnings(config, Language.ZH)).containsExactly("设置了 RAG_TOP_K，但此版本不支持检索文档，已忽略。");
        assertThat(Foreign.refusals(config, Language.EN)).isEmpty();
    }

    @Test
    void aValueAtWhichNothingIsLostGetsNone() {
        assertThat(Foreign.warnings(given("ENABLE_WEB_SEARCH", "False"), Language.EN))
                .isEmpty();
        assertThat(Foreign.warnings(given("ENABLE_WEB_SEARCH", ""), Language.EN))
                .isEmpty();
        assertThat(Foreign.warnings(given("ENABLE_WEB_SEARCH", "True"), Language.EN))
                .hasSize(1);
    }

    @Test
    void aNameThatMustNotBeIgnoredStopsTheStart() {
        assertThat(Foreign.refusals(given("WEBUI_AUTH_TRUSTED_EMAIL_HEADER", "X-Email"), Language.EN))
                .singleElement()
                .asString()
                .startsWith("WEBUI_AUTH_TRUSTED_EMAIL_HEADER is set");
        assertThat(Foreign.refusals(given("STORAGE_PROVIDER", "local"), Language.EN))
                .isEmpty();
        assertThat(Foreign.refusals(given("STORAGE_PROVIDER", "s3"), Language.EN))
                .hasSize(1);
    }

    @Test
    void aMistypedNameIsToldTheNearestOne() {
        assertThat(Names.warnings(given("HEARTH_OFLINE", "true")))
                .extracting(line -> line.in(Language.EN))
                .containsExactly("There is no setting HEARTH_OFLINE; did you mean HEARTH_OFFLINE?");
        assertThat(Names.warnings(given("HEARTH_DATA", "x"))).isEmpty();
    }

    private static Config given(String name, String value) {
        return new Config(Map.of(name, value), Map.of());
    }
}
