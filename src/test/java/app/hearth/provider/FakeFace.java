package app.hearth.provider;

import app.hearth.platform.json.Json;
import app.hearth.provider.FakeReply.Step;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// How a [FakeUpstream] writes: OpenAI's chunks, or Ollama's lines.
abstract sealed class FakeFace {
    final FakeModel model;
    final JsonNode request;
    final FakeReply reply;
    private int calls;
    private boolean inThought;

    private FakeFace(FakeModel model, JsonNode request, FakeReply reply) {
        this.model = model;
        this.request = request;
        this.reply = reply;
    }

    abstract String type();

    /// The pieces of one step, each an event; empty for one that says nothing.
    final List<String> write(Step step) {
        return switch (step) {
            case Step.Text(var text) -> List.of(event(text(inThought ? closed(text) : text)));
            case Step.Reasoning(var text) -> thinksNow() ? List.of(event(reasoning(text))) : List.of();
            case Step.Call call -> call(call, calls++).stream().map(this::event).toList();
            default -> List.of();
        };
    }

    abstract List<String> end();

    abstract String event(ObjectNode message);

    abstract ObjectNode text(String text);

    abstract ObjectNode thought(String text);

    abstract List<ObjectNode> call(Step.Call call, int index);

    /// An error within the stream.
    abstract String error(String body);

    /// The whole answer as one object.
    abstract String whole();

    final int promptTokens() {
        return reply.promptTokens != null ? reply.promptTokens : FakeRules.tokens(request);
    }

    final int completionTokens() {
        return reply.completionTokens != null
                ? reply.completionTokens
                : (int) reply.steps.stream()
                        .filter(step -> step instanceof Step.Text || step instanceof Step.Reasoning && thinksNow())
                        .count();
    }

    final boolean hasCalls() {
        return reply.steps.stream().anyMatch(Step.Call.class::isInstance);
    }

    final String said() {
        var all = new StringBuilder();
        reply.steps.forEach(step -> all.append(step instanceof Step.Text(var text) ? text : ""));
        return all.toString();
    }

    final String thoughts() {
        var all = new StringBuilder();
        reply.steps.forEach(step -> all.append(step instanceof Step.Reasoning(var text) && thinksNow() ? text : ""));
        return all.toString();
    }

    private boolean thinksNow() {
        return request.path("enable_thinking").asBoolean(true)
                && request.path("think").asBoolean(true)
                && request.path("chat_template_kwargs").path("enable_thinking").asBoolean(true)
                && !request.path("thinking").path("type").asText().equals("disabled")
                && !request.path("reasoning_effort").asText().equals("none");
    }

    private ObjectNode reasoning(String text) {
        if (!model.inTags) {
            return thought(text);
        }
        var tagged = inThought ? text : "<think>" + text;
        inThought = true;
        return text(tagged);
    }

    private String closed(String text) {
        inThought = false;
        return "</think>\n\n" + text;
    }

    static final class OpenAi extends FakeFace {
        OpenAi(FakeModel model, JsonNode request, FakeReply reply) {
            super(model, request, reply);
        }

        @Override
        String type() {
            return "text/event-stream";
        }

        @Override
        String event(ObjectNode delta) {
            return sse(chunk(delta, null));
        }

        @Override
        ObjectNode text(String text) {
            return Json.object().put("content", text);
        }

        @Override
        ObjectNode thought(String text) {
            return Json.object().putNull("content").put(model.reasoningField, text);
        }

        @Override
        List<ObjectNode> call(Step.Call call, int index) {
            var pieces = new ArrayList<ObjectNode>();
            var first = Json.object();
            first.putArray("tool_calls")
                    .addObject()
                    .put("index", index)
                    .put("id", call.id())
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", "");
            pieces.add(first);
            for (var arguments : call.arguments()) {
                var piece = Json.object();
                piece.putArray("tool_calls")
                        .addObject()
                        .put("index", index)
                        .putObject("function")
                        .put("arguments", arguments);
                pieces.add(piece);
            }
            return pieces;
        }

        @Override
        List<String> end() {
            var all = new ArrayList<>(List.of(sse(chunk(Json.object(), finish()))));
            if (reply.usage
                    && request.path("stream_options").path("include_usage").asBoolean()) {
                var chunk = chunk(Json.object(), null);
                chunk.putArray("choices");
                chunk.set("usage", usage());
                all.add(sse(chunk));
            }
            all.add("data: [DONE]\n\n");
            return all;
        }

        @Override
        String error(String body) {
            return "data: " + body + "\n\n";
        }

        @Override
        String whole() {
            var message = Json.object().put("role", "assistant").put("content", said());
            if (!thoughts().isEmpty()) {
                message.put(model.reasoningField, thoughts());
            }
            if (hasCalls()) {
                var calls = message.putArray("tool_calls");
                for (var step : reply.steps) {
                    if (step instanceof Step.Call(var id, var name, var arguments)) {
                        calls.addObject()
                                .put("id", id)
                                .put("type", "function")
                                .putObject("function")
                                .put("name", name)
                                .put("arguments", String.join("", arguments));
                    }
                }
            }
            var whole = Json.object()
                    .put("id", "chatcmpl-fake")
                    .put("object", "chat.completion")
                    .put("created", 1)
                    .put("model", model.id);
            var choice = whole.putArray("choices").addObject().put("index", 0).put("finish_reason", finish());
            choice.set("message", message);
            whole.set("usage", usage());
            return Json.write(whole);
        }

        private String finish() {
            return !reply.finish.isEmpty() ? reply.finish : hasCalls() ? "tool_calls" : "stop";
        }

        private ObjectNode usage() {
            var usage = Json.object().put("prompt_tokens", promptTokens()).put("completion_tokens", completionTokens());
            usage.put("total_tokens", promptTokens() + completionTokens());
            usage.putObject("prompt_tokens_details").put("cached_tokens", reply.cachedTokens);
            return usage;
        }

        private ObjectNode chunk(ObjectNode delta, String finish) {
            var chunk = Json.object()
                    .put("id", "chatcmpl-fake")
                    .put("object", "chat.completion.chunk")
                    .put("created", 1)
                    .put("model", model.id);
            var choice = chunk.putArray("choices").addObject().put("index", 0);
            choice.set("delta", delta);
            choice.put("finish_reason", finish);
            return chunk;
        }

        private static String sse(ObjectNode chunk) {
            return "data: " + Json.write(chunk) + "\n\n";
        }
    }

    static final class Ollama extends FakeFace {
        Ollama(FakeModel model, JsonNode request, FakeReply reply) {
            super(model, request, reply);
        }

        @Override
        String type() {
            return "application/x-ndjson";
        }

        @Override
        String event(ObjectNode message) {
            return Json.write(line(message).put("done", false)) + "\n";
        }

        @Override
        ObjectNode text(String text) {
            return Json.object().put("role", "assistant").put("content", text);
        }

        @Override
        ObjectNode thought(String text) {
            return text("").put("thinking", text);
        }

        @Override
        List<ObjectNode> call(Step.Call call, int index) {
            var message = text("");
            var function = message.putArray("tool_calls")
                    .addObject()
                    .put("id", call.id())
                    .putObject("function");
            function.put("index", index).put("name", call.name());
            function.set("arguments", Json.parse(call.arguments().isEmpty() ? "{}" : String.join("", call.arguments())));
            return List.of(message);
        }

        @Override
        List<String> end() {
            return List.of(Json.write(closing(text(""))) + "\n");
        }

        @Override
        String error(String body) {
            var message = Json.parse(body).path("error").path("message");
            return message.isMissingNode()
                    ? body + "\n"
                    : Json.write(Json.object().put("error", message.asText())) + "\n";
        }

        @Override
        String whole() {
            var message = text(said());
            if (!thoughts().isEmpty()) {
                message.put("thinking", thoughts());
            }
            return Json.write(closing(message));
        }

        private ObjectNode closing(ObjectNode message) {
            var line = line(message).put("done", true).put("done_reason", reply.finish.isEmpty() ? "stop" : reply.finish);
            if (reply.usage) {
                line.put("total_duration", 1_000_000L)
                        .put("prompt_eval_count", promptTokens())
                        .put("eval_count", completionTokens());
            }
            return line;
        }

        private ObjectNode line(ObjectNode message) {
            var line = Json.object().put("model", model.id).put("created_at", "2026-11-23T10:30:29.965513464Z");
            line.set("message", message);
            return line;
        }
    }
}
