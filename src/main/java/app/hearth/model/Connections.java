package app.hearth.model;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Setting;
import app.hearth.platform.config.Settings;
import app.hearth.platform.crypto.Vault;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import app.hearth.platform.json.Json;
import app.hearth.provider.ProviderKind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// The house's connections: the environment's, the administrators', and the one to its own models. Thread-safe.
final class Connections {
    static final String LOCAL_ID =
            UUID.nameUUIDFromBytes("local".getBytes(StandardCharsets.UTF_8)).toString();
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final ConnectionStore store;
    private final Vault vault;
    private final Map<ProviderKind, Setting> off; // kinds that the environment switches off, and by what
    private final List<Configured> fixed;
    private final Clock clock;
    private final Remembered<List<Configured>> all;

    /// @param hasLocalModels whether the house can run a model itself
    Connections(ConnectionStore store, Vault vault, Config config, BooleanSupplier hasLocalModels, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.off = off(config);
        this.fixed = EnvironmentConnections.of(config);
        this.clock = clock;
        this.all = new Remembered<>(() -> read(hasLocalModels.getAsBoolean()), MOMENT, clock);
    }

    /// In the order in which they count: the environment's, the stored ones by position, the house's own. Names are unique.
    List<Configured> all() {
        return all.get();
    }

    /// Throws `NOT_FOUND`.
    Configured find(String id) {
        return all().stream()
                .filter(connection -> connection.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
    }

    Configured add(ConnectionDraft draft) {
        var made = Drafts.applied(Optional.empty(), Ids.next(), draft);
        refuseSwitchedOff(made);
        var now = clock.millis();
        store.add(row(made, draft, Optional.empty(), now), draft.position() == null, now);
        all.forget();
        return find(made.id());
    }

    /// Changes what the draft names. Throws `CONNECTION_FIXED`, `NOT_FOUND`.
    Configured change(String id, ConnectionDraft draft) {
        refuseFixed(id);
        var now = clock.millis();
        store.change(
                id,
                before -> {
                    var made = Drafts.applied(Optional.of(open(before)), id, draft);
                    if (Boolean.TRUE.equals(draft.enabled())) {
                        refuseSwitchedOff(made);
                    }
                    return row(made, draft, Optional.of(before), before.createdAt());
                },
                now);
        all.forget();
        return find(id);
    }

    void remove(String id) {
        refuseFixed(id);
        store.remove(id, clock.millis());
        all.forget();
    }

    /// What the draft would make of the connection `id`, or as a new one; nothing is stored.
    Configured tried(Optional<String> id, ConnectionDraft draft) {
        return Drafts.applied(id.map(this::find), id.orElseGet(Ids::next), draft);
    }

    private List<Configured> read(boolean hasLocalModels) {
        var found = new ArrayList<>(fixed);
        for (var row : store.all()) {
            found.add(open(row));
        }
        if (hasLocalModels) {
            found.add(local());
        }
        var names = new ArrayList<String>();
        return found.stream()
                .map(connection -> connection.named(unique(connection.name(), names)))
                .toList();
    }

    private static String unique(String name, List<String> taken) {
        var free = name;
        for (int i = 2; taken.contains(free); i++) {
            free = name + " " + i;
        }
        taken.add(free);
        return free;
    }

    /// The connection to the models that the house runs itself.
    static Configured local() {
        return new Configured(
                LOCAL_ID,
                ProviderKind.LOCAL,
                EnvironmentConnections.name(ProviderKind.LOCAL, null),
                URI.create("http://127.0.0.1"), // each of its models answers at a port of its own, which the gateway knows
                "",
                Map.of(),
                "",
                Optional.empty(),
                List.of(),
                true,
                Integer.MAX_VALUE,
                Optional.of("data/models"),
                Optional.empty());
    }

    private void refuseFixed(String id) {
        all().stream()
                .filter(connection -> connection.id().equals(id))
                .findFirst()
                .flatMap(Configured::fixed)
                .ifPresent(name -> {
                    throw new HearthException(ErrorCode.CONNECTION_FIXED, Map.of("name", name));
                });
    }

    private void refuseSwitchedOff(Configured made) {
        if (made.enabled() && off.containsKey(made.kind())) {
            throw new HearthException(
                    ErrorCode.SETTING_FIXED, Map.of("name", off.get(made.kind()).name()));
        }
    }

    private static Map<ProviderKind, Setting> off(Config config) {
        var off = new EnumMap<ProviderKind, Setting>(ProviderKind.class);
        Map.of(ProviderKind.OPENAI, Settings.OPENAI_ENABLED, ProviderKind.OLLAMA, Settings.OLLAMA_ENABLED)
                .forEach((kind, setting) -> {
                    if (!config.flag(setting)) {
                        off.put(kind, setting);
                    }
                });
        return off;
    }

    private ConnectionStore.Row row(Configured made, ConnectionDraft draft, Optional<ConnectionStore.Row> before, long createdAt) {
        // what was not given anew stays sealed as it is, also when this house can't open it
        var secret = draft.key() == null && before.isPresent() ? before.get().secret() : seal(made, "secret", made.key());
        var headers = draft.headers() == null && before.isPresent()
                ? before.get().headers()
                : seal(made, "headers", made.headers().isEmpty() ? "" : Json.write(made.headers()));
        return new ConnectionStore.Row(
                made.id(),
                made.kind().id(),
                draft.name() == null ? before.map(ConnectionStore.Row::name).orElse(made.name()) : made.name(),
                made.baseUrl().toString(),
                secret,
                headers,
                made.prefix(),
                made.region(),
                Json.write(made.only()),
                draft.enabled() == null
                        ? before.map(ConnectionStore.Row::enabled).orElse(made.enabled())
                        : made.enabled(),
                made.position(),
                createdAt);
    }

    private Optional<String> seal(Configured made, String column, String plain) {
        return plain.isEmpty() ? Optional.empty() : Optional.of(vault.seal(plain, place(made.id(), column, made.baseUrl())));
    }

    private Configured open(ConnectionStore.Row row) {
        var base = URI.create(row.baseUrl());
        var kind = ProviderKind.of(row.provider()).orElseThrow();
        var key = "";
        var headers = Map.<String, String>of();
        var problem = Optional.<ErrorCode>empty();
        try {
            key = row.secret()
                    .map(text -> vault.open(text, place(row.id(), "secret", base)))
                    .orElse("");
            headers = row.headers()
                    .map(text -> Headers.parsed(vault.open(text, place(row.id(), "headers", base))))
                    .orElse(headers);
        } catch (Vault.SealException e) {
            problem = Optional.of(ErrorCode.SECRET_UNREADABLE);
        }
        return new Configured(
                row.id(),
                kind,
                row.name(),
                base,
                key,
                headers,
                row.prefix(),
                row.region(),
                List.of(Json.parse(row.models(), String[].class)),
                row.enabled() && !off.containsKey(kind),
                row.position(),
                Optional.empty(),
                problem);
    }

    /// The host is part of the place: a key whose row was made to point elsewhere does not open.
    private static String place(String id, String column, URI base) {
        return "connection/" + id + "/" + column + "/" + Addresses.origin(base);
    }
}
