package app.hearth.provider.ollama;

import app.hearth.platform.egress.Egress;
import app.hearth.platform.egress.EgressRequest;
import app.hearth.platform.egress.EgressRequest.Limits;
import app.hearth.platform.egress.Purpose;
import app.hearth.platform.json.Json;
import app.hearth.platform.text.Authority;
import app.hearth.provider.Link;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Looks for an Ollama at an address.
public final class OllamaProbe {
    private static final Limits QUICK = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(3), 64 << 10);

    private final Egress egress;

    public OllamaProbe(Egress egress) {
        this.egress = egress;
    }

    /// The version of the server there; empty when there is none, or none that answers within three seconds.
    public Optional<String> version(URI base) {
        if (Authority.of(base).isEmpty()) {
            return Optional.empty();
        }
        var request = new EgressRequest(
                "GET", Link.url(base, "/api/version"), Map.of(), new byte[0], Purpose.configured("ollama-probe", base), QUICK);
        try (var answer = egress.send(request)) {
            var version = Json.MAPPER.readTree(answer.bytes()).path("version").asText("");
            return answer.status() == 200 && !version.isEmpty() ? Optional.of(version) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
