package app.hearth.provider.ollama;

import app.hearth.platform.egress.EgressRequest.Limits;
import app.hearth.platform.egress.EgressResponse;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.json.Json;
import app.hearth.provider.Link;
import app.hearth.provider.stream.LineReader;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A model being fetched. One thread reads; [#close()] may come from any and cancels it, a later pull goes on from there.
public final class OllamaPull implements AutoCloseable {
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofHours(24), 1L << 30);
    private static final String SUCCESS = "success";

    /// @param status Ollama's words: `pulling manifest`, `pulling 0123456789ab`, `verifying sha256 digest`, … , at last `success`
    /// @param completed bytes, of all layers together
    /// @param total bytes of the layers known so far; grows while layers are found
    public record Progress(String status, long completed, long total) {
        public boolean isDone() {
            return status.equals(SUCCESS);
        }
    }

    private record Layer(long completed, long total) {}

    private final Link link;
    private final String model;
    private final Map<String, Layer> layers = new HashMap<>();
    private EgressResponse answer;
    private LineReader lines;
    private boolean ended;
    private volatile boolean closed;

    OllamaPull(Link link, String model) {
        this.link = link;
        this.model = model;
    }

    /// The next news, waiting for it. Empty after `success` and after [#close()]. Throws a
    /// [app.hearth.platform.error.HearthException] when it failed.
    public Optional<Progress> next() {
        if (ended || closed) {
            return Optional.empty();
        }
        try {
            if (lines == null) {
                begin();
            }
            while (lines.next()) {
                if (lines.length() > 0) {
                    var progress = progress(Json.MAPPER.readTree(lines.buffer(), lines.start(), lines.length()));
                    ended = progress.isDone();
                    return Optional.of(progress);
                }
            }
            throw link.failures().of(ErrorCode.PROVIDER_LOST, "ended before it was complete", null);
        } catch (JsonProcessingException e) {
            throw link.failures().of(ErrorCode.PROVIDER_GARBAGE, "no JSON", e);
        } catch (IOException e) {
            if (closed) {
                return Optional.empty();
            }
            throw link.failures().of(ErrorCode.PROVIDER_LOST, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        link.close();
    }

    private void begin() throws IOException {
        var body = Json.write(Json.object().put("model", model).put("stream", true))
                .getBytes(StandardCharsets.UTF_8);
        answer = link.send("POST", Link.url(OllamaDialect.base(link.connection()), "/api/pull"), body, "application/x-ndjson", LIMITS);
        if (answer.status() >= 300) {
            throw link.failures().of(answer);
        }
        lines = new LineReader(answer.body());
    }

    private Progress progress(JsonNode line) {
        if (line.hasNonNull("error")) {
            throw link.failures().reported(line);
        }
        var digest = line.path("digest").asText("");
        if (!digest.isEmpty()) {
            layers.put(
                    digest,
                    new Layer(
                            line.path("completed").asLong(0), line.path("total").asLong(0)));
        }
        long completed = 0;
        long total = 0;
        for (var layer : layers.values()) {
            completed += layer.completed();
            total += layer.total();
        }
        return new Progress(line.path("status").asText(""), completed, total);
    }
}
