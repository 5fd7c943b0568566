package app.hearth.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// One question to a model, in nobody's dialect. When the last message is the assistant's, the model goes on from its end.
///
/// @param model the upstream's id, without the connection's prefix
/// @param extra more top-level fields, sent as they are; they win over ours
public record CompletionRequest(
        String model, List<Message> messages, Params params, Thinking thinking, List<Tool> tools, Timeouts timeouts, ObjectNode extra) {

    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT,
        TOOL
    }

    /// @param toolCalls what the assistant called
    /// @param toolCallId which call a [Role#TOOL] message answers
    public record Message(Role role, List<Part> parts, List<ToolCall> toolCalls, Optional<String> toolCallId) {
        public Message {
            parts = List.copyOf(parts);
            toolCalls = List.copyOf(toolCalls);
        }

        public static Message of(Role role, String text) {
            return of(role, List.of(new Part.Text(text)));
        }

        public static Message of(Role role, List<Part> parts) {
            return new Message(role, parts, List.of(), Optional.empty());
        }

        public static Message toolResult(String toolCallId, String text) {
            return new Message(Role.TOOL, List.of(new Part.Text(text)), List.of(), Optional.of(toolCallId));
        }

        /// All its text, joined.
        public String text() {
            var all = new StringBuilder();
            for (var part : parts) {
                if (part instanceof Part.Text(var text)) {
                    all.append(text);
                }
            }
            return all.toString();
        }
    }

    public sealed interface Part {
        record Text(String text) implements Part {}

        /// What the assistant thought; sent back only where a protocol demands it.
        record Reasoning(String text) implements Part {}

        /// Not copied: the caller leaves the bytes alone.
        record Image(String mime, byte[] bytes) implements Part {}
    }

    /// A call that the assistant made in an earlier round; `arguments` is JSON text.
    public record ToolCall(String id, String name, String arguments) {}

    /// A tool that the model may call; `parameters` is a JSON schema.
    public record Tool(String name, String description, JsonNode parameters) {}

    /// Unset values stay the upstream's defaults.
    public record Params(OptionalDouble temperature, OptionalDouble topP, OptionalInt maxTokens) {
        public static final Params NONE = new Params(OptionalDouble.empty(), OptionalDouble.empty(), OptionalInt.empty());
    }

    /// @param firstByte the longest wait for the first byte of the answer
    /// @param silence the longest wait between two of its bytes
    /// @param total the longest time for the whole
    public record Timeouts(Duration firstByte, Duration silence, Duration total) {
        public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(300), Duration.ofSeconds(300), Duration.ofHours(2));
    }

    public CompletionRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /// A question with every default.
    public static CompletionRequest of(String model, List<Message> messages) {
        return new CompletionRequest(
                model,
                messages,
                Params.NONE,
                Thinking.UNSET,
                List.of(),
                Timeouts.DEFAULT,
                new ObjectNode(JsonNodeFactory.instance, Map.of()));
    }

    public CompletionRequest with(Params params) {
        return new CompletionRequest(model, messages, params, thinking, tools, timeouts, extra);
    }

    public CompletionRequest with(Thinking thinking) {
        return new CompletionRequest(model, messages, params, thinking, tools, timeouts, extra);
    }

    public CompletionRequest with(List<Tool> tools) {
        return new CompletionRequest(model, messages, params, thinking, tools, timeouts, extra);
    }

    public CompletionRequest with(Timeouts timeouts) {
        return new CompletionRequest(model, messages, params, thinking, tools, timeouts, extra);
    }

    public CompletionRequest with(ObjectNode extra) {
        return new CompletionRequest(model, messages, params, thinking, tools, timeouts, extra);
    }
}
