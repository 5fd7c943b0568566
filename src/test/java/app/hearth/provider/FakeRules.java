package app.hearth.provider;

import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What real upstreams refuse: a fake one that takes everything would prove nothing.
final class FakeRules {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");
    private static final List<String> SWITCHES = List.of("enable_thinking", "thinking_budget", "thinking", "reasoning_effort", "reasoning");

    static String error(String message, int status) {
        var error = Json.object().put("message", message).put("type", status >= 500 ? "server_error" : "invalid_request_error");
        return Json.write(Json.object().set("error", error.putNull("param").putNull("code")));
    }

    static boolean asksForTitle(JsonNode request) {
        var messages = request.path("messages");
        var words = new StringBuilder(
                messages.path(messages.size() - 1).path("content").toString());
        for (var message : messages) {
            if (message.path("role").asText().equals("system")) {
                words.append(message.path("content"));
            }
        }
        var text = words.toString().toLowerCase(Locale.ROOT);
        return text.contains("title") || text.contains("标题");
    }

    /// Why OpenAI would answer 400; empty when it would not.
    static Optional<String> openAiRefusal(JsonNode body, FakeModel model) {
        return first(
                messages(body, false),
                when(body.has("tools") && body.path("tools").isEmpty(), "[] is too short - 'tools'"),
                tools(body),
                when(body.has("stream_options") && !body.path("stream").asBoolean(), "stream_options is only allowed when stream is true"),
                when(body.has("max_tokens") && body.has("max_completion_tokens"), "max_tokens and max_completion_tokens are both set"),
                range(body, "temperature", 0, 2),
                range(body, "top_p", 0, 1),
                range(body, "max_tokens", 1, Integer.MAX_VALUE),
                range(body, "max_completion_tokens", 1, Integer.MAX_VALUE),
                thinkingRefusal(body, model),
                when(!model.sees && hasImages(body), "this model does not support image input: content must be a string"),
                when(
                        tokens(body) > model.window,
                        "This model's maximum context length is " + model.window + " tokens. However, your messages are longer."));
    }

    /// The same for Ollama.
    static Optional<String> ollamaRefusal(JsonNode body, FakeModel model) {
        int window = Math.min(body.path("options").path("num_ctx").asInt(4096), model.window);
        return first(
                messages(body, true),
                when(body.has("think") && !model.thinks, "\"" + model.id + "\" does not support thinking"),
                when(!body.path("tools").isEmpty() && !model.calls, "library/" + model.id + " does not support tools"),
                tools(body),
                when(!body.path("truncate").asBoolean(true) && tokens(body) > window, "the input length exceeds the context length"));
    }

    private static Optional<String> messages(JsonNode body, boolean ollama) {
        var messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            return Optional.of("messages is required and must not be empty");
        }
        var open = new HashSet<String>();
        for (var message : messages) {
            var role = message.path("role").asText();
            if (!ROLES.contains(role)) {
                return Optional.of("'" + role + "' is not one of ['system', 'assistant', 'user', 'tool'] - 'messages.role'");
            }
            if (!role.equals("tool") && !open.isEmpty()) {
                return Optional.of(
                        "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'");
            }
            var refusal = ollama ? ollamaMessage(message) : openAiMessage(message);
            if (refusal.isPresent()) {
                return refusal;
            }
            for (var call : message.path("tool_calls")) {
                open.add(call.path("id").asText());
            }
            if (role.equals("tool") && !open.remove(message.path("tool_call_id").asText())) {
                return Optional.of("messages with role 'tool' must be a response to a preceding message with 'tool_calls'");
            }
        }
        return when(!open.isEmpty(), "not every tool call was answered");
    }

    private static Optional<String> openAiMessage(JsonNode message) {
        var content = message.path("content");
        if (!content.isTextual()
                && !content.isArray()
                && message.path("tool_calls").isEmpty()) {
            return Optional.of("content must be a string or a list of parts");
        }
        for (var part : content) {
            var type = part.path("type").asText();
            var url = part.path("image_url").path("url").asText();
            boolean good = switch (type) {
                case "text" -> part.path("text").isTextual();
                case "image_url" -> url.startsWith("https://") || url.startsWith("data:image/") && isBase64(url.replaceFirst(".*?,", ""));
                default -> false;
            };
            if (!good) {
                return Optional.of("invalid content part of type '" + type + "'");
            }
        }
        for (var call : message.path("tool_calls")) {
            var function = call.path("function");
            if (call.path("id").asText().isEmpty()
                    || !call.path("type").asText().equals("function")
                    || function.path("name").asText().isEmpty()
                    || !isJson(function.path("arguments"))) {
                return Optional.of("invalid tool call: " + call);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ollamaMessage(JsonNode message) {
        if (!message.path("content").isTextual()) {
            return Optional.of("json: cannot unmarshal into Go struct field ChatRequest.messages of type string");
        }
        for (var image : message.path("images")) {
            if (!isBase64(image.asText())) {
                return Optional.of("illegal base64 data at input byte 4");
            }
        }
        for (var call : message.path("tool_calls")) {
            if (!call.path("function").path("arguments").isObject()) {
                return Optional.of("json: cannot unmarshal string into Go struct field ToolCallFunction.arguments");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> tools(JsonNode body) {
        for (var tool : body.path("tools")) {
            var function = tool.path("function");
            if (!tool.path("type").asText().equals("function")
                    || !function.path("name").asText().matches("[a-zA-Z0-9_-]{1,64}")
                    || function.has("parameters")
                            && !function.path("parameters").isObject()) {
                return Optional.of("Invalid 'tools': " + tool);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> thinkingRefusal(JsonNode body, FakeModel model) {
        if (!model.thinks) {
            for (var field : SWITCHES) {
                if (body.has(field)) {
                    return Optional.of("Unsupported parameter: '" + field + "' is not supported with this model.");
                }
            }
        }
        return when(body.has("thinking_budget") && body.has("reasoning_effort"), "thinking_budget and reasoning_effort are both set");
    }

    private static boolean hasImages(JsonNode body) {
        for (var message : body.path("messages")) {
            for (var part : message.path("content")) {
                if (part.path("type").asText().equals("image_url")) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Roughly: a token for four characters, or for one that is not Latin.
    static int tokens(JsonNode body) {
        int tokens = 0;
        for (var message : body.path("messages")) {
            var content = message.path("content");
            if (content.isTextual()) {
                tokens += tokens(content.textValue());
            }
            for (var part : content) {
                tokens += part.has("text") ? tokens(part.path("text").asText()) : 256;
            }
        }
        return tokens;
    }

    private static int tokens(String text) {
        int wide = (int) text.chars().filter(c -> c > 0x2ff).count();
        return wide + (text.length() - wide + 3) / 4;
    }

    private static Optional<String> range(JsonNode body, String field, double least, double most) {
        var value = body.path(field);
        return when(
                !value.isMissingNode() && (!value.isNumber() || value.doubleValue() < least || value.doubleValue() > most),
                "Invalid value for '" + field + "'");
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isJson(JsonNode text) {
        try {
            return text.isTextual() && Json.MAPPER.readTree(text.textValue()).isObject();
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static Optional<String> when(boolean wrong, String why) {
        return wrong ? Optional.of(why) : Optional.empty();
    }

    @SafeVarargs
    private static Optional<String> first(Optional<String>... refusals) {
        for (var refusal : refusals) {
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private FakeRules() {}
}
