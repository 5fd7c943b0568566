package app.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.config.Config;
import app.hearth.provider.ProviderKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentConnectionsTest {
    @Test
    void nothingSetMakesNoConnection() {
        assertThat(of(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"BAILIAN_API_KEY", "DASHSCOPE_API_KEY"})
    void aBailianKeyAloneIsEnough(String name) {
        var bailian = of(Map.of(name, "sk-1")).getFirst();
        assertThat(bailian.kind()).isEqualTo(ProviderKind.BAILIAN);
        assertThat(bailian.baseUrl()).hasToString("https://dashscope.aliyuncs.com");
        assertThat(bailian.key()).isEqualTo("sk-1");
        assertThat(bailian.fixed()).contains(name);
        assertThat(bailian.enabled()).isTrue();
    }

    @Test
    void theRegionChoosesBailiansHostAndAnAddressReplacesIt() {
        assertThat(of(Map.of("BAILIAN_API_KEY", "k", "HEARTH_BAILIAN_REGION", "ap-southeast-1"))
                        .getFirst()
                        .baseUrl())
                .hasToString("https://dashscope-intl.aliyuncs.com");
        assertThat(of(Map.of("BAILIAN_API_KEY", "k", "BAILIAN_BASE_URL", "http://10.1.2.3:9/compatible-mode/v1"))
                        .getFirst()
                        .baseUrl())
                .hasToString("http://10.1.2.3:9");
        assertThatThrownBy(() -> of(Map.of("BAILIAN_API_KEY", "k", "HEARTH_BAILIAN_REGION", "eu-central-1")))
                .isInstanceOf(Config.ConfigException.class)
                .hasMessageContaining("BAILIAN_BASE_URL");
    }

    @Test
    void anOpenAiKeyAloneMeansOpenAi() {
        var openai = of(Map.of("OPENAI_API_KEY", "sk-2")).getFirst();
        assertThat(openai.baseUrl()).hasToString("https://api.openai.com/v1");
        assertThat(openai.name()).isEqualTo("OpenAI");
        assertThat(openai.fixed()).contains("OPENAI_API_KEY");
    }

    @Test
    void theDeploymentDocumentsTwoVariablesMakeABailianConnection() {
        var made = of(Map.of("OPENAI_API_BASE_URL", "https://dashscope.aliyuncs.com/compatible-mode/v1", "OPENAI_API_KEY", "sk-3"));
        assertThat(made).hasSize(1);
        assertThat(made.getFirst().kind()).isEqualTo(ProviderKind.BAILIAN);
        assertThat(made.getFirst().baseUrl()).hasToString("https://dashscope.aliyuncs.com");
        assertThat(made.getFirst().fixed()).contains("OPENAI_API_BASE_URL");
    }

    @Test
    void theSameBailianKeyInBothSpellingsIsOneConnection() {
        var made = of(Map.of(
                "BAILIAN_API_KEY", "k", "OPENAI_API_BASE_URL", "https://dashscope.aliyuncs.com/compatible-mode/v1", "OPENAI_API_KEY", "k"));
        assertThat(made).hasSize(1);
    }

    @Test
    void addressesAndKeysBelongTogetherByOrderAndMissingKeysAreEmpty() {
        var made = of(Map.of(
                "OPENAI_API_BASE_URLS", "https://a.example/v1;https://b.example/v1/;https://c.example/v1", "OPENAI_API_KEYS", "ka;;"));
        assertThat(made).extracting(c -> c.baseUrl().getHost() + "=" + c.key()).containsExactly("a.example=ka", "b.example=", "c.example=");
        assertThat(of(Map.of("OPENAI_API_BASE_URLS", "https://a.example/v1;https://b.example/v1", "OPENAI_API_KEYS", "ka")))
                .extracting(Configured::key)
                .containsExactly("ka", "");
        assertThat(of(Map.of("OPENAI_API_BASE_URLS", "https://a.example/v1", "OPENAI_API_KEYS", "ka;kb")))
                .extracting(Configured::key)
                .containsExactly("ka");
        assertThat(made).extracting(Configured::id).doesNotHaveDuplicates();
    }

    @Test
    void configsByIndexSwitchPrefixAndNarrow() {
        var made = of(Map.of("OPENAI_API_BASE_URLS", "https://a.example/v1;https://b.example/v1", "OPENAI_API_CONFIGS", """
            {"0":{"enable":false},"1":{"prefix_id":"b","model_ids":["m1","m2"],"headers":{"X-Team":"blue"}}}\
            """));
        assertThat(made.get(0).enabled()).isFalse();
        assertThat(made.get(1).enabled()).isTrue();
        assertThat(made.get(1).prefix()).isEqualTo("b");
        assertThat(made.get(1).only()).isEqualTo(List.of("m1", "m2"));
        assertThat(made.get(1).headers()).isEqualTo(Map.of("X-Team", "blue"));
    }

    @Test
    void switchesTurnTheirKindOff() {
        var made = of(Map.of(
                "OPENAI_API_KEY", "k", "ENABLE_OPENAI_API", "False", "OLLAMA_BASE_URLS", "http://o:11434", "ENABLE_OLLAMA_API", "False"));
        assertThat(made).extracting(Configured::enabled).containsExactly(false, false);
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI_API_BASE_URLS, not an address",
        "OLLAMA_BASE_URLS, http://me:secret@o:11434",
        "OPENAI_API_CONFIGS, not json",
        "OPENAI_API_CONFIGS, '[1]'"
    })
    void whatCannotBeUnderstoodStopsTheStartWithoutTellingSecrets(String name, String value) {
        var environment = new java.util.HashMap<>(Map.of("OPENAI_API_KEY", "k"));
        environment.put(name, value);
        assertThatThrownBy(() -> of(environment))
                .isInstanceOf(Config.ConfigException.class)
                .hasMessageContaining(name)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void aConnectionNeverPrintsItsKey() {
        assertThat(of(Map.of("OPENAI_API_KEY", "sk-hidden")).getFirst().toString())
                .doesNotContain("sk-hidden");
        assertThat(Optional.of(of(Map.of("BAILIAN_API_KEY", "sk-hidden"))
                                .getFirst()
                                .connection())
                        .toString())
                .doesNotContain("sk-hidden");
    }

    private static List<Configured> of(Map<String, String> environment) {
        return EnvironmentConnections.of(new Config(environment, Map.of()));
    }
}
