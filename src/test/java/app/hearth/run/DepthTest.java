package app.hearth.run;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.chat.ChatStore;
import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.MessageStore;
import app.hearth.chat.Params;
import app.hearth.chat.Part;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.id.Ids;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A chat of 5,000 messages is read as quickly as a short one (law 10).
@ParameterizedClass
@EnumSource(Engine.class)
@Isolated("measures times")
class DepthTest {
    private static final int DEPTH = 5_000;

    @Parameter
    Engine engine;

    @TempDir
    Path data;

    private Db db;
    private MessageStore messages;
    private final String user = Ids.next();
    private final String chat = Ids.next();
    private String leaf;

    @BeforeEach
    void fill() {
        db = Databases.open(engine.settings().getOrDefault("DATABASE_URL", ""), data);
        messages = new MessageStore(db);
        db.write(handle -> {
            handle.execute("insert into account (id, email, name, role, password, created_at, active_at) values ('" + user
                    + "', 'a', 'a', 'user', 'x', 0, 0)");
            ChatStore.add(handle, user, chat, "long", true, Params.NONE, Optional.empty(), 1);
        });
        var parent = "";
        for (int slice = 0; slice < DEPTH; slice += 500) {
            var above = parent;
            var from = slice;
            parent = db.transaction(handle -> {
                var last = above;
                for (int i = from; i < from + 500; i++) {
                    var row = row(i, last);
                    MessageStore.add(handle, row);
                    last = row.id();
                }
                return last;
            });
        }
        leaf = parent;
        db.write(handle -> handle.execute("analyze")); // what PostgreSQL does by itself in time
    }

    @AfterEach
    void close() {
        db.close();
    }

    private MessageRow row(int position, String parent) {
        var role = position % 2 == 0 ? Message.Role.USER : Message.Role.ASSISTANT;
        return new MessageRow(
                Ids.next(),
                chat,
                parent,
                position,
                0,
                role,
                Message.State.DONE,
                Optional.empty(),
                Optional.empty(),
                List.of(Part.text("message " + position + " word".repeat(100))),
                Optional.empty(),
                Optional.empty(),
                position,
                Optional.empty(),
                0,
                false);
    }

    @Test
    void theLastSixtyOfFiveThousandComeInMilliseconds() {
        var times = new long[40];
        for (int i = 0; i < times.length; i++) {
            var started = System.nanoTime();
            var rows = messages.branch(user, chat, leaf, 61);
            messages.children(user, chat, rows.stream().map(MessageRow::parent).toList());
            times[i] = System.nanoTime() - started;
            assertThat(rows).hasSize(61);
            assertThat(rows.getFirst().position()).isEqualTo(DEPTH - 61);
        }
        Arrays.sort(times);
        System.out.printf("%s: last 60 of %d with their siblings in %.1f ms (median)%n", engine, DEPTH, times[20] / 1e6);
        assertThat(times[times.length / 4]).isLessThan(Duration.ofMillis(25).toNanos());
    }
}
