package app.hearth.run;

import app.hearth.House;
import app.hearth.chat.Params;
import app.hearth.platform.config.Config;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.provider.Connection;
import app.hearth.provider.Gateway;
import app.hearth.provider.ProviderKind;
import app.hearth.provider.UpstreamModel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/// The real server and a real database around a scripted upstream with the models `good`, `small` (a window of 1,000 tokens) and `other`.
public final class TestHouse implements AutoCloseable {
    final ScriptedGateway upstream = new ScriptedGateway();
    final Map<String, Attachments.Attachment> files = new ConcurrentHashMap<>();
    volatile boolean titles;
    private final House house;

    TestHouse(Path data) {
        this(data, Map.of());
    }

    TestHouse(Path data, Map<String, String> settings) {
        this(data, settings, Clock.systemUTC());
    }

    TestHouse(Path data, Map<String, String> settings, Clock clock) {
        this(data, settings, clock, Optional.empty(), 96L << 20);
    }

    TestHouse(Path data, Gateway other) {
        this(data, Map.of(), Clock.systemUTC(), Optional.of(other), 96L << 20);
    }

    TestHouse(Path data, long budget) {
        this(data, Map.of(), budget);
    }

    TestHouse(Path data, Map<String, String> settings, long budget) {
        this(data, settings, Clock.systemUTC(), Optional.empty(), budget);
    }

    private TestHouse(Path data, Map<String, String> settings, Clock clock, Optional<Gateway> other, long budget) {
        var all = new HashMap<>(Map.of("PORT", "0", "HOST", "127.0.0.1", "ENABLE_SIGNUP", "true", "DEFAULT_USER_ROLE", "user"));
        all.putAll(settings);
        var outside = new Runs.Outside(
                other.isPresent() ? other.get() : upstream,
                (who, id) -> model(id),
                (who, file) -> Optional.ofNullable(files.get(who.user() + file)),
                new Titles(),
                budget);
        data.toFile().mkdirs();
        house = new House(new Config(all, Map.of()), data, clock, outside);
    }

    private final class Titles implements TitleSettings {
        @Override
        public boolean enabled() {
            return titles;
        }

        @Override
        public Optional<String> model() {
            return Optional.empty();
        }
    }

    private static ModelDirectory.Usable model(String id) {
        if (!id.matches("good|small|other")) {
            throw new HearthException(ErrorCode.MODEL_NOT_FOUND, Map.of("model", id));
        }
        var known = UpstreamModel.unknown(id);
        var model = id.equals("small")
                ? new UpstreamModel(
                        id,
                        id,
                        true,
                        false,
                        false,
                        known.tools(),
                        known.thinks(),
                        known.efforts(),
                        known.budget(),
                        OptionalInt.of(1_000),
                        known.maxOutput(),
                        known.priceIn(),
                        known.priceOut())
                : known;
        var connection = new Connection("c", ProviderKind.OPENAI, "Upstream", URI.create("http://upstream.test/v1"), "", Map.of());
        return new ModelDirectory.Usable(id, "Model " + id, model, connection, Optional.empty(), Params.NONE);
    }

    Person signUp(String name) {
        return new Person(house.port(), name);
    }

    int port() {
        return house.port();
    }

    @Override
    public void close() {
        house.close();
    }
}
