package app.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.Browser;
import app.hearth.House;
import app.hearth.TestClock;
import app.hearth.platform.config.Config;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Through the front door: the real server and database, the real gateway, upstreams on loopback.
@Timeout(60)
class ModelRoomTest {
    @TempDir
    Path data;

    private final TestClock clock = new TestClock();
    private Upstream upstream;
    private House house;
    private Browser admin;
    private Browser member;

    @BeforeEach
    void open() throws IOException {
        upstream = new Upstream();
    }

    @AfterEach
    void close() {
        house.close();
        upstream.close();
    }

    private void start(Map<String, String> environment) {
        var all = new HashMap<>(
                Map.of("PORT", "0", "HOST", "127.0.0.1", "ENABLE_SIGNUP", "true", "DEFAULT_USER_ROLE", "user", "WEBUI_SECRET_KEY", "k"));
        all.putAll(environment);
        house = new House(new Config(all, Map.of()), data, clock);
        admin = new Browser(house);
        admin.signUp("admin@example.org");
        member = new Browser(house);
        member.signUp("member@example.org");
    }

    @Test
    void withNothingConfiguredThePickerIsEmptyAndSaysSo() {
        start(Map.of());
        var picker = member.get("/api/picker").ok().json();
        assertThat(picker.get("models")).isEmpty();
        assertThat(picker.get("connections")).isEmpty();
        assertThat(picker.get("default").isNull()).isTrue();
        assertThat(picker.get("pins")).isEmpty();
    }

    @Test
    void whatAnAdministratorConnectsEverybodyCanPick() {
        upstream.models("m-1", "m-2");
        start(Map.of());
        var made = admin.post(
                        "/api/admin/connections",
                        Map.of(
                                "provider",
                                "openai",
                                "baseUrl",
                                upstream.url() + "/v1/chat/completions",
                                "key",
                                "sk-secret",
                                "headers",
                                Map.of("X-Team", "blue"),
                                "name",
                                "Mine"))
                .ok();
        assertThat(made.json().get("baseUrl").asText()).isEqualTo(upstream.url() + "/v1");
        assertThat(made.json().get("hasKey").asBoolean()).isTrue();
        assertThat(made.json().at("/headers/X-Team").asText()).isEqualTo("••••••");
        var picker = member.get("/api/picker").ok().json();
        assertThat(ids(picker)).containsExactly("m-1", "m-2");
        assertThat(picker.at("/models/0/connectionName").asText()).isEqualTo("Mine");
        assertThat(picker.get("default").asText()).isEqualTo("m-1");
        assertThat(upstream.asked.getFirst().key()).contains("Bearer sk-secret");
        assertThat(upstream.asked.getFirst().team()).contains("blue");
        assertThat(made.text() + admin.get("/api/admin/connections").text() + picker)
                .doesNotContain("sk-secret", "blue");
    }

    @Test
    void aDeadConnectionIsARowWithItsProblemBesideTheOthersModels() throws IOException {
        upstream.models("m-1");
        start(Map.of("OPENAI_API_BASE_URLS", closedPort() + "/v1;" + upstream.url() + "/v1", "OPENAI_API_KEYS", "a;b"));
        var answer = member.with("Accept-Language", "zh-CN");
        answer.signIn("member@example.org", Browser.PASSWORD).ok();
        var picker = answer.get("/api/picker").ok().json();
        assertThat(ids(picker)).containsExactly("m-1");
        assertThat(picker.get("connections")).hasSize(2);
        assertThat(picker.at("/connections/0/problem/code").asText()).isEqualTo("provider_unreachable");
        assertThat(picker.at("/connections/0/problem/detail").asText()).contains("无法连接 127.0.0.1");
        assertThat(picker.at("/connections/1/problem").isNull()).isTrue();
    }

    @Test
    void aRefreshAsksAgainAndShowsTheProblemBesideTheLastGoodList() {
        upstream.models("m-1");
        start(Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1"));
        member.get("/api/picker").ok();
        upstream.on("GET /v1/models", 401, "{\"error\":{\"message\":\"bad key\"}}");
        clock.pass(Duration.ofSeconds(2));
        assertThat(member.get("/api/picker")
                        .ok()
                        .json()
                        .at("/connections/0/problem")
                        .isNull())
                .isTrue();
        var again = member.get("/api/picker?refresh=1").ok().json();
        assertThat(ids(again)).containsExactly("m-1");
        assertThat(again.at("/connections/0/problem/code").asText()).isEqualTo("provider_key_refused");
    }

    @Test
    void verifySaysWhatIsWrong() throws IOException {
        start(Map.of());
        upstream.models("m-1", "m-2");
        assertThat(verify(upstream.url() + "/v1", "sk")
                        .ok()
                        .json()
                        .get("models")
                        .asInt())
                .isEqualTo(2);
        upstream.on("GET /v1/models", 401, "{\"error\":{\"message\":\"bad key sk\"}}");
        var refused = verify(upstream.url() + "/v1", "sk");
        assertThat(refused.problem()).isEqualTo("502 provider_key_refused");
        assertThat(refused.json().get("detail").asText())
                .isEqualTo("127.0.0.1 refused the API key. Check it in the connection’s settings.");
        assertThat(verify(upstream.url() + "/v2", "sk").problem()).isEqualTo("502 provider_not_found");
        assertThat(verify(closedPort() + "/v1", "sk").problem()).isEqualTo("502 provider_unreachable");
        var address = verify("example", "sk");
        assertThat(address.problem()).isEqualTo("400 invalid_field");
        assertThat(address.json().get("detail").asText()).startsWith("“baseUrl” is not valid: this is no web address");
        assertThat(admin.get("/api/admin/connections").json().get("connections"))
                .isEmpty();
    }

    @Test
    void verifyingAStoredConnectionUsesItsKeyButOnlyAtItsOwnHost() throws IOException {
        start(Map.of());
        upstream.models("m-1");
        var id = connect(Map.of("provider", "openai", "baseUrl", upstream.url() + "/v1", "key", "sk-stored"));
        admin.post("/api/admin/connections/verify", Map.of("id", id, "baseUrl", upstream.url() + "/v1"))
                .ok();
        assertThat(upstream.asked.getLast().key()).contains("Bearer sk-stored");
        try (var other = new Upstream().models("m-1")) {
            var moved = admin.post("/api/admin/connections/verify", Map.of("id", id, "baseUrl", other.url() + "/v1"));
            assertThat(moved.problem()).isEqualTo("400 invalid_field");
            assertThat(moved.json().at("/arguments/field").asText()).isEqualTo("key");
            var patched = admin.patch("/api/admin/connections/" + id, Map.of("baseUrl", other.url() + "/v1"));
            assertThat(patched.problem()).isEqualTo("400 invalid_field");
            assertThat(other.asked).isEmpty();
        }
    }

    @Test
    void modelsOfTheSameNameStayReachableAndPrefixesTellApart() throws IOException {
        try (var second = new Upstream().models("same", "two");
                var third = new Upstream().models("same")) {
            upstream.models("same");
            start(Map.of());
            connect(Map.of("provider", "openai", "baseUrl", upstream.url() + "/v1", "name", "One"));
            connect(Map.of("provider", "openai", "baseUrl", second.url() + "/v1", "name", "Two"));
            connect(Map.of("provider", "openai", "baseUrl", third.url() + "/v1", "prefix", "third"));
            assertThat(ids(member.get("/api/picker").json())).containsExactly("same", "same@Two", "two", "third.same");
        }
    }

    @Test
    void onlyTheListedIdsAreOfferedAlsoWhenTheUpstreamHasNoList() {
        start(Map.of());
        var id = connect(Map.of("provider", "openai", "baseUrl", upstream.url() + "/v1", "models", List.of("b", "a")));
        var picker = member.get("/api/picker").json();
        assertThat(ids(picker)).containsExactly("b", "a");
        assertThat(picker.at("/connections/0/problem").isNull()).isTrue();
        upstream.models("a", "c");
        admin.patch("/api/admin/connections/" + id, Map.of("models", List.of())).ok();
        assertThat(ids(member.get("/api/picker").json())).containsExactly("a", "c");
        admin.patch("/api/admin/connections/" + id, Map.of("enabled", false)).ok();
        assertThat(member.get("/api/picker").json().get("connections")).isEmpty();
        admin.delete("/api/admin/connections/" + id).ok();
        assertThat(admin.delete("/api/admin/connections/" + id).problem()).isEqualTo("404 not_found");
    }

    @Test
    void theAdministratorOrdersHidesAndNamesAndPeoplePin() {
        upstream.models("a", "b", "c");
        start(Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1", "DEFAULT_MODELS", "c"));
        admin.patch("/api/admin/models", Map.of("id", "c", "position", 0, "name", "House model", "description", "Fast"))
                .ok();
        admin.patch("/api/admin/models", Map.of("id", "a", "hidden", true)).ok();
        var changed = admin.patch("/api/admin/models", Map.of("id", "c", "params", Map.of("temperature", 0.3), "systemPrompt", "Be brief."))
                .ok()
                .json();
        assertThat(changed.at("/params/temperature").asDouble()).isEqualTo(0.3);
        assertThat(changed.get("systemPrompt").asText()).isEqualTo("Be brief.");
        assertThat(changed.get("name").asText()).isEqualTo("House model");
        member.put("/api/pins", Map.of("models", List.of("b", "gone", "b"))).ok();
        var picker = member.get("/api/picker").json();
        assertThat(ids(picker)).containsExactly("c", "b");
        assertThat(picker.at("/models/0/name").asText()).isEqualTo("House model");
        assertThat(picker.at("/models/0/description").asText()).isEqualTo("Fast");
        assertThat(picker.get("default").asText()).isEqualTo("c");
        assertThat(picker.get("pins")).extracting(JsonNode::asText).containsExactly("b", "gone");
        assertThat(admin.get("/api/picker").json().get("pins")).isEmpty();
        assertThat(ids(admin.get("/api/admin/models").json())).containsExactly("c", "a", "b");
        admin.patch("/api/admin/models", Map.of("id", "c", "position", -1, "name", "", "hidden", false))
                .ok();
        assertThat(ids(admin.get("/api/admin/models").json())).containsExactly("a", "b", "c");
    }

    @Test
    void whatIsOutOfRangeIsNamed() {
        upstream.models("a");
        start(Map.of("OPENAI_API_BASE_URL", upstream.url() + "/v1"));
        for (var bad : Map.of("temperature", 2.5, "topP", -0.1, "maxTokens", 0).entrySet()) {
            var answer = admin.patch("/api/admin/models", Map.of("id", "a", "params", Map.of(bad.getKey(), bad.getValue())));
            assertThat(answer.problem()).isEqualTo("400 invalid_field");
            assertThat(answer.json().at("/arguments/field").asText()).isEqualTo(bad.getKey());
        }
        assertThat(admin.patch("/api/admin/models", Map.of("id", "none", "hidden", true))
                        .problem())
                .isEqualTo("404 model_not_found");
    }

    @Test
    void aBailianKeyAloneIsAWorkingConnectionThatCannotBeChangedHere() {
        upstream.on(
                "GET /compatible-mode/v1/models",
                200,
                "{\"object\":\"list\",\"data\":[{\"id\":\"qwen-plus\"},{\"id\":\"text-embedding-v4\"}]}");
        start(Map.of("DASHSCOPE_API_KEY", "sk-bailian", "BAILIAN_BASE_URL", upstream.url()));
        var picker = member.get("/api/picker").ok().json();
        assertThat(ids(picker)).contains("qwen-plus").doesNotContain("text-embedding-v4");
        assertThat(picker.at("/models/0/provider").asText()).isEqualTo("bailian");
        var row = admin.get("/api/admin/connections").json().at("/connections/0");
        assertThat(row.get("fixed").asText()).isEqualTo("DASHSCOPE_API_KEY");
        var id = row.get("id").asText();
        assertThat(admin.patch("/api/admin/connections/" + id, Map.of("name", "x"))
                        .problem())
                .isEqualTo("409 connection_fixed");
        assertThat(admin.delete("/api/admin/connections/" + id).problem()).isEqualTo("409 connection_fixed");
        admin.post("/api/admin/connections/verify", Map.of("id", id)).ok();
        assertThat(upstream.asked.getLast().key()).contains("Bearer sk-bailian");
    }

    @Test
    void whatIsTheAdministratorsIsClosedToMembersAndStrangers() {
        start(Map.of());
        for (var path : List.of("connections", "models", "pulls", "nearby")) {
            assertThat(member.get("/api/admin/" + path).problem()).isEqualTo("403 forbidden");
            assertThat(member.stranger().get("/api/admin/" + path).problem()).isEqualTo("401 not_signed_in");
        }
        assertThat(member.post("/api/admin/connections", Map.of()).problem()).isEqualTo("403 forbidden");
        assertThat(member.post("/api/admin/starter", "").problem()).isEqualTo("403 forbidden");
        assertThat(member.stranger().get("/api/picker").problem()).isEqualTo("401 not_signed_in");
    }

    @Test
    void anOllamasModelsAreListedUnloadedAndRemoved() {
        tags("llama:1b");
        upstream.on("GET /api/ps", 200, "{\"models\":[{\"name\":\"llama:1b\"}]}");
        upstream.on("POST /api/generate", 200, "{\"done\":true,\"done_reason\":\"unload\"}");
        upstream.on("DELETE /api/delete", 200, "");
        start(Map.of("OLLAMA_BASE_URL", upstream.url()));
        var base = "/api/admin/connections/" + ollama();
        var installed = admin.get(base + "/installed").ok().json().at("/models/0");
        assertThat(installed.toString()).isEqualTo("{\"name\":\"llama:1b\",\"size\":7,\"modifiedAt\":1767323045000,\"loaded\":true}");
        admin.post(base + "/unload", Map.of("model", "llama:1b")).ok();
        assertThat(upstream.asked.getLast().body()).contains("\"keep_alive\":0", "\"model\":\"llama:1b\"");
        assertThat(ids(member.get("/api/picker").json())).containsExactly("llama:1b");
        admin.post(base + "/remove", Map.of("model", "llama:1b")).ok();
        assertThat(upstream.asked.getLast().method()).isEqualTo("DELETE");
        tags("other:1b");
        assertThat(ids(member.get("/api/picker").json())).containsExactly("other:1b");
        upstream.on("DELETE /api/delete", 404, "{\"error\":\"model 'llama:1b' not found\"}");
        assertThat(admin.post(base + "/remove", Map.of("model", "llama:1b")).problem())
                .isEqualTo("502 provider_model_not_found");
        assertThat(admin.post(base + "/remove", Map.of()).problem()).isEqualTo("400 invalid_field");
    }

    @Test
    void aPullShowsItsProgressAndItsModelAppears() {
        tags("old:1b");
        upstream.on("POST /api/pull", 200, """
            {"status":"pulling manifest"}
            {"status":"pulling aa","digest":"sha256:aa","total":100,"completed":100}
            {"status":"pulling bb","digest":"sha256:bb","total":50}
            {"status":"success"}
            """);
        start(Map.of("OLLAMA_BASE_URL", upstream.url()));
        assertThat(ids(member.get("/api/picker").json())).containsExactly("old:1b");
        tags("old:1b", "new:1b");
        var before = member.get("/api/changes").json().get("last").asLong();
        var begun = admin.post("/api/admin/connections/" + ollama() + "/pull", Map.of("model", "new:1b"));
        assertThat(begun.status()).isEqualTo(202);
        var done = pull(
                begun.json().get("pull").asText(),
                pull -> !pull.get("state").asText().equals("running"));
        assertThat(done.get("state").asText()).isEqualTo("done");
        assertThat(done.get("done").asLong()).isEqualTo(100);
        assertThat(done.get("total").asLong()).isEqualTo(150);
        assertThat(done.get("model").asText()).isEqualTo("new:1b");
        await(() -> ids(member.get("/api/picker").json()).contains("new:1b"));
        await(() -> changes(before).contains("models"));
        admin.delete("/api/admin/pulls/" + done.get("id").asText()).ok();
        assertThat(admin.get("/api/admin/pulls").json().get("pulls")).isEmpty();
    }

    @Test
    void aPullThatFailsSaysWhy() {
        upstream.on("POST /api/pull", 200, "{\"status\":\"pulling manifest\"}\n{\"error\":\"pull model manifest: file does not exist\"}\n");
        start(Map.of("OLLAMA_BASE_URL", upstream.url()));
        var begun = admin.post("/api/admin/connections/" + ollama() + "/pull", Map.of("model", "nope"))
                .ok();
        var failed = pull(
                begun.json().get("pull").asText(),
                pull -> !pull.get("state").asText().equals("running"));
        assertThat(failed.get("state").asText()).isEqualTo("failed");
        assertThat(failed.at("/problem/code").asText()).startsWith("provider_");
        assertThat(failed.at("/problem/detail").asText()).isNotEmpty();
    }

    @Test
    void cancellingAPullClosesItsConnection() throws InterruptedException {
        upstream.endless("POST /api/pull", "{\"status\":\"pulling aa\",\"digest\":\"sha256:aa\",\"total\":100,\"completed\":1}\n");
        start(Map.of("OLLAMA_BASE_URL", upstream.url()));
        var pulls = "/api/admin/connections/" + ollama() + "/pull";
        var id = admin.post(pulls, Map.of("model", "big"))
                .ok()
                .json()
                .get("pull")
                .asText();
        assertThat(admin.post(pulls, Map.of("model", "big")).json().get("pull").asText())
                .isEqualTo(id);
        assertThat(pull(id, pull -> pull.get("done").asLong() == 1).get("state").asText())
                .isEqualTo("running");
        admin.delete("/api/admin/pulls/" + id).ok();
        assertThat(upstream.left.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(admin.get("/api/admin/pulls").json().get("pulls")).isEmpty();
        assertThat(admin.delete("/api/admin/pulls/" + id).problem()).isEqualTo("404 not_found");
    }

    @Test
    void ollamasHousekeepingIsForOllamasOnly() {
        upstream.models("a");
        start(Map.of());
        var id = connect(Map.of("provider", "openai", "baseUrl", upstream.url() + "/v1"));
        assertThat(admin.get("/api/admin/connections/" + id + "/installed").problem())
                .isEqualTo("404 not_found");
        assertThat(admin.post("/api/admin/connections/" + id + "/pull", Map.of("model", "a"))
                        .problem())
                .isEqualTo("404 not_found");
    }

    @Test
    void theStarterIsOfferedAndAnOfflineHouseDoesNotFetchIt() {
        start(Map.of("HEARTH_OFFLINE", "true"));
        var starter = admin.get("/api/admin/nearby").ok().json().get("starter");
        assertThat(starter.get("state").asText()).isEqualTo("absent");
        assertThat(starter.get("total").asLong()).isPositive();
        assertThat(starter.get("problem").isNull()).isTrue();
        assertThat(admin.post("/api/admin/starter", "").problem()).isEqualTo("403 offline");
    }

    private Browser.Answer verify(String baseUrl, String key) {
        return admin.post("/api/admin/connections/verify", Map.of("provider", "openai", "baseUrl", baseUrl, "key", key));
    }

    private String connect(Map<String, Object> draft) {
        return admin.post("/api/admin/connections", draft).ok().json().get("id").asText();
    }

    private String ollama() {
        return admin.get("/api/admin/connections")
                .json()
                .at("/connections/0/id")
                .asText();
    }

    private void tags(String... names) {
        var models = List.of(names).stream()
                .map(name -> "{\"name\":\"" + name + "\",\"model\":\"" + name + "\",\"size\":7,\"modified_at\":\"2026-01-02T03:04:05Z\","
                        + "\"details\":{\"family\":\"llama\",\"context_length\":4096},\"capabilities\":[\"completion\"]}")
                .toList();
        upstream.on("GET /api/tags", 200, "{\"models\":[" + String.join(",", models) + "]}");
    }

    private JsonNode pull(String id, Predicate<JsonNode> claim) {
        var found = new JsonNode[1];
        await(() -> {
            for (var pull : admin.get("/api/admin/pulls").ok().json().get("pulls")) {
                if (pull.get("id").asText().equals(id) && claim.test(pull)) {
                    found[0] = pull;
                    return true;
                }
            }
            return false;
        });
        return found[0];
    }

    private static void await(BooleanSupplier claim) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!claim.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private List<String> changes(long after) {
        return member.get("/api/changes?after=" + after)
                .ok()
                .json()
                .get("changes")
                .findValuesAsText("kind");
    }

    private static List<String> ids(JsonNode answer) {
        return answer.get("models").findValuesAsText("id");
    }

    private static String closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }
}
