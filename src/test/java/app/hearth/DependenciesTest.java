package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A dependency is a decision: `docs/dependencies.md` says why each is there.
class DependenciesTest {
    private static final Pattern IN_POM = Pattern.compile("<dependency>\\s*<groupId>[^<]+</groupId>\\s*<artifactId>([^<]+)</artifactId>");

    @Test
    void eachHasItsLine() throws IOException {
        var document = Files.readString(Path.of("docs/dependencies.md"));
        var names = IN_POM.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals("jackson-bom"))
                .toList();
        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(document).contains("| `" + name + "` |"));
        var page = Json.parse(Files.readString(Path.of("web/package.json")));
        for (var kind : new String[] {"dependencies", "devDependencies"}) {
            page.path(kind)
                    .fieldNames()
                    .forEachRemaining(name -> assertThat(document).contains("| `" + name + "` |"));
        }
    }
}
