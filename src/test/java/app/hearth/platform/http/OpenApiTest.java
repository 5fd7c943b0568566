package app.hearth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.json.Json;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    record Branch(
            String id,
            @Nullable String title,
            Optional<Integer> age,
            Long size,
            List<Branch> below,
            @JsonProperty("default") boolean first) {}

    record Change(@Nullable String title, boolean sure) {}

    private final JsonNode document = OpenApi.of(
            List.of(
                    Route.get("/api/trees/{tree}", Access.MEMBER, Branch.class, call -> null),
                    Route.get("/api/leaves/<leaf>", Access.MEMBER, Branch.class, call -> null),
                    Route.patch("/api/trees/{tree}", Access.ADMIN, Change.class, Void.class, (call, change) -> null)),
            "1");

    @Test
    void anAnswersComponentsAllStandAndSomeMayBeNull() {
        var branch = document.at("/components/schemas/Branch");
        assertThat(branch.get("required").toString()).isEqualTo("[\"id\",\"title\",\"age\",\"size\",\"below\",\"default\"]");
        assertThat(branch.at("/properties/id")).isEqualTo(Json.parse("{\"type\":\"string\"}"));
        assertThat(branch.at("/properties/title")).isEqualTo(Json.parse("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}"));
        assertThat(branch.at("/properties/age")).isEqualTo(Json.parse("{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}"));
        assertThat(branch.at("/properties/below/items/$ref").asText()).isEqualTo("#/components/schemas/Branch");
    }

    @Test
    void aBodysComponentsMayBeLeftOutUnlessTheyCanNotBeNull() {
        assertThat(document.at("/components/schemas/ChangeIn/required").toString())
                .isEqualTo("[\"sure\"]");
    }

    @Test
    void aRouteTellsWhoMayAndWhatItsPathHolds() {
        var change = document.at("/paths/~1api~1trees~1{tree}/patch");
        assertThat(change.get("x-access").asText()).isEqualTo("admin");
        assertThat(change.at("/parameters/0/name").asText()).isEqualTo("tree");
        assertThat(change.at("/responses/204").isMissingNode()).isFalse();
        assertThat(document.at("/paths/~1api~1trees~1{tree}/get/operationId").asText())
                .isEqualTo("get_api_trees_tree");
    }

    @Test
    void aParameterThatTakesSlashesInIsOneLikeAnyOther() {
        var leaf = document.at("/paths/~1api~1leaves~1{leaf}/get");
        assertThat(leaf.get("operationId").asText()).isEqualTo("get_api_leaves_leaf");
        assertThat(leaf.at("/parameters/0/name").asText()).isEqualTo("leaf");
        assertThat(document.get("paths").toString()).doesNotContain("<");
    }
}
