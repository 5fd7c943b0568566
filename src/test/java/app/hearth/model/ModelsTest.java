package app.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.TestClock;
import app.hearth.model.Catalogue.Patience;
import app.hearth.platform.config.Config;
import app.hearth.platform.crypto.Vault;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.egress.Egress;
import app.hearth.platform.egress.EgressRules;
import app.hearth.platform.http.OpenApi;
import app.hearth.platform.http.Principal;
import app.hearth.provider.Gateways;
import app.hearth.provider.ProviderKind;
import app.hearth.provider.local.LocalModels;
import app.hearth.provider.local.LocalOptions;
import app.hearth.provider.local.Starter;
import app.hearth.provider.ollama.OllamaAdmin;
import app.hearth.provider.ollama.OllamaProbe;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What those who call models get.
@Timeout(60)
class ModelsTest {
    @TempDir
    Path data;

    private final TestClock clock = new TestClock();
    private final Principal member = Principal.ofSession("u", Principal.Role.USER, "s");
    private final Principal admin = Principal.ofSession("a", Principal.Role.ADMIN, "t");
    private Optional<String> defaultModel = Optional.empty();
    private ChatParams houseParams = ChatParams.NONE;
    private Duration patience = Duration.ofSeconds(20);
    private Upstream upstream;
    private Db db;
    private Egress egress;
    private LocalModels local;
    private ModelRoom room;

    @BeforeEach
    void open() throws IOException {
        upstream = new Upstream();
        db = Databases.open("", data);
        egress = new Egress(EgressRules.DEFAULT, clock);
        local = new LocalModels(LocalOptions.of(data), url -> false, clock);
    }

    @AfterEach
    void close() {
        room.close();
        local.close();
        egress.close();
        db.close();
        upstream.close();
    }

    private Models start(Map<String, String> environment) {
        var defaults = new HouseDefaults() {
            @Override
            public Optional<String> defaultModel() {
                return defaultModel;
            }

            @Override
            public ChatParams params() {
                return houseParams;
            }
        };
        room = new ModelRoom(
                db,
                new Config(environment, Map.of()),
                new Vault(new byte[32], "k"),
                egress,
                Gateways.over(egress, local, clock),
                local,
                new Starter(LocalOptions.of(data), () -> true),
                defaults,
                clock,
                new Patience(patience, Duration.ofSeconds(30), Duration.ofMinutes(10)),
                List.of());
        return room.models();
    }

    @Test
    void aConnectionThatNeverAnswersHidesNoOther() throws IOException {
        patience = Duration.ofSeconds(2); // long enough for the living on a busy machine
        try (var silent = new Upstream().never("GET /v1/models")) {
            upstream.models("a", "b");
            var models = start(Map.of("OPENAI_API_BASE_URLS", silent.url() + "/v1;" + upstream.url() + "/v1"));
            assertThat(models.all(member)).extracting(Models.Usable::id).containsExactly("a", "b");
            assertThat(models.find(member, "b").connection().baseUrl()).hasToString(upstream.url() + "/v1");
            assertThat(silent.asked).hasSize(1);
        }
    }

    @Test
    void aNewConnectionThatHangsDoesNotDelayTheModelsBeforeIt() throws IOException {
        try (var silent = new Upstream().never("GET /v1/models")) {
            upstream.models("a");
            patience = Duration.ofHours(1);
            var models = start(Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1"));
            assertThat(models.find(member, "a").id()).isEqualTo("a");
            add(silent.url() + "/v1");
            assertThat(models.find(member, "a").id()).isEqualTo("a");
        }
    }

    @Test
    void theDocumentOfTheRoutesKnowsTheRecords() {
        start(Map.of());
        var schemas = OpenApi.of(room.routes(), "1").at("/components/schemas");
        assertThat(schemas.fieldNames())
                .toIterable()
                .contains("PickerModel", "AdminModel", "ShownConnection", "ConnectionDraftIn", "ShownPull");
        assertThat(schemas.at("/Picker/properties/default").isMissingNode()).isFalse();
    }

    @Test
    void whatIsFoundIsReadyToBeCalled() {
        upstream.models("vendor/m-1");
        var models = start(Map.of(
                "OPENAI_API_BASE_URL",
                upstream.url() + "/v1",
                "OPENAI_API_KEY",
                "sk",
                "OPENAI_API_CONFIGS",
                "{\"0\":{\"prefix_id\":\"p\"}}"));
        var found = models.find(member, "p.vendor/m-1");
        assertThat(found.model().id()).isEqualTo("vendor/m-1");
        assertThat(found.connection().kind()).isEqualTo(ProviderKind.OPENAI);
        assertThat(found.connection().key()).isEqualTo("sk");
        assertThat(found.demonstration()).isFalse();
        assertThatThrownBy(() -> models.find(member, "vendor/m-1")).hasMessage("model_not_found {model=vendor/m-1}");
        assertThatThrownBy(() -> models.find(member, " ")).hasMessage("no_model");
        assertThatThrownBy(() -> models.find(member, null)).hasMessage("no_model");
    }

    @Test
    void aFoundModelCostsNoRequest() {
        upstream.models("a");
        var models = start(Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1"));
        for (int i = 0; i < 100; i++) {
            models.find(member, "a");
        }
        assertThat(upstream.asked).hasSize(1);
    }

    @Test
    void embeddingModelsAndDatedCopiesCanBeCalledButNotPicked() {
        upstream.models("gpt-4o", "gpt-4o-2024-08-06", "text-embedding-3-small");
        var models = start(Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1"));
        assertThat(models.all(member)).extracting(Models.Usable::id).containsExactly("gpt-4o");
        assertThat(models.find(member, "gpt-4o-2024-08-06").model().snapshot()).isTrue();
        assertThat(models.find(member, "text-embedding-3-small").model().chat()).isFalse();
    }

    @Test
    void aHiddenModelIsForAdministratorsOnly() {
        upstream.models("a", "b");
        var models = start(Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1"));
        customise("a", "update model_custom set hidden = 1");
        assertThat(models.all(member)).extracting(Models.Usable::id).containsExactly("b");
        assertThatThrownBy(() -> models.find(member, "a")).hasMessage("model_not_found {model=a}");
        assertThat(models.find(admin, "a").id()).isEqualTo("a");
    }

    @Test
    void aModelsDefaultsStandOverTheHouses() {
        upstream.models("a", "b");
        houseParams = new ChatParams(0.7, 0.9, 100, "Of the house.");
        var models = start(Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1"));
        customise("a", "update model_custom set params = '{\"temperature\":0.1}', system_prompt = 'Of the model.'");
        assertThat(models.find(member, "a").defaults())
                .isEqualTo(new Models.Defaults(Optional.of("Of the model."), new ChatParams(0.1, 0.9, 100, "Of the model.")));
        assertThat(models.find(member, "b").defaults()).isEqualTo(new Models.Defaults(Optional.of("Of the house."), houseParams));
    }

    @Test
    void howLongAModelIsKeptInMemoryGoesWithItsConnection() {
        upstream.models("a");
        var models = start(Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1"));
        assertThat(models.find(member, "a").connection().keepAlive()).isEmpty();
        customise("a", "update model_custom set params = '{\"keepAlive\":\"2h\"}'");
        assertThat(models.find(member, "a").connection().keepAlive()).contains("2h");
        assertThat(new ChatParams(null, null, null, null, " 1h30m ").checked().keepAlive())
                .isEqualTo("1h30m");
        assertThat(new ChatParams(null, null, null, null, " ").checked().keepAlive())
                .isNull();
        assertThatThrownBy(() -> new ChatParams(null, null, null, null, "5 min").checked())
                .hasMessageContaining("not_duration");
    }

    @Test
    void aNewChatBeginsWithTheHousesDefaultElseAPinElseTheFirst() {
        upstream.models("a", "b", "c,d");
        var models = start(Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1"));
        assertThat(models.defaultModel(member)).contains("a");
        pin("gone", "b");
        assertThat(models.defaultModel(member)).contains("b");
        defaultModel = Optional.of("nowhere, c,d");
        assertThat(models.defaultModel(member)).contains("b");
        defaultModel = Optional.of("c,d");
        assertThat(models.defaultModel(member)).contains("c,d");
        defaultModel = Optional.of("nowhere,a");
        assertThat(models.defaultModel(member)).contains("a");
    }

    @Test
    void modelFilesInTheDataFolderAreAConnectionByThemselves() throws IOException {
        var models = start(Map.of());
        assertThat(models.all(member)).isEmpty();
        assertThat(models.defaultModel(member)).isEmpty();
        Files.createDirectories(data.resolve("models"));
        Files.writeString(data.resolve("models/mine.gguf"), "x");
        Files.writeString(data.resolve("models/SmolLM2-135M-Instruct.Q4_1.gguf"), "x");
        var engine = Files.createDirectories(data.resolve("engine")).resolve("llama-server");
        Files.writeString(engine, "#!/bin/sh\n");
        assertThat(engine.toFile().setExecutable(true)).isTrue();
        clock.pass(Duration.ofSeconds(2));
        assertThat(models.all(member))
                .extracting(model -> model.name() + " " + model.demonstration() + " "
                        + model.connection().kind())
                .containsExactly("SmolLM2-135M-Instruct.Q4_1 true LOCAL", "mine false LOCAL");
        assertThat(models.defaultModel(member)).contains("mine");
    }

    @Test
    void anOllamaNearbyIsFoundBesideAPlaceThatIsSilent() throws IOException {
        try (var silent = new Upstream().never("GET /api/version")) {
            start(Map.of());
            upstream.on("GET /api/version", 200, "{\"version\":\"0.33.0\"}");
            upstream.on("GET /api/tags", 200, "{\"models\":[{\"name\":\"m:1b\"}]}");
            assertThat(nearby(silent.url(), upstream.url())).contains(new NearbyRoutes.FoundOllama(upstream.url(), "0.33.0", 1));
            upstream.on("GET /api/version", 200, "hello");
            assertThat(nearby(upstream.url())).isEmpty();
        }
    }

    private Optional<NearbyRoutes.FoundOllama> nearby(String... places) {
        return new NearbyRoutes(
                        new OllamaProbe(egress),
                        new OllamaAdmin(egress, clock),
                        List.of(places).stream().map(URI::create).toList(),
                        new Starter(LocalOptions.of(data), () -> true),
                        null)
                .look();
    }

    /// As another node of the same house would do it: seen after a second.
    private void customise(String model, String sql) {
        new ModelStore(db).change(model, before -> before, 1);
        db.write(handle -> handle.execute(sql));
        clock.pass(Duration.ofSeconds(2));
    }

    /// As another node would add it.
    private void add(String baseUrl) {
        new Connections(new ConnectionStore(db), new Vault(new byte[32], "k"), new Config(Map.of(), Map.of()), () -> false, clock)
                .add(new ConnectionDraft("openai", null, baseUrl, null, null, null, null, null, null, null));
        clock.pass(Duration.ofSeconds(2));
    }

    private void pin(String... models) {
        db.write(handle -> handle.execute("insert into account (id, email, name, role, password, created_at, active_at)"
                + " values ('u', 'u', 'u', 'user', 'x', 0, 0)"));
        new ModelStore(db).pin(member, List.of(models), 1);
    }
}
