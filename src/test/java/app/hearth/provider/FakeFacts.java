package app.hearth.provider;

import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What a [FakeUpstream] tells about its models, and its embeddings.
final class FakeFacts {
    static String openAi(List<FakeModel> models) {
        var list = Json.object().put("object", "list");
        var data = list.putArray("data");
        models.forEach(model -> data.addObject()
                .put("id", model.id)
                .put("object", "model")
                .put("created", 1)
                .put("owned_by", "fake"));
        return Json.write(list);
    }

    /// Eight numbers that depend on the text alone.
    static String embeddings(JsonNode request) {
        var answer = Json.object()
                .put("object", "list")
                .put("model", request.path("model").asText());
        var data = answer.putArray("data");
        var inputs = request.path("input").isArray()
                ? request.path("input")
                : Json.array().add(request.path("input"));
        for (var input : inputs) {
            var entry = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            var vector = entry.putArray("embedding");
            for (int i = 0; i < 8; i++) {
                vector.add((input.asText() + i).hashCode() / (double) Integer.MAX_VALUE);
            }
        }
        answer.putObject("usage").put("prompt_tokens", inputs.size()).put("total_tokens", inputs.size());
        return Json.write(answer);
    }

    static String tags(List<FakeModel> models, boolean old) {
        var answer = Json.object();
        var list = answer.putArray("models");
        for (var model : models) {
            var tag = list.addObject()
                    .put("name", model.id)
                    .put("model", model.id)
                    .put("size", 1000);
            var details = tag.putObject("details").put("family", "fake");
            if (!old) {
                details.put("context_length", model.window);
                capabilities(model, tag);
            }
        }
        return Json.write(answer);
    }

    static String loaded(List<FakeModel> models) {
        var answer = Json.object();
        var list = answer.putArray("models");
        for (var model : models) {
            list.addObject()
                    .put("name", model.id)
                    .put("size", 1000)
                    .put("size_vram", 0)
                    .put("expires_at", "2026-11-23T10:35:30.477382139Z")
                    .put("context_length", 4096);
        }
        return Json.write(answer);
    }

    static String show(FakeModel model) {
        var answer = Json.object();
        answer.putObject("details").put("family", "fake");
        answer.putObject("model_info").put("general.architecture", "fake").put("fake.context_length", model.window);
        capabilities(model, answer);
        return Json.write(answer);
    }

    private static void capabilities(FakeModel model, ObjectNode of) {
        var capabilities = of.putArray("capabilities");
        model.capabilities().forEach((name, can) -> {
            if (can) {
                capabilities.add(name);
            }
        });
    }

    private FakeFacts() {}
}
