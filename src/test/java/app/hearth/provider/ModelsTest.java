package app.hearth.provider;

import static app.hearth.provider.GatewayFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import app.hearth.provider.UpstreamModel.Budget;
import app.hearth.provider.UpstreamModel.Thinks;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelsTest {
    private final FakeUpstream upstream = new FakeUpstream();
    private final GatewayFixture house = new GatewayFixture();

    @AfterEach
    void close() {
        house.close();
        upstream.close();
    }

    @Test
    void anOpenAiListTellsIdsAndTheRestIsConcluded() {
        list("""
            {"object":"list","data":[{"id":"gpt-4o"},{"id":"gpt-4o-2024-08-06"},{"id":"gpt-5"},{"id":"text-embedding-3-small"},
             {"id":"whisper-1"},{"id":"gpt-5"},{"id":"models/gemini-2.5-pro"},{"id":""}]}\
            """);
        var models = house.gateway.models(upstream.openAi());
        assertThat(models)
                .extracting(UpstreamModel::id)
                .containsExactly("gpt-4o", "gpt-4o-2024-08-06", "gpt-5", "text-embedding-3-small", "whisper-1", "gemini-2.5-pro");
        assertThat(models).extracting(UpstreamModel::chat).containsExactly(true, true, true, false, false, true);
        assertThat(models).extracting(UpstreamModel::snapshot).containsExactly(false, true, false, false, false, false);
        assertThat(models).extracting(UpstreamModel::vision).containsExactly(true, true, true, false, false, true);
        assertThat(models.get(2).efforts()).containsExactly("minimal", "low", "medium", "high");
    }

    @Test
    void richerListsAreReadRicher() {
        list("""
            {"data":[{"id":"x/seer","name":"Seer","context_length":65536,"architecture":{"input_modalities":["text","image"],
              "output_modalities":["text"]},"supported_parameters":["tools","temperature"]},
             {"id":"painter","architecture":{"output_modalities":["image"]}},
             {"id":"vllm-model","max_model_len":8192},
             {"id":"llama-model","meta":{"n_ctx_train":131072,"n_ctx":4096}},
             {"id":"mistral-x","capabilities":{"completion_chat":true,"function_calling":true,"vision":true}}]}\
            """);
        var models = house.gateway.models(upstream.openAi());
        var seer = models.getFirst();
        assertThat(seer.name()).isEqualTo("Seer");
        assertThat(seer.vision()).isTrue();
        assertThat(seer.tools()).contains(true);
        assertThat(models).extracting(UpstreamModel::chat).containsExactly(true, false, true, true, true);
        assertThat(models)
                .extracting(UpstreamModel::window)
                .containsExactly(
                        OptionalInt.of(65536), OptionalInt.empty(), OptionalInt.of(8192), OptionalInt.of(4096), OptionalInt.empty());
        assertThat(models.getLast().tools()).contains(true);
        assertThat(models.getLast().vision()).isTrue();
    }

    @Test
    void whatIsNoListIsGarbage() {
        list("{\"hello\":\"world\"}");
        assertFails(upstream.openAi(), ErrorCode.PROVIDER_GARBAGE);
        list("<html>");
        assertFails(upstream.openAi(), ErrorCode.PROVIDER_GARBAGE);
    }

    @Test
    void aWrongPathIsToldApartFromAWrongKey() {
        var wrong = new Connection("c", ProviderKind.OPENAI, "Fake", URI.create(upstream.url() + "/v2"), "", Map.of());
        assertFails(wrong, ErrorCode.PROVIDER_NOT_FOUND);
        upstream.key("k");
        assertFails(
                new Connection(
                        "c", ProviderKind.OPENAI, "Fake", upstream.openAi().baseUrl(), "x", Map.of()),
                ErrorCode.PROVIDER_KEY_REFUSED);
    }

    @Test
    void ollamaTellsWhatItsModelsCan() {
        upstream.model("thinker:8b").thinking().window(40_960);
        upstream.model("seer:latest").vision().withoutTools();
        for (int i = 0; i < 2; i++) {
            var models = house.gateway.models(upstream.ollama());
            assertThat(models).extracting(UpstreamModel::name).containsExactly("thinker:8b", "seer");
            assertThat(models.getFirst().thinks()).isEqualTo(Thinks.SWITCH);
            assertThat(models.getFirst().window()).hasValue(40_960);
            assertThat(models.getFirst().tools()).contains(true);
            assertThat(models.getLast().vision()).isTrue();
            assertThat(models.getLast().thinks()).isEqualTo(Thinks.NONE);
            assertThat(models.getLast().tools()).contains(false);
            upstream.oldOllama(); // and the same again where each model must be asked for
        }
        assertThat(upstream.asked())
                .filteredOn(one -> one.path().equals("/api/show"))
                .hasSize(2);
    }

    @Test
    void bailiansListIsEnrichedFromTheCatalogue() {
        list(
                "{\"object\":\"list\",\"data\":[{\"id\":\"qwen-plus\"},{\"id\":\"brand-new\"},{\"id\":\"text-embedding-v4\"},{\"id\":\"qwen3.8-max-0902\"}]}",
                true);
        var models = house.gateway.models(upstream.bailian());
        assertThat(models).extracting(UpstreamModel::id).containsExactly("qwen-plus", "brand-new", "text-embedding-v4", "qwen3.8-max-0902");
        var plus = models.getFirst();
        assertThat(plus.name()).isEqualTo("Qwen-Plus");
        assertThat(plus.thinks()).isEqualTo(Thinks.SWITCH);
        assertThat(plus.window()).hasValue(1_000_000);
        assertThat(plus.tools()).contains(true);
        assertThat(plus.priceIn()).contains(new BigDecimal("0.8"));
        assertThat(plus.priceOut()).contains(new BigDecimal("2"));
        assertThat(plus.budget()).contains(new Budget(1, 32_768));
        assertThat(models.get(1).chat()).isTrue();
        assertThat(models.get(1).thinks()).isEqualTo(Thinks.UNKNOWN);
        assertThat(models.get(2).chat()).isFalse();
        assertThat(models.get(3).snapshot()).isTrue();
        assertThat(models.get(3).vision()).isTrue();
        assertThat(models.get(3).efforts()).containsExactly("low", "medium", "xhigh");
    }

    @Test
    void theWholeCatalogueStandsInWhereBailianDoesNotList() {
        upstream.answers("GET", "/compatible-mode/v1/models", 404, "application/json", "{}");
        var models = house.gateway.models(upstream.bailian());
        assertThat(models).hasSizeGreaterThan(150).allMatch(UpstreamModel::chat);
        assertThat(models)
                .extracting(UpstreamModel::id)
                .contains("qwen-plus", "deepseek-v4-pro", "qwen3-vl-plus")
                .doesNotContain("wan2.6-t2i");
        assertThat(house.gateway.verify(upstream.bailian())).isEqualTo(models.size());
    }

    @Test
    void bailiansAddressMayBePastedInAnyForm() {
        upstream.model("qwen-plus").thinking().says("Hi");
        for (var path : new String[] {"", "/", "/compatible-mode/v1", "/compatible-mode/v1/", "/api/v1"}) {
            var pasted = new Connection("c", ProviderKind.BAILIAN, "百炼", URI.create(upstream.url() + path), "", Map.of());
            assertThat(GatewayFixture.text(house.all(pasted, ask("qwen-plus"))))
                    .as(path)
                    .isEqualTo("Hi");
        }
        assertThat(upstream.completions()).allMatch(one -> one.path().equals("/compatible-mode/v1/chat/completions"));
        assertThat(upstream.completions().getFirst().json().path("enable_thinking"))
                .isEqualTo(Json.parse("false"));
        var plan = new Connection("c", ProviderKind.BAILIAN, "百炼", URI.create(upstream.url() + "/v1"), "", Map.of());
        assertThat(GatewayFixture.text(house.all(plan, ask("qwen-plus")))).isEqualTo("Hi");
        assertThat(upstream.completions().getLast().path()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void bailiansThinkingOnlyModelsAreNotTold() {
        upstream.model("deepseek-r1").thinks("Hm").says("Hi");
        upstream.model("qwen-max").says("Hi");
        house.all(upstream.bailian(), ask("deepseek-r1").with(Thinking.OFF));
        house.all(upstream.bailian(), ask("qwen-max").with(Thinking.ON)); // the strict upstream would refuse it
        assertThat(upstream.completions()).noneMatch(one -> one.json().has("enable_thinking"));
    }

    private void list(String body) {
        list(body, false);
    }

    private void list(String body, boolean bailian) {
        upstream.answers("GET", (bailian ? "/compatible-mode" : "") + "/v1/models", 200, "application/json", body);
    }

    private void assertFails(Connection connection, ErrorCode code) {
        assertThatThrownBy(() -> house.gateway.models(connection))
                .isInstanceOfSatisfying(
                        HearthException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
