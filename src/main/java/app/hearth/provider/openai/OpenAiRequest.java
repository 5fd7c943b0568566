package app.hearth.provider.openai;

import app.hearth.platform.json.Json;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.CompletionRequest.Message;
import app.hearth.provider.CompletionRequest.Part;
import app.hearth.provider.CompletionRequest.Role;
import app.hearth.provider.Picture;
import app.hearth.provider.openai.Quirks.Echo;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes a request as `POST /chat/completions` takes it. It always streams.
final class OpenAiRequest {
    private final CompletionRequest request;
    private final Quirks quirks;

    OpenAiRequest(CompletionRequest request, Quirks quirks) {
        this.request = request;
        this.quirks = quirks;
    }

    ObjectNode body() {
        var body = Json.object();
        body.put("model", request.model());
        body.set("messages", messages());
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        sampling(body);
        if (!request.tools().isEmpty()) {
            body.set("tools", tools(request));
        }
        new ThinkingFields(quirks, goesOn(request)).write(request.thinking(), body);
        body.setAll(request.extra());
        body.put("stream", true); // a reply is always read as a stream
        return body;
    }

    /// Whether the model goes on from the end of its own message.
    static boolean goesOn(CompletionRequest request) {
        if (request.messages().isEmpty()) {
            return false;
        }
        var last = request.messages().getLast();
        return last.role() == Role.ASSISTANT && last.toolCalls().isEmpty();
    }

    /// As Ollama takes them too.
    static ArrayNode tools(CompletionRequest request) {
        var tools = Json.array();
        for (var tool : request.tools()) {
            var function = tools.addObject().put("type", "function").putObject("function");
            function.put("name", tool.name()).put("description", tool.description());
            function.set("parameters", tool.parameters());
        }
        return tools;
    }

    private void sampling(ObjectNode body) {
        var params = request.params();
        if (!quirks.fixedSampling()) {
            params.temperature().ifPresent(t -> body.put("temperature", quirks.openEnds() ? Math.min(t, 1.99) : t));
            params.topP().ifPresent(p -> body.put("top_p", quirks.openEnds() ? Math.max(p, 0.01) : p));
        }
        params.maxTokens().ifPresent(most -> body.put(quirks.completionTokens() ? "max_completion_tokens" : "max_tokens", most));
    }

    private ArrayNode messages() {
        var array = Json.array();
        var list = quirks.systemInUser() ? systemInUser(request.messages()) : request.messages();
        int loop = lastUser(list);
        for (int i = 0; i < list.size(); i++) {
            array.add(message(list.get(i), i > loop));
        }
        if (goesOn(request)) {
            var last = (ObjectNode) array.get(array.size() - 1);
            switch (quirks.prefill()) {
                case PLAIN -> {}
                case PARTIAL -> last.put("partial", true);
                case PREFIX -> last.put("prefix", true);
            }
        }
        return array;
    }

    private ObjectNode message(Message message, boolean inLoop) {
        var node = Json.object().put("role", message.role().name().toLowerCase(Locale.ROOT));
        if (message.parts().stream().anyMatch(Part.Image.class::isInstance)) {
            node.set("content", parts(message.parts()));
        } else {
            node.put("content", message.text());
        }
        message.toolCallId().ifPresent(id -> node.put("tool_call_id", id));
        if (message.role() == Role.ASSISTANT && wantsThoughts(message, inLoop)) {
            var thought = thought(message);
            if (!thought.isEmpty()) {
                node.put("reasoning_content", thought);
            }
        }
        if (!message.toolCalls().isEmpty()) {
            var calls = node.putArray("tool_calls");
            for (var call : message.toolCalls()) {
                var arguments = call.arguments().isBlank() ? "{}" : call.arguments();
                calls.addObject()
                        .put("id", call.id())
                        .put("type", "function")
                        .putObject("function")
                        .put("name", call.name())
                        .put("arguments", arguments);
            }
        }
        return node;
    }

    private boolean wantsThoughts(Message message, boolean inLoop) {
        return quirks.echo() == Echo.ALWAYS
                || quirks.echo() == Echo.TOOL_LOOP
                        && inLoop
                        && !message.toolCalls().isEmpty();
    }

    static String thought(Message message) {
        var all = new StringBuilder();
        for (var part : message.parts()) {
            if (part instanceof Part.Reasoning(var text)) {
                all.append(text);
            }
        }
        return all.toString();
    }

    private static ArrayNode parts(List<Part> parts) {
        var array = Json.array();
        for (var part : parts) {
            switch (part) {
                case Part.Text(var text) -> {
                    if (!text.isEmpty()) {
                        array.addObject().put("type", "text").put("text", text);
                    }
                }
                case Part.Image image ->
                    array.addObject()
                            .put("type", "image_url")
                            .putObject("image_url")
                            .set("url", Picture.dataUrl(image));
                case Part.Reasoning _ -> {}
            }
        }
        return array;
    }

    private static int lastUser(List<Message> messages) {
        int last = messages.size() - 1;
        while (last >= 0 && messages.get(last).role() != Role.USER) {
            last--;
        }
        return last;
    }

    private static List<Message> systemInUser(List<Message> messages) {
        var system = new StringBuilder();
        var others = new ArrayList<Message>();
        for (var message : messages) {
            if (message.role() == Role.SYSTEM) {
                system.append(message.text()).append("\n\n");
            } else if (message.role() == Role.USER && !system.isEmpty()) {
                var parts = new ArrayList<Part>();
                parts.add(new Part.Text(system.toString()));
                parts.addAll(message.parts());
                others.add(Message.of(Role.USER, parts));
                system.setLength(0);
            } else {
                others.add(message);
            }
        }
        return others;
    }
}
