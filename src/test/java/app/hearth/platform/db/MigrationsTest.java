package app.hearth.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
    @TempDir
    Path folder;

    @Test
    void theProgramKnowsItsNewestMigration() {
        var newest = 0;
        for (int version = 1; version <= Migrations.NEWEST + 1; version++) {
            newest = resourceOf(version) ? version : newest;
        }
        assertThat(newest).isEqualTo(Migrations.NEWEST);
    }

    @Test
    void dataOfANewerProgramIsRefused() {
        try (var db = Databases.open("", folder)) {
            db.write(handle -> handle.execute("update flyway_schema_history set version = '99' where version = '1'"));
        }
        assertThatThrownBy(() -> Databases.open("", folder))
                .matches(Databases::isNewerData)
                .hasMessageContaining("99");
    }

    private static boolean resourceOf(int version) {
        var folder = Path.of("src/main/resources/db/migration").toFile();
        return folder.list((dir, name) -> name.startsWith("V" + version + "__")).length == 1;
    }
}
