package app.hearth.provider.ollama;

import app.hearth.platform.json.Json;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.CompletionRequest.Message;
import app.hearth.provider.CompletionRequest.Part;
import app.hearth.provider.CompletionRequest.Role;
import app.hearth.provider.Picture;
import app.hearth.provider.Thinking;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes a request as `POST /api/chat` takes it.
final class OllamaRequest {
    /// What OpenAI's clients put beside the messages and Ollama into `options`.
    private static final Set<String> OPTIONS = Set.of(
            "stop",
            "seed",
            "top_k",
            "min_p",
            "typical_p",
            "presence_penalty",
            "frequency_penalty",
            "repeat_penalty",
            "num_ctx",
            "num_predict");

    private final CompletionRequest request;
    private final OllamaModel model;
    private final Optional<String> keepAlive;

    OllamaRequest(CompletionRequest request, OllamaModel model, Optional<String> keepAlive) {
        this.request = request;
        this.model = model;
        this.keepAlive = keepAlive;
    }

    /// @param window tokens that are held for prompt and answer
    ObjectNode body(int window) {
        var body = Json.object();
        body.put("model", request.model());
        body.set("messages", messages());
        body.put("stream", true);
        if (!request.tools().isEmpty()) {
            body.set("tools", tools());
        }
        think(body);
        // an error instead of a prompt or an answer that loses its beginning; servers that do not know these ignore them
        body.put("truncate", false);
        body.put("shift", false);
        keepAlive.ifPresent(time -> keep(time, body));
        var options = body.putObject("options").put("num_ctx", window);
        request.params().temperature().ifPresent(t -> options.put("temperature", t));
        request.params().topP().ifPresent(p -> options.put("top_p", p));
        request.params().maxTokens().ifPresent(most -> options.put("num_predict", most));
        request.extra().properties().forEach(field -> extra(field.getKey(), field.getValue(), body, options));
        body.put("stream", true); // a reply is always read as a stream
        return body;
    }

    /// A text needs its unit, seconds are a number.
    private static void keep(String time, ObjectNode body) {
        if (time.matches("-?\\d+")) {
            body.put("keep_alive", Long.parseLong(time));
        } else {
            body.put("keep_alive", time);
        }
    }

    private static void extra(String name, JsonNode value, ObjectNode body, ObjectNode options) {
        if (OPTIONS.contains(name)) {
            options.set(name, value);
        } else if (name.equals("options") && value.isObject()) {
            options.setAll((ObjectNode) value);
        } else if (name.equals("response_format")) {
            format(value, body);
        } else {
            body.set(name, value);
        }
    }

    private static void format(JsonNode format, ObjectNode body) {
        switch (format.path("type").asText()) {
            case "json_object" -> body.put("format", "json");
            case "json_schema" -> body.set("format", format.path("json_schema").path("schema"));
            default -> {} // text
        }
    }

    /// Only to a model that can, the others refuse the word itself.
    private void think(ObjectNode body) {
        if (!model.can("thinking")) {
            return;
        }
        switch (request.thinking()) {
            case Thinking.Unset _ -> {}
            case Thinking.Off _ -> {
                if (model.efforts().isEmpty()) {
                    body.put("think", false);
                } else {
                    body.put("think", model.efforts().getFirst()); // gpt-oss can't stop, only think less
                }
            }
            case Thinking.On _ -> body.put("think", true);
            case Thinking.Effort(var level) -> {
                if (model.efforts().contains(level)) {
                    body.put("think", level);
                } else {
                    body.put("think", true);
                }
            }
        }
    }

    private ArrayNode messages() {
        var array = Json.array();
        var toolNames = new HashMap<String, String>();
        int loop = request.messages().size() - 1;
        while (loop >= 0 && request.messages().get(loop).role() != Role.USER) {
            loop--;
        }
        for (int i = 0; i < request.messages().size(); i++) {
            var message = request.messages().get(i);
            message.toolCalls().forEach(call -> toolNames.put(call.id(), call.name()));
            array.add(message(message, i > loop, toolNames));
        }
        return array;
    }

    private static ObjectNode message(Message message, boolean inLoop, Map<String, String> toolNames) {
        var node = Json.object()
                .put("role", message.role().name().toLowerCase(Locale.ROOT))
                .put("content", message.text());
        var images = Json.array();
        var thought = new StringBuilder();
        for (var part : message.parts()) {
            switch (part) {
                case Part.Text _ -> {} // in the content
                case Part.Image image -> images.add(Picture.bare(image));
                case Part.Reasoning(var text) -> thought.append(text);
            }
        }
        if (!images.isEmpty()) {
            node.set("images", images);
        }
        if (inLoop && !thought.isEmpty() && !message.toolCalls().isEmpty()) {
            node.put("thinking", thought.toString());
        }
        message.toolCallId()
                .ifPresent(id ->
                        node.put("tool_name", toolNames.getOrDefault(id, "")).put("tool_call_id", id));
        if (!message.toolCalls().isEmpty()) {
            var calls = node.putArray("tool_calls");
            for (var call : message.toolCalls()) {
                var function = calls.addObject()
                        .put("id", call.id())
                        .putObject("function")
                        .put("name", call.name());
                function.set("arguments", object(call.arguments()));
            }
        }
        return node;
    }

    private ArrayNode tools() {
        var tools = Json.array();
        for (var tool : request.tools()) {
            var function = tools.addObject().put("type", "function").putObject("function");
            function.put("name", tool.name()).put("description", tool.description());
            function.set("parameters", tool.parameters());
        }
        return tools;
    }

    /// Arguments are an object here. What a model once wrote wrongly is handed back as nothing, the tool's result tells of it.
    private static JsonNode object(String arguments) {
        try {
            var node = Json.MAPPER.readTree(arguments);
            return node.isObject() ? node : Json.object();
        } catch (JsonProcessingException e) {
            return Json.object();
        }
    }
}
