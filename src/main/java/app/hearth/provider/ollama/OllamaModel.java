package app.hearth.provider.ollama;

import app.hearth.provider.UpstreamModel;
import app.hearth.provider.UpstreamModel.Thinks;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What Ollama tells of a model, by `/api/tags` of a recent server or by `/api/show` of any.
///
/// @param capabilities empty when the server is too old to know
/// @param efforts the levels that it takes as `think`, weakest first
record OllamaModel(Optional<List<String>> capabilities, String family, OptionalInt window, List<String> efforts) {
    static final OllamaModel UNKNOWN = new OllamaModel(Optional.empty(), "", OptionalInt.empty(), List.of());

    private static final List<String> GPT_OSS = List.of("low", "medium", "high");

    static OllamaModel ofTag(JsonNode tag) {
        var details = tag.path("details");
        var family = details.path("family").asText("");
        return new OllamaModel(words(tag.path("capabilities")), family, count(details.path("context_length")), efforts(tag, family));
    }

    static OllamaModel ofShow(JsonNode show) {
        var info = show.path("model_info");
        var family = info.path("general.architecture")
                .asText(show.path("details").path("family").asText(""));
        return new OllamaModel(
                words(show.path("capabilities")), family, count(info.path(family + ".context_length")), efforts(show, family));
    }

    boolean can(String capability) {
        return capabilities.isPresent() && capabilities.get().contains(capability);
    }

    Thinks thinks() {
        if (capabilities.isEmpty()) {
            return Thinks.UNKNOWN;
        }
        return !can("thinking") ? Thinks.NONE : efforts.isEmpty() ? Thinks.SWITCH : Thinks.EFFORT;
    }

    UpstreamModel named(String name) {
        boolean chats = capabilities.isEmpty() ? !family.contains("bert") : can("completion");
        return new UpstreamModel(
                name,
                name.endsWith(":latest") ? name.substring(0, name.length() - ":latest".length()) : name,
                chats,
                false,
                can("vision"),
                capabilities.map(words -> words.contains("tools")),
                thinks(),
                efforts,
                Optional.empty(),
                window,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<String> efforts(JsonNode node, String family) {
        var values = words(node.path("thinking").path("values")).orElse(List.of()).stream()
                .filter(value -> !value.equals("true") && !value.equals("false"))
                .toList();
        return values.isEmpty() && family.replace("-", "").equals("gptoss") ? GPT_OSS : values;
    }

    private static Optional<List<String>> words(JsonNode list) {
        if (!list.isArray()) {
            return Optional.empty();
        }
        var words = new ArrayList<String>();
        list.forEach(word -> words.add(word.asText()));
        return Optional.of(List.copyOf(words));
    }

    private static OptionalInt count(JsonNode node) {
        return node.asInt(0) > 0 ? OptionalInt.of(node.asInt()) : OptionalInt.empty();
    }
}
