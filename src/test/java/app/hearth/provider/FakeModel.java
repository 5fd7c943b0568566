package app.hearth.provider;

import app.hearth.provider.FakeReply.Step;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/// A model of a [FakeUpstream] and its script. Each request takes the next reply, the last one is repeated; without any it says hello.
/// ```
/// upstream.model("m").says("Hel", "lo");
/// upstream.model("m").pausing(Duration.ofMillis(20)).thinks("Hm", ".").says("Hi").thenFails(429);
/// upstream.model("m").fails(503, "busy").next().says("ok"); // first busy, from the second request on ok
/// upstream.model("m").words(200, Duration.ofMillis(20)).titled("A title");
/// ```
public final class FakeModel {
    private record Case(Predicate<JsonNode> asked, FakeReply reply) {}

    final String id;
    private final List<FakeReply> replies = new ArrayList<>(List.of(new FakeReply()));
    private final List<Case> cases = new ArrayList<>();
    private int asked;

    boolean thinks;
    boolean sees;
    boolean calls = true;
    int window = 32_768;
    String reasoningField = "reasoning_content";
    boolean inTags;
    boolean listed = true;

    FakeModel(String id) {
        this.id = id;
    }

    // what it can

    /// It can think, and be told not to.
    public FakeModel thinking() {
        thinks = true;
        return this;
    }

    public FakeModel vision() {
        sees = true;
        return this;
    }

    public FakeModel withoutTools() {
        calls = false;
        return this;
    }

    public FakeModel window(int tokens) {
        window = tokens;
        return this;
    }

    /// In which field of an OpenAI-like answer thoughts stand.
    public FakeModel reasoningIn(String field) {
        reasoningField = field;
        return this;
    }

    /// Thoughts stand in `<think>` tags within the text.
    public FakeModel reasoningInTags() {
        inTags = true;
        return this;
    }

    public FakeModel unlisted() {
        listed = false;
        return this;
    }

    // what it says

    public FakeModel says(String... pieces) {
        for (var piece : pieces) {
            current().steps.add(new Step.Text(piece));
        }
        return this;
    }

    /// Implies [#thinking()].
    public FakeModel thinks(String... pieces) {
        for (var piece : pieces) {
            current().steps.add(new Step.Reasoning(piece));
        }
        return thinking();
    }

    /// `word-1 word-2 …`, one at a time.
    public FakeModel words(int count, Duration between) {
        pausing(between);
        for (int i = 1; i <= count; i++) {
            says((i == 1 ? "" : " ") + "word-" + i);
        }
        return this;
    }

    /// Calls a tool; `arguments` is JSON text, in the pieces in which it is sent.
    public FakeModel calls(String name, String... arguments) {
        long before =
                current().steps.stream().filter(Step.Call.class::isInstance).count();
        current().steps.add(new Step.Call("call_" + name + "_" + (before + 1), name, List.of(arguments)));
        return this;
    }

    /// Before each further piece of this reply, and after the last.
    public FakeModel pausing(Duration between) {
        current().between = between;
        return this;
    }

    /// Once, here.
    public FakeModel pauses(Duration length) {
        current().steps.add(new Step.Pause(length));
        return this;
    }

    /// Goes on when the test lets it.
    public FakeModel awaits(CountDownLatch latch) {
        current().steps.add(new Step.Await(latch));
        return this;
    }

    /// Bytes as they stand.
    public FakeModel sends(String raw) {
        current().steps.add(new Step.Raw(raw));
        return this;
    }

    public FakeModel type(String contentType) {
        current().type = contentType;
        return this;
    }

    public FakeModel header(String name, String value) {
        current().headers.put(name, value);
        return this;
    }

    public FakeModel finishes(String reason) {
        current().finish = reason;
        return this;
    }

    public FakeModel usage(int promptTokens, int completionTokens, int cachedTokens) {
        current().promptTokens = promptTokens;
        current().completionTokens = completionTokens;
        current().cachedTokens = cachedTokens;
        return this;
    }

    public FakeModel withoutUsage() {
        current().usage = false;
        return this;
    }

    // how it ends, when not well

    /// Answers with an error; within the stream when something was said before.
    public FakeModel fails(int status, String message) {
        return failsWith(status, FakeRules.error(message, status));
    }

    public FakeModel failsWith(int status, String body) {
        current().steps.add(new Step.Fail(status, body));
        return this;
    }

    public FakeModel thenFails(int status) {
        return fails(status, "scripted failure " + status);
    }

    public FakeModel thenCuts() {
        current().steps.add(new Step.Cut());
        return this;
    }

    public FakeModel thenGoesSilent() {
        current().steps.add(new Step.Silence());
        return this;
    }

    public FakeModel thenStopsWithoutFinish() {
        current().steps.add(new Step.Stop());
        return this;
    }

    // which request gets which reply

    /// What follows is the reply to the next request.
    public FakeModel next() {
        synchronized (this) {
            replies.add(new FakeReply());
        }
        return this;
    }

    /// To a request whose last message or system prompt speaks of a title (or 标题).
    public FakeModel titled(String title) {
        return when(FakeRules::asksForTitle, title);
    }

    /// To requests of a kind, whatever the turn.
    public synchronized FakeModel when(Predicate<JsonNode> request, String... pieces) {
        var reply = new FakeReply();
        for (var piece : pieces) {
            reply.steps.add(new Step.Text(piece));
        }
        cases.add(new Case(request, reply));
        return this;
    }

    synchronized FakeReply replyTo(JsonNode request) {
        for (var one : cases) {
            if (one.asked().test(request)) {
                return one.reply();
            }
        }
        var reply = replies.get(Math.min(asked++, replies.size() - 1));
        if (!reply.isEmpty()) {
            return reply;
        }
        var hello = new FakeReply();
        hello.between = reply.between;
        hello.steps.addAll(List.of(new Step.Text("Hello"), new Step.Text(" from " + id)));
        return hello;
    }

    Map<String, Boolean> capabilities() {
        var all = new LinkedHashMap<String, Boolean>();
        all.put("completion", true);
        all.put("tools", calls);
        all.put("vision", sees);
        all.put("thinking", thinks);
        return all;
    }

    private synchronized FakeReply current() {
        return replies.getLast();
    }
}
