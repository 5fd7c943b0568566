package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.config.Config;
import app.hearth.platform.http.OpenApi;
import app.hearth.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `web/openapi.json`, from which the page's types are made, is the document of this house.
class OpenApiDocumentTest {
    private static final Path FILE = Path.of("web", "openapi.json");

    @Test
    void thePagesTypesAreMadeFromThisServersRoutes(@TempDir Path data) throws IOException {
        try (var house = new House(new Config(Map.of("PORT", "0", "HOST", "127.0.0.1"), Map.of()), data, Clock.systemUTC())) {
            var document =
                    Json.MAPPER
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(OpenApi.of(house.routes(), "0"))
                                    .replace("\r\n", "\n") + "\n";
            if ("true".equals(System.getenv("HEARTH_WRITE"))) {
                Files.writeString(FILE, document);
            }
            assertThat(Files.readString(FILE))
                    .as("run ./hearth api, which writes it anew with the page's types")
                    .isEqualTo(document);
        }
    }
}
