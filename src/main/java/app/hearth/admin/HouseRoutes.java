package app.hearth.admin;

import app.hearth.platform.config.HouseSetting;
import app.hearth.platform.config.HouseSettings;
import app.hearth.platform.egress.Ledger;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The house's settings, as an administrator sees and changes them. The front door of this room.
public final class HouseRoutes {
    private final HouseSettings settings;
    private final Ledger ledger;

    public HouseRoutes(HouseSettings settings, Ledger ledger) {
        this.settings = settings;
        this.ledger = ledger;
    }

    /// @param fixed by the environment or `hearth.toml`; it can't be changed here then
    public record ShownSetting(String name, String value, Optional<HouseSettings.Fixed> fixed) {}

    public record ShownSettings(List<ShownSetting> settings) {}

    /// @param value a text, or for a setting that is JSON the JSON itself; null for the default
    public record Change(String name, JsonNode value) {}

    /// @param hosts whom the house talked with since it started, the most recent first
    public record Talked(List<Ledger.Host> hosts) {}

    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/admin/egress", Access.ADMIN, Talked.class, call -> new Talked(ledger.hosts())),
                Route.get("/api/admin/settings", Access.ADMIN, ShownSettings.class, call -> all()),
                Route.patch("/api/admin/settings", Access.ADMIN, Change.class, ShownSetting.class, this::change)
                        .maxBody(250_000));
    }

    private ShownSettings all() {
        return new ShownSettings(
                Arrays.stream(HouseSetting.values()).map(this::one).toList());
    }

    private ShownSetting change(Call call, Change change) {
        var setting = Optional.ofNullable(change.name())
                .flatMap(HouseSetting::of)
                .orElseThrow(() -> HearthException.invalid("name", change.name() == null ? "required" : "unknown"));
        var value = change.value();
        settings.set(
                setting,
                value == null || value.isNull() ? Optional.empty() : Optional.of(value.isTextual() ? value.asText() : value.toString()));
        return one(setting);
    }

    private ShownSetting one(HouseSetting setting) {
        return new ShownSetting(setting.id(), settings.value(setting), settings.fixed(setting));
    }
}
