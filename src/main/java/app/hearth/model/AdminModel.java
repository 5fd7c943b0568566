package app.hearth.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A model as the administrator sees it: all of [PickerModel], and what was made of it.
///
/// @param params its own, without the house's; the system prompt stands beside them
record AdminModel(
        String id,
        String name,
        Optional<String> description,
        String connection,
        String connectionName,
        String provider,
        boolean vision,
        Optional<Boolean> tools,
        String thinks,
        List<String> efforts,
        Optional<PickerModel.Budget> budget,
        OptionalInt window,
        OptionalInt maxOutput,
        Optional<BigDecimal> priceIn,
        Optional<BigDecimal> priceOut,
        boolean demonstration,
        boolean hidden,
        Optional<Integer> position,
        ChatParams params,
        Optional<String> systemPrompt) {
    static AdminModel of(Entry entry) {
        var shown = PickerModel.of(entry);
        var custom = entry.custom();
        return new AdminModel(
                shown.id(),
                shown.name(),
                shown.description(),
                shown.connection(),
                shown.connectionName(),
                shown.provider(),
                shown.vision(),
                shown.tools(),
                shown.thinks(),
                shown.efforts(),
                shown.budget(),
                shown.window(),
                shown.maxOutput(),
                shown.priceIn(),
                shown.priceOut(),
                shown.demonstration(),
                custom.hidden(),
                custom.position(),
                custom.params(),
                custom.systemPrompt());
    }
}
