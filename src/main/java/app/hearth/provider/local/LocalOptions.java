package app.hearth.provider.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How local models run.
///
/// @param data the house's data folder: models stand in `models`, a fetched engine in `engine`
/// @param engine the `llama-server` that a setting names; else it is looked for on the PATH, then in the data folder
/// @param contextTokens the window of a model
/// @param idle how long a model stays loaded unused
/// @param startWithin how long loading a model may take
public record LocalOptions(Path data, Optional<Path> engine, int contextTokens, Duration idle, Duration startWithin) {
    public static LocalOptions of(Path data) {
        return new LocalOptions(data, Optional.empty(), 4096, Duration.ofMinutes(10), Duration.ofMinutes(3));
    }

    Path models() {
        return data.resolve("models");
    }

    Path engines() {
        return data.resolve("engine");
    }
}
