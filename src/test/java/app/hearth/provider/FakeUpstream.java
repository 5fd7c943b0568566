package app.hearth.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import app.hearth.platform.json.Json;
import app.hearth.provider.FakeReply.Step;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A scripted upstream on loopback with three faces: OpenAI's below `/v1`, Bailian's below `/compatible-mode/v1`, Ollama's below `/api`.
/// It refuses what real ones refuse, and remembers what it was asked and who hung up. What its models say: [FakeModel].
/// ```
/// try (var upstream = new FakeUpstream()) {
///     upstream.model("fake-1").thinks("Hm.").says("Hel", "lo");
///     var connection = upstream.openAi();
/// ```
public final class FakeUpstream implements AutoCloseable {
    private record Fixed(int status, String type, byte[] body) {}

    private final ServerSocket server;
    private final Map<String, FakeModel> models = new LinkedHashMap<>();
    private final Map<String, Fixed> fixed = new ConcurrentHashMap<>();
    private final List<FakeAsked> asked = new CopyOnWriteArrayList<>();
    private final Set<FakeSocket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> pull = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Duration pullPause = Duration.ZERO;
    private volatile String key = "";
    private volatile boolean oldOllama;

    public FakeUpstream() {
        try {
            server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    /// `http://127.0.0.1:port`
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    public Connection openAi() {
        return connection(ProviderKind.OPENAI, "/v1");
    }

    public Connection ollama() {
        return connection(ProviderKind.OLLAMA, "");
    }

    public Connection bailian() {
        return connection(ProviderKind.BAILIAN, "");
    }

    /// From now on it asks for this key.
    public FakeUpstream key(String key) {
        this.key = key;
        return this;
    }

    /// Its Ollama face tells no capabilities in the list, as servers of early 2025 do.
    public FakeUpstream oldOllama() {
        oldOllama = true;
        return this;
    }

    /// The model of that id, made when first asked for.
    public synchronized FakeModel model(String id) {
        return models.computeIfAbsent(id, FakeModel::new);
    }

    /// A fixed answer, which wins over everything but the key.
    public FakeUpstream answers(String method, String path, int status, String type, String body) {
        fixed.put(method + " " + path, new Fixed(status, type, body.getBytes(UTF_8)));
        return this;
    }

    /// The lines of every pull.
    public FakeUpstream pulls(Duration pause, String... lines) {
        pullPause = pause;
        pull.clear();
        pull.addAll(List.of(lines));
        return this;
    }

    /// All requests, in order of arrival.
    public List<FakeAsked> asked() {
        return asked;
    }

    /// How many connections were made to it.
    public int connections() {
        return connections.get();
    }

    /// The requests for a completion.
    public List<FakeAsked> completions() {
        return asked.stream()
                .filter(one ->
                        one.path().endsWith("/chat/completions") || one.path().equals("/api/chat"))
                .toList();
    }

    /// The completion request with this number, from 1, waiting for it.
    public FakeAsked completion(int number) {
        await(() -> completions().size() >= number);
        return completions().get(number - 1);
    }

    /// Polls until it is so, for ten seconds at most.
    public static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within ten seconds");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Connection connection(ProviderKind kind, String path) {
        return new Connection("fake", kind, "Fake", URI.create(url() + path), key, Map.of());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException e) {
                return; // closed by the test
            }
        }
    }

    private void serve(Socket client) {
        try (var socket = new FakeSocket(client)) {
            sockets.add(socket);
            connections.incrementAndGet();
            for (var request = socket.next(); request.isPresent(); request = socket.next()) {
                asked.add(request.get());
                answer(request.get(), socket);
            }
            sockets.remove(socket);
        } catch (IOException e) {
            return; // the client left
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(FakeAsked request, FakeSocket socket) throws IOException, InterruptedException {
        var path = request.path().replaceFirst("\\?.*", "");
        var authorization = request.headers().getOrDefault("authorization", "");
        if (!key.isEmpty() && !authorization.equals("Bearer " + key)) {
            var error = Json.object().put("message", "Incorrect API key provided: " + authorization.replace("Bearer ", ""));
            error.put("type", "invalid_request_error").put("code", "invalid_api_key");
            json(socket, 401, Json.write(Json.object().set("error", error)));
            return;
        }
        var ready = fixed.get(request.method() + " " + path);
        if (ready != null) {
            socket.whole(ready.status(), ready.type(), Map.of(), ready.body());
            return;
        }
        switch (request.method() + " " + path.replaceFirst("^/compatible-mode/v1|^/v1", "/openai")) {
            case "POST /openai/chat/completions" -> complete(request, socket, false);
            case "POST /api/chat" -> complete(request, socket, true);
            case "GET /openai/models" -> json(socket, 200, FakeFacts.openAi(listed()));
            case "POST /openai/embeddings" -> json(socket, 200, FakeFacts.embeddings(request.json()));
            case "GET /api/version" -> json(socket, 200, "{\"version\":\"0.33.0-rc2\"}");
            case "GET /api/tags" -> json(socket, 200, FakeFacts.tags(listed(), oldOllama));
            case "GET /api/ps" -> json(socket, 200, FakeFacts.loaded(listed()));
            case "POST /api/show" -> show(request.json(), socket);
            case "POST /api/generate" -> json(socket, 200, "{\"model\":\"\",\"response\":\"\",\"done\":true,\"done_reason\":\"unload\"}");
            case "DELETE /api/delete" -> delete(request.json(), socket);
            case "POST /api/pull" -> pull(socket);
            default -> socket.whole(404, "text/plain", Map.of(), "404 page not found".getBytes(UTF_8));
        }
    }

    private void complete(FakeAsked request, FakeSocket socket, boolean ollama) throws IOException, InterruptedException {
        var body = request.json();
        if (!request.headers().getOrDefault("content-type", "").startsWith("application/json") || !body.isObject()) {
            refuse(socket, 400, "We could not parse the JSON body of your request.", ollama);
            return;
        }
        var id = body.path("model").asText("");
        if (id.isEmpty()) {
            refuse(socket, 400, ollama ? "model is required" : "you must provide a model parameter", ollama);
            return;
        }
        var model = find(id);
        if (model == null) {
            refuse(socket, 404, ollama ? "model '" + id + "' not found" : "The model `" + id + "` does not exist", ollama);
            return;
        }
        var refusal = ollama ? FakeRules.ollamaRefusal(body, model) : FakeRules.openAiRefusal(body, model);
        if (refusal.isPresent()) {
            refuse(socket, 400, refusal.get(), ollama);
            return;
        }
        var reply = model.replyTo(body);
        play(reply, ollama ? new FakeFace.Ollama(model, body, reply) : new FakeFace.OpenAi(model, body, reply), socket, ollama);
    }

    private void play(FakeReply reply, FakeFace face, FakeSocket socket, boolean ollama) throws IOException, InterruptedException {
        for (var step : reply.steps) {
            switch (step) {
                case Step.Fail(var status, var body)
                when !socket.hasBegun() -> {
                    socket.whole(status, reply.type.isEmpty() ? "application/json" : reply.type, reply.headers, body.getBytes(UTF_8));
                    return;
                }
                case Step.Cut _
                when !socket.hasBegun() -> {
                    socket.close();
                    return;
                }
                case Step.Pause(var length) -> {
                    if (socket.waits(length)) {
                        return;
                    }
                }
                case Step.Await(var latch) -> {
                    while (!latch.await(5, TimeUnit.MILLISECONDS)) {
                        if (socket.isGone()) {
                            return;
                        }
                    }
                }
                default -> {
                    if (!socket.hasBegun() && !streams(face)) {
                        json(socket, 200, face.whole());
                        return;
                    }
                    if (!socket.hasBegun()) {
                        socket.begin(200, reply.type.isEmpty() ? face.type() : reply.type, reply.headers);
                    }
                    if (!step(step, reply, face, socket)) {
                        return;
                    }
                }
            }
        }
        if (!socket.hasBegun() && !streams(face)) {
            json(socket, 200, face.whole());
            return;
        }
        if (!socket.hasBegun()) {
            socket.begin(200, face.type(), reply.headers);
        }
        for (var event : face.end()) {
            socket.piece(event);
        }
        socket.end();
    }

    /// False when the reply is over.
    private static boolean step(Step step, FakeReply reply, FakeFace face, FakeSocket socket) throws IOException, InterruptedException {
        switch (step) {
            case Step.Fail fail -> {
                socket.piece(face.error(fail.body()));
                socket.end();
                return false;
            }
            case Step.Cut _ -> {
                socket.close();
                return false;
            }
            case Step.Stop _ -> {
                socket.end();
                return false;
            }
            case Step.Silence _ -> {
                socket.waits(Duration.ofHours(1));
                return false;
            }
            case Step.Raw(var bytes) -> socket.piece(bytes);
            default -> {
                for (var event : face.write(step)) {
                    socket.piece(event);
                    if (!reply.between.isZero() && socket.waits(reply.between)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean streams(FakeFace face) {
        return face.request.path("stream").asBoolean(face instanceof FakeFace.Ollama);
    }

    private static void refuse(FakeSocket socket, int status, String why, boolean ollama) throws IOException {
        json(socket, status, ollama ? Json.write(Json.object().put("error", why)) : FakeRules.error(why, status));
    }

    private static void json(FakeSocket socket, int status, String body) throws IOException {
        socket.whole(status, "application/json", Map.of(), body.getBytes(UTF_8));
    }

    private synchronized List<FakeModel> listed() {
        return models.values().stream().filter(model -> model.listed).toList();
    }

    private synchronized FakeModel find(String id) {
        var model = models.get(id);
        return model == null ? models.get(id.replaceFirst(":latest$", "")) : model;
    }

    private void show(JsonNode request, FakeSocket socket) throws IOException {
        var model = find(request.path("model").asText());
        if (model == null) {
            refuse(socket, 404, "model '" + request.path("model").asText() + "' not found", true);
        } else {
            json(socket, 200, FakeFacts.show(model));
        }
    }

    private void delete(JsonNode request, FakeSocket socket) throws IOException {
        FakeModel gone;
        synchronized (this) {
            gone = models.remove(request.path("model").asText());
        }
        if (gone == null) {
            refuse(socket, 404, "model '" + request.path("model").asText() + "' not found", true);
        } else {
            socket.whole(200, "text/plain", Map.of(), new byte[0]);
        }
    }

    private void pull(FakeSocket socket) throws IOException, InterruptedException {
        socket.begin(200, "application/x-ndjson", Map.of());
        for (var line : pull) {
            socket.piece(line + "\n");
            if (!pullPause.isZero() && socket.waits(pullPause)) {
                return;
            }
        }
        socket.end();
    }
}
