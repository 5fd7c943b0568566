package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.platform.http.Principal;
import app.hearth.platform.id.Ids;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// How long a history is shows only when it is read: many replies at once take turns for the heap.
class RoomTest {
    private static final long PROMPT = 100_000;
    private static final Principal ALICE = Principal.ofSession(Ids.next(), Principal.Role.USER, "s");

    private final List<LiveRun> runs = Stream.generate(RoomTest::run).limit(60).toList();
    private final Queue<LiveRun> made = new ConcurrentLinkedQueue<>();
    private final Queue<LiveRun> left = new ConcurrentLinkedQueue<>();
    private final Room room =
            new Room(4 * PROMPT, () -> runs.stream().mapToLong(LiveRun::size).sum());

    @Test
    void eachPromptIsMadeWhenThereIsRoomForItAndNoMoreThanAFewBeyond() {
        for (var run : runs) {
            Thread.startVirtualThread(() -> make(run));
        }
        Person.eventually(() -> !room.isFree());
        var ended = 0;
        while (ended < runs.size()) {
            Person.eventually(() -> !made.isEmpty());
            assertThat(runs.stream().mapToLong(LiveRun::size).sum()).isLessThan((4 + 1 + Room.AT_ONCE) * PROMPT);
            var run = made.remove();
            run.end(run.row());
            ended++;
        }
        assertThat(left).isEmpty();
        assertThat(room.isFree()).isTrue();
    }

    @Test
    void aRunThatIsStoppedWaitsNoLonger() {
        var heavy = runs.getFirst();
        heavy.holdsPrompt(10 * PROMPT);
        var waiting = runs.getLast();
        var thread = Thread.startVirtualThread(() -> make(waiting));
        Person.eventually(() -> thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(made).isEmpty();
        waiting.stop(LiveRun.Stop.CANCEL);
        Person.eventually(() -> left.contains(waiting));
    }

    @Test
    void whatARunHoldsItselfDoesNotKeepItOut() {
        var heavy = runs.getFirst();
        heavy.holdsPrompt(10 * PROMPT);
        make(heavy);
        assertThat(made).containsExactly(heavy);
    }

    private void make(LiveRun run) {
        var prompt = room.make(run, () -> new Prompt.Made(null, 0, Optional.empty(), 0, PROMPT));
        (prompt.isPresent() ? made : left).add(run);
    }

    private static LiveRun run() {
        var row = new MessageRow(
                Ids.next(),
                "",
                "",
                1,
                0,
                Message.Role.ASSISTANT,
                Message.State.RUNNING,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                1,
                false);
        var options = new RunOptions(Optional.empty(), Optional.empty(), Optional.empty());
        return new LiveRun(ALICE, row, Optional.empty(), EpochTest.model(), options, List.of());
    }
}
