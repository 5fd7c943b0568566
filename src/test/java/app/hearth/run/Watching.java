package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// An open stream of events.
final class Watching implements AutoCloseable {
    record Event(String id, String name, JsonNode data) {}

    private static final Event OVER = new Event("", "", Json.object());

    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    volatile boolean over;

    Watching(HttpClient browser, HttpRequest request) {
        try {
            response = browser.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::read);
    }

    int status() {
        return response.statusCode();
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var id = "";
            var name = "";
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(id, name, Json.parse(line.substring(6))));
                }
            }
        } catch (IOException e) {
            // cut: the end of the stream as well
        }
        over = true;
        events.add(OVER);
    }

    /// The next event, waiting for it.
    Event next() {
        try {
            var event = events.poll(10, TimeUnit.SECONDS);
            assertThat(event).as("an event").isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The next event of this name; others are passed by.
    Event next(String name) {
        for (var event = next(); ; event = next()) {
            assertThat(event).as("the stream ended before " + name).isNotSameAs(OVER);
            if (event.name().equals(name)) {
                return event;
            }
        }
    }

    /// Reads on until this much text came; returns it.
    String text(int length) {
        var text = new StringBuilder();
        while (text.length() < length) {
            text.append(next("text").data().get("text").asText());
        }
        return text.toString();
    }

    boolean isOver() {
        for (var event = next(); ; event = next()) {
            if (event == OVER) {
                return true;
            }
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
