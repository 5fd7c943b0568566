package app.hearth;

import app.hearth.platform.config.Config;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Edge;
import app.hearth.platform.http.Out;
import app.hearth.platform.http.Reply;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Server;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What the training run chats with: an upstream on loopback that speaks OpenAI's protocol and says always the same, as fast as it can.
final class TrainingUpstream implements AutoCloseable {
    static final String MODEL = "training";
    private static final int WORDS = 60;
    private static final byte[] HEAD = event("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    private static final byte[] THOUGHT = event("{\"reasoning_content\":\"so \"}", "null");
    private static final byte[] WORD = event("{\"content\":\"word 词 \"}", "null");
    private static final byte[] LAST = event("{}", "\"stop\"");
    private static final byte[] USAGE =
            bytes("data: {\"id\":\"t\",\"object\":\"chat.completion.chunk\",\"model\":\"training\",\"choices\":[],"
                    + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":" + WORDS + ",\"total_tokens\":" + (WORDS + 9) + "}}\n\n");
    private static final byte[] DONE = bytes("data: [DONE]\n\n");

    private final Server server;

    TrainingUpstream(Config config) {
        var usual = Edge.of(config);
        var edge = new Edge("127.0.0.1", 0, List.of(), Optional.empty(), usual.cors(), usual.limits());
        List<Route<?, ?>> routes = List.of(
                Route.get("/v1/models", Access.PUBLIC, Models.class, call -> new Models(List.of(new Model(MODEL, "model")))),
                Route.post("/v1/chat/completions", Access.PUBLIC, Asked.class, Reply.class, (call, asked) -> TrainingUpstream::answer));
        server = new Server(edge, routes, credential -> Optional.empty());
    }

    record Model(String id, String object) {}

    record Models(List<Model> data) {}

    record Asked(String model) {}

    URI address() {
        return URI.create("http://127.0.0.1:" + server.port() + "/v1");
    }

    private static void answer(Out out) throws IOException {
        out.events();
        say(out, HEAD);
        say(out, THOUGHT);
        for (int i = 0; i < WORDS; i++) {
            say(out, WORD);
        }
        say(out, LAST);
        say(out, USAGE);
        say(out, DONE);
    }

    private static void say(Out out, byte[] event) throws IOException {
        out.body().write(event);
        out.flush();
    }

    private static byte[] event(String delta, String finish) {
        return bytes(
                "data: {\"id\":\"t\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"training\",\"choices\":[{\"index\":0,"
                        + "\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
