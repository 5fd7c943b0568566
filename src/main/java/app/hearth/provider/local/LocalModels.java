package app.hearth.provider.local;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The models that the house runs itself: every `*.gguf` in `models` of the data folder, each behind a `llama-server` of its own that
/// speaks the OpenAI API on a loopback port. Thread-safe.
public final class LocalModels implements AutoCloseable {
    private static final String SUFFIX = ".gguf";
    private static final long SWEEP_SECONDS = 15;

    private final LocalOptions options;
    private final Predicate<URI> isUp;
    private final Clock clock;
    private final String key = HexFormat.of().formatHex(SecureRandom.getSeed(24));
    private final ConcurrentHashMap<String, Engine> engines = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("local-models").daemon().factory());

    /// @param isUp whether an address of a child answers a GET with 200
    public LocalModels(LocalOptions options, Predicate<URI> isUp, Clock clock) {
        this.options = options;
        this.isUp = isUp;
        this.clock = clock;
        sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    /// What lies in the models folder, by name; empty without an engine to run it.
    public List<LocalModel> list() {
        if (!Files.isDirectory(options.models()) || !hasEngine()) {
            return List.of();
        }
        try (var files = Files.list(options.models())) {
            return files.filter(LocalModels::isModel)
                    .sorted()
                    .map(this::describe)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the model answers (ends in `/v1`). Starts its engine when needed and blocks until it is up.
    /// Throws [ErrorCode#MODEL_NOT_FOUND], and [ErrorCode#PROVIDER_UNREACHABLE] when it does not come up.
    public URI baseUrl(String id) {
        var file = options.models().resolve(id + SUFFIX).normalize();
        if (!options.models().normalize().equals(file.getParent()) || !isModel(file)) {
            throw new HearthException(ErrorCode.MODEL_NOT_FOUND, Map.of("model", id));
        }
        var binary = EngineFinder.find(options, path())
                .orElseThrow(() -> new HearthException(ErrorCode.PROVIDER_UNREACHABLE, Map.of("connection", id, "host", "llama-server")));
        return engines.computeIfAbsent(id, name -> new Engine(name, file, key, options, isUp, clock))
                .baseUrl(binary);
    }

    /// What the engines ask for as API key, so that no other page or user of this machine talks with them. New at each start.
    public String key() {
        return key;
    }

    /// How many tokens prompt and answer of each model may have together.
    public int window() {
        return options.contextTokens();
    }

    public boolean hasEngine() {
        return EngineFinder.find(options, path()).isPresent();
    }

    /// Ends all engines; a later [#baseUrl] would start them again.
    @Override
    public void close() {
        sweeper.shutdown();
        engines.values().forEach(Engine::stop);
    }

    void sweep() {
        engines.values().forEach(Engine::sweep);
    }

    private LocalModel describe(Path file) {
        var name = file.getFileName().toString();
        var id = name.substring(0, name.length() - SUFFIX.length());
        var engine = engines.get(id);
        var state = engine == null ? LocalModel.State.STOPPED : engine.state();
        return new LocalModel(id, id, file.toFile().length(), state, name.equals(Starter.MODEL));
    }

    private static boolean isModel(Path file) {
        return file.getFileName().toString().endsWith(SUFFIX) && Files.isRegularFile(file);
    }

    private static String path() {
        return System.getenv().getOrDefault("PATH", "");
    }
}
