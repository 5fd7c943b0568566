package app.hearth.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A model as the page shows it.
///
/// @param connection the connection's id
/// @param tools empty when unknown
/// @param priceIn CNY per million prompt tokens
record PickerModel(
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
        Optional<Budget> budget,
        OptionalInt window,
        OptionalInt maxOutput,
        Optional<BigDecimal> priceIn,
        Optional<BigDecimal> priceOut,
        boolean demonstration) {
    record Budget(int min, int max) {}

    static PickerModel of(Entry entry) {
        var model = entry.model();
        return new PickerModel(
                entry.id(),
                entry.name(),
                entry.custom().description(),
                entry.connection().id(),
                entry.connection().name(),
                entry.connection().kind().id(),
                model.vision(),
                model.tools(),
                model.thinks().id(),
                model.efforts(),
                model.budget().map(budget -> new Budget(budget.min(), budget.max())),
                model.window(),
                model.maxOutput(),
                model.priceIn(),
                model.priceOut(),
                entry.demonstration());
    }
}
