package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.chat.Chat;
import app.hearth.chat.ChatStore;
import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.MessageStore;
import app.hearth.chat.Params;
import app.hearth.chat.Part;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.http.Principal;
import app.hearth.platform.id.Ids;
import app.hearth.platform.work.Work;
import app.hearth.provider.Connection;
import app.hearth.provider.ProviderKind;
import app.hearth.provider.UpstreamModel;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What happens at the seams between two epochs of a reply, and between a run and its row.
@ParameterizedClass
@EnumSource(Engine.class)
class EpochTest {
    @Parameter
    Engine engine;

    private static final Principal ALICE = Principal.ofSession(Ids.next(), Principal.Role.USER, "s");
    private static final RunOptions OPTIONS = new RunOptions(Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir
    Path data;

    private final String chat = Ids.next();
    private Db db;

    @BeforeEach
    void open() {
        db = Databases.open(engine.settings().getOrDefault("DATABASE_URL", ""), data);
        db.write(handle -> handle.createUpdate("""
            insert into account (id, email, name, role, password, created_at, active_at) values (:id, :id, 'a', 'user', '', 0, 0)
            """).bind("id", ALICE.user()).execute());
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void aRunWhoseEndCouldNotBeStoredLosesItsLeaseWhileOthersKeepTheirs() {
        var store = new RunStore(db, "me");
        var replies = send(store, 2);
        var alive = replies.getFirst().id();
        var later = 10 * RunStore.LEASE.toMillis();
        store.renew(new TreeMap<>(Map.of(alive, 1)), later);
        assertThat(store.held().runs()).containsEntry(alive, 1);
        assertThat(store.lost(false, later))
                .extracting(RunStore.Lost::run)
                .containsExactly(replies.get(1).id());
    }

    /// The end is in the row before the run's thread has told anybody.
    @Test
    void aReplyGoesOnEvenBeforeItsRunKnowsThatItEnded() throws InterruptedException {
        var slow = new SlowAnswers(db);
        var gateway = new ScriptedGateway();
        var messages = new MessageStore(db);
        var store = new RunStore(slow, "me");
        var log = new RunLogStore(db);
        var tokens = new Tokens();
        try (var packing = new Work("pack", 1, 10)) {
            var runner = new Runner(gateway, new Prompt(messages, Attachments.NONE, tokens), tokens, log, packing);
            var live = new LiveRuns(store, log, runner, 1 << 20, Clock.systemUTC());
            var reply = send(store, 1).getFirst();
            var first = new LiveRun(ALICE, reply, Optional.of(chat()), model(), OPTIONS, List.of());
            assertThat(live.start(first)).isTrue();
            gateway.take().say("Half");
            Person.eventually(() -> first.buffer().last() == 1);
            first.stop(LiveRun.Stop.CANCEL);
            assertThat(slow.committed.await(10, TimeUnit.SECONDS)).isTrue();

            var goesOn = store.goOn(ALICE.user(), chat, reply.id(), 2);
            assertThat(goesOn.fresh()).isTrue();
            assertThat(live.start(new LiveRun(ALICE, goesOn.reply(), Optional.of(goesOn.chat()), model(), OPTIONS, List.of())))
                    .isTrue();
            gateway.take().say(" and whole").finish();
            slow.answer.countDown();
            Person.eventually(() -> messages.find(ALICE.user(), reply.id())
                    .map(row -> Part.text(row.parts()))
                    .filter("Half and whole"::equals)
                    .isPresent());
            live.join(Duration.ofSeconds(5));
        }
    }

    /// Between the row and the run there is a moment in which nobody finds it.
    @Test
    void aRunStoppedOrDeletedBeforeItStartsNeverAsksTheUpstream() throws InterruptedException {
        var gateway = new ScriptedGateway();
        var store = new RunStore(db, "me");
        try (var packing = new Work("pack", 1, 10)) {
            var live = live(store, new RunLogStore(db), gateway, packing);
            var replies = send(store, 3);
            assertThat(store.requestCancel(ALICE.user(), replies.getFirst().id()))
                    .isTrue();
            live.stop(ALICE.user(), List.of(replies.get(1).id()));
            db.write(handle -> handle.execute(
                    "delete from message where id = '" + replies.get(2).id() + "'"));
            var runs = replies.stream().map(this::run).toList();
            runs.forEach(live::start);
            for (var run : runs) {
                assertThat(run.awaitEnd(Duration.ofSeconds(10))).isTrue();
                assertThat(run.end().orElseThrow().state()).isEqualTo(Message.State.CANCELLED);
            }
            assertThat(new MessageStore(db)
                            .find(ALICE.user(), replies.getFirst().id())
                            .orElseThrow()
                            .state())
                    .isEqualTo(Message.State.CANCELLED);
            assertThat(gateway.isIdle()).isTrue();
            live.join(Duration.ofSeconds(5));
        }
    }

    @Test
    void nothingOfARunThatEndedIsHeldInMemory() throws InterruptedException {
        var gateway = new ScriptedGateway();
        gateway.answers = request -> ScriptedGateway.says("word ".repeat(20_000));
        var store = new RunStore(db, "me");
        try (var packing = new Work("pack", 1, 10)) {
            var live = live(store, new RunLogStore(db), gateway, packing);
            var held = new ArrayList<WeakReference<LiveRun>>();
            for (int i = 0; i < 20; i++) {
                var run = run(send(store, 1).getFirst());
                held.add(new WeakReference<>(run));
                live.start(run);
                assertThat(run.awaitEnd(Duration.ofSeconds(10))).isTrue();
            }
            live.join(Duration.ofSeconds(5));
            Person.eventually(() -> {
                live.drop();
                return live.all().isEmpty();
            });
            Person.eventually(() -> {
                System.gc();
                return held.stream().allMatch(run -> run.refersTo(null));
            });
        }
    }

    @Test
    void aRunWeighsItsConversationItsPromptAndItsRequest() {
        var row = send(new RunStore(db, "me"), 1).getFirst();
        var said = row.with(List.of(Part.text("w".repeat(100_000))));
        var wide = row.with(List.of(Part.text("\u7089".repeat(100_000))));
        var run = new LiveRun(ALICE, row, Optional.empty(), model(), OPTIONS, List.of(said, wide));
        assertThat(run.size()).isBetween(300_000L, 310_000L);
        run.holdsPrompt(50_000);
        run.sent(new LiveRun.Sent("http://upstream.test", new byte[2_000]), 40_000);
        assertThat(run.size()).isBetween(392_000L, 402_000L);
        run.say(RunBuffer.Kind.TEXT, "x".repeat(100_000));
        assertThat(run.size()).isGreaterThan(490_000L);
        run.end(row);
        assertThat(run.temporary()).isEmpty();
        assertThat(run.size()).as("what it said and the request remain").isLessThan(110_000L);
    }

    private LiveRuns live(RunStore store, RunLogStore log, ScriptedGateway gateway, Work packing) {
        var tokens = new Tokens();
        var runner = new Runner(gateway, new Prompt(new MessageStore(db), Attachments.NONE, tokens), tokens, log, packing);
        return new LiveRuns(store, log, runner, 64 << 20, Clock.systemUTC());
    }

    private LiveRun run(MessageRow reply) {
        return new LiveRun(ALICE, reply, Optional.of(chat()), model(), OPTIONS, List.of());
    }

    private List<MessageRow> send(RunStore store, int count) {
        var replies = IntStream.range(0, count)
                .mapToObj(column -> new RunStore.NewReply(Ids.next(), model(), column, OPTIONS))
                .toList();
        var question = new RunStore.Question(
                Ids.next(), Optional.empty(), List.of(Part.text("Hello")), "Hello", false, Params.NONE, Optional.empty(), Optional.empty());
        return store.send(ALICE.user(), chat, question, replies, false, 1)
                .orElseThrow()
                .replies();
    }

    private Chat chat() {
        return new ChatStore(db).find(ALICE.user(), chat).orElseThrow();
    }

    static ModelDirectory.Usable model() {
        var connection = new Connection("c", ProviderKind.OPENAI, "Upstream", URI.create("http://upstream.test/v1"), "", Map.of());
        return new ModelDirectory.Usable("good", "Good", UpstreamModel.unknown("good"), connection, Optional.empty(), Params.NONE);
    }

    /// A database whose answer to the first write of a run's own thread is late: the write is done, the thread does not know.
    private static final class SlowAnswers implements Db {
        final CountDownLatch committed = new CountDownLatch(1);
        final CountDownLatch answer = new CountDownLatch(1);
        private final AtomicBoolean once = new AtomicBoolean();
        private final Db db;

        SlowAnswers(Db db) {
            this.db = db;
        }

        @Override
        public <T> T transaction(Function<Handle, T> work) {
            var result = db.transaction(work);
            if (Thread.currentThread().getName().startsWith("run-") && once.compareAndSet(false, true)) {
                committed.countDown();
                try {
                    assertThat(answer.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return result;
        }

        @Override
        public <T> T read(Function<Handle, T> query) {
            return db.read(query);
        }

        @Override
        public void carry(Cargo cargo) {
            db.carry(cargo);
        }

        @Override
        public void cargoWaits() {
            db.cargoWaits();
        }

        @Override
        public Engine engine() {
            return db.engine();
        }

        @Override
        public void close() {
            db.close();
        }
    }
}
