package app.hearth.provider.bailian;

import app.hearth.platform.json.Json;
import app.hearth.provider.UpstreamModel;
import app.hearth.provider.UpstreamModel.Budget;
import app.hearth.provider.UpstreamModel.Thinks;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// What is known of Bailian's models: `bailian/models.json`, mainland list prices. Ids are looked up whatever their case.
final class Catalogue {
    private static final int LONGEST_THOUGHT = 32_768; // what every model with a budget takes

    /// @param type empty for one to chat with
    /// @param prefix whether it can go on from an answer's beginning, as far as is known
    record Entry(
            String id,
            String name,
            String type,
            boolean snapshot,
            boolean vision,
            Optional<Boolean> tools,
            Thinks thinks,
            boolean thinksByDefault,
            OptionalInt window,
            OptionalInt maxOutput,
            boolean prefix,
            Optional<BigDecimal> priceIn,
            Optional<BigDecimal> priceOut) {

        static Entry of(JsonNode node) {
            var id = node.path("id").textValue();
            return new Entry(
                    id,
                    node.path("name").asText(id),
                    node.path("type").asText(""),
                    node.path("snapshot").booleanValue(),
                    node.path("vision").booleanValue(),
                    node.has("tools") ? Optional.of(node.get("tools").booleanValue()) : Optional.empty(),
                    node.has("thinks")
                            ? Thinks.valueOf(node.get("thinks").textValue().toUpperCase(Locale.ROOT))
                            : Thinks.UNKNOWN,
                    node.path("thinksByDefault").booleanValue(),
                    count(node.path("window")),
                    count(node.path("maxOutput")),
                    node.path("prefix").asBoolean(true),
                    price(node.path("priceIn")),
                    price(node.path("priceOut")));
        }

        static Entry unknown(String id) {
            return of(Json.object().put("id", id));
        }

        UpstreamModel model(Thinks thinks, List<String> efforts) {
            var hasBudget = isQwen() && (thinks == Thinks.SWITCH || thinks == Thinks.ALWAYS);
            return new UpstreamModel(
                    id,
                    name,
                    type.isEmpty() && !soundsUnlikeChat(),
                    snapshot,
                    vision,
                    tools,
                    thinks,
                    efforts,
                    hasBudget ? Optional.of(new Budget(1, LONGEST_THOUGHT)) : Optional.empty(),
                    window,
                    maxOutput,
                    priceIn,
                    priceOut);
        }

        private boolean isQwen() {
            return id.startsWith("qwen") || id.startsWith("qwq") || id.startsWith("qvq");
        }

        private boolean soundsUnlikeChat() {
            return id.matches("(?i).*(embed|rerank|-tts|-asr|realtime|-image|-t2[iv]|-i2v|-mt-|cosyvoice|paraformer|sambert|wan[x\\d]).*");
        }

        private static OptionalInt count(JsonNode node) {
            return node.isInt() ? OptionalInt.of(node.intValue()) : OptionalInt.empty();
        }

        private static Optional<BigDecimal> price(JsonNode node) {
            return node.isNumber() ? Optional.of(node.decimalValue()) : Optional.empty();
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    static Catalogue shipped() {
        try (var in = Catalogue.class.getResourceAsStream("/bailian/models.json")) {
            var catalogue = new Catalogue();
            for (var node : Json.MAPPER.readTree(in)) {
                var entry = Entry.of(node);
                catalogue.entries.put(entry.id().toLowerCase(Locale.ROOT), entry);
            }
            return catalogue;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Entry> find(String id) {
        return Optional.ofNullable(entries.get(id.toLowerCase(Locale.ROOT)));
    }

    /// All that one can chat with.
    List<UpstreamModel> chat(Function<Entry, UpstreamModel> described) {
        return entries.values().stream()
                .filter(entry -> entry.type().isEmpty())
                .map(described)
                .toList();
    }

    private Catalogue() {}
}
