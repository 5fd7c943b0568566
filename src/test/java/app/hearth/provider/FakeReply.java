package app.hearth.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// One scripted reply of a [FakeModel]: what happens, in order.
final class FakeReply {
    sealed interface Step {
        record Text(String text) implements Step {}

        record Reasoning(String text) implements Step {}

        /// `arguments` in the pieces in which they are sent.
        record Call(String id, String name, List<String> arguments) implements Step {}

        record Pause(Duration length) implements Step {}

        record Await(CountDownLatch latch) implements Step {}

        /// Bytes as they stand, in place of an event.
        record Raw(String bytes) implements Step {}

        /// An error after the answer began, else the whole answer.
        record Fail(int status, String body) implements Step {}

        /// The socket is closed in the middle.
        record Cut() implements Step {}

        /// Nothing more comes, and the socket stays open.
        record Silence() implements Step {}

        /// The body ends properly, without a finish.
        record Stop() implements Step {}
    }

    final List<Step> steps = new ArrayList<>();
    final Map<String, String> headers = new LinkedHashMap<>();
    Duration between = Duration.ZERO;
    String type = ""; // of the content; empty for the face's own
    String finish = ""; // empty for what follows from the steps
    boolean usage = true;
    Integer promptTokens;
    Integer completionTokens;
    int cachedTokens;

    boolean isEmpty() {
        return steps.isEmpty() && finish.isEmpty() && headers.isEmpty();
    }
}
