package app.hearth.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CargoWaitTest {
    private final CargoWait wait = new CargoWait();

    private long millis() {
        return Duration.ofNanos(wait.nanos()).toMillis();
    }

    private void commits(int times, int millis) {
        for (int i = 0; i < times; i++) {
            wait.took(Duration.ofMillis(millis).toNanos());
        }
    }

    @Test
    void aColdHouseHurries() {
        assertThat(millis()).isEqualTo(20);
    }

    @Test
    void aFastDiskLetsCargoGather() {
        commits(40, 5);
        assertThat(millis()).isEqualTo(Db.CARGO_MILLIS);
    }

    @Test
    void aSlowCommitIsMadeUpForAtOnceAndForgottenSlowly() {
        commits(40, 5);
        commits(1, 60);
        assertThat(millis()).isEqualTo(120);
        commits(1, 5);
        assertThat(millis()).isBetween(121L, 150L);
        commits(20, 5);
        assertThat(millis()).isEqualTo(Db.CARGO_MILLIS);
    }

    @Test
    void gatheringAndCommitStayBelowAQuarterSecondWhileADiskAllowsIt() {
        for (int commit = 1; commit <= 110; commit++) {
            commits(60, commit);
            assertThat(millis() + commit).isLessThan(250);
        }
    }
}
