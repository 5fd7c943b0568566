package app.hearth.provider.openai;

import app.hearth.provider.Failures;
import app.hearth.provider.UpstreamModel;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads `GET /models`. OpenAI's own form tells the id and nothing else; what OpenRouter, vLLM, llama.cpp and others add is read where it
/// is there, the rest is concluded from the name.
public final class ModelList {
    private static final Pattern NO_CHAT = Pattern.compile(
            "embed|rerank|whisper|\\btts|-tts|dall-e|gpt-image|moderation|\\bsora|speech|transcri|realtime|-audio|stable-diffusion|\\bflux|"
                    + "\\bbge-|\\bgte-|\\be5-|jina-(clip|colbert)|babbage|davinci|wanx|cosyvoice|paraformer|-asr|kolors",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SEES = Pattern.compile(
            "gpt-4o|gpt-4\\.1|gpt-4-turbo|gpt-[5-9]|chatgpt-4o|\\bo[134](-\\d{4}.*)?$|o4-mini|claude-|gemini-|[-.\\d]vl\\b|-vl-|vision|llava|gemma-?3|"
                + "pixtral|qvq|-omni|internvl|minicpm-v|glm-4(\\.\\d)?v|llama-4|moondream",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern DATED = Pattern.compile("(.+?)-(\\d{4}-\\d{2}-\\d{2}|\\d{4}|\\d{6}|\\d{8})");
    private static final String[] WINDOWS = {"context_length", "max_model_len", "context_window", "max_context_length", "context_size"};

    private final Function<String, Quirks> quirks;

    ModelList(Function<String, Quirks> quirks) {
        this.quirks = quirks;
    }

    /// The entries of an answer. Throws `provider_garbage` when it is no list of models.
    public static List<JsonNode> entries(JsonNode answer, Failures failures) {
        var list = answer.isArray() ? answer : answer.path(answer.has("data") ? "data" : "models");
        if (!list.isArray() && !(list.isNull() && answer.has("data"))) {
            throw failures.noList(answer.toString(), null);
        }
        var entries = new ArrayList<JsonNode>();
        for (var entry : list) {
            if (!id(entry).isEmpty()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    public static String id(JsonNode entry) {
        var id = entry.path("id").asText("");
        return id.startsWith("models/") ? id.substring("models/".length()) : id; // Gemini's face
    }

    List<UpstreamModel> read(JsonNode answer, Failures failures) {
        var models = new ArrayList<UpstreamModel>();
        var entries = entries(answer, failures);
        var ids = new HashSet<String>();
        entries.forEach(entry -> ids.add(id(entry)));
        var seen = new HashSet<String>();
        for (var entry : entries) {
            if (seen.add(id(entry))) {
                models.add(model(entry, ids));
            }
        }
        return models;
    }

    private UpstreamModel model(JsonNode entry, Set<String> ids) {
        var id = id(entry);
        var known = quirks.apply(id);
        var name = entry.path("name").asText(entry.path("display_name").asText(id));
        return new UpstreamModel(
                id,
                name.isBlank() ? id : name,
                isChat(entry, id),
                isSnapshot(id, ids),
                sees(entry, id),
                tools(entry),
                known.thinks(),
                known.efforts(),
                Optional.empty(),
                window(entry),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static boolean isChat(JsonNode entry, String id) {
        var chat = entry.path("capabilities").path("completion_chat"); // Mistral
        var output = entry.path("architecture").path("output_modalities"); // OpenRouter
        if (chat.isBoolean()) {
            return chat.booleanValue();
        }
        if (output.isArray()) {
            return contains(output, "text");
        }
        return !NO_CHAT.matcher(id).find() && !entry.path("type").asText("").matches("embeddings?|image|audio|rerank");
    }

    /// A dated copy of a model that stands in the list without the date.
    private static boolean isSnapshot(String id, Set<String> ids) {
        var dated = DATED.matcher(id);
        return dated.matches() && ids.contains(dated.group(1));
    }

    private static boolean sees(JsonNode entry, String id) {
        var input = entry.path("architecture").path("input_modalities");
        var vision = entry.path("capabilities").path("vision");
        if (input.isArray()) {
            return contains(input, "image");
        }
        if (entry.path("capabilities").isArray()) { // llama.cpp
            return contains(entry.path("capabilities"), "multimodal") || contains(entry.path("capabilities"), "vision");
        }
        return vision.isBoolean() ? vision.booleanValue() : SEES.matcher(id).find();
    }

    private static Optional<Boolean> tools(JsonNode entry) {
        var parameters = entry.path("supported_parameters");
        var calls = entry.path("capabilities").path("function_calling");
        if (parameters.isArray()) {
            return Optional.of(contains(parameters, "tools"));
        }
        return calls.isBoolean() ? Optional.of(calls.booleanValue()) : Optional.empty();
    }

    private static OptionalInt window(JsonNode entry) {
        for (var field : WINDOWS) {
            if (entry.path(field).asInt(0) > 0) {
                return OptionalInt.of(entry.path(field).intValue());
            }
        }
        var meta = entry.path("meta"); // llama.cpp: what was trained, unless it says what it was started with
        int window = meta.path("n_ctx").asInt(meta.path("n_ctx_train").asInt(0));
        return window > 0 ? OptionalInt.of(window) : OptionalInt.empty();
    }

    private static boolean contains(JsonNode list, String word) {
        for (var item : list) {
            if (item.asText().equals(word)) {
                return true;
            }
        }
        return false;
    }
}
