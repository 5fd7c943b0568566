package app.hearth.platform.db;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// The database, whichever engine is behind it: the same SQL, the same promises. Callbacks must not call the database again but use
/// their handle, and must not wait for anything else: on SQLite there is one writer.
public interface Db extends AutoCloseable {
    /// Reads on a connection of the pool; sees everything committed before the call.
    <T> T read(Function<Handle, T> query);

    /// One transaction. When this returns, its writes survive a power cut. An exception rolls back this call's writes and no other's.
    <T> T transaction(Function<Handle, T> work);

    /// A [#transaction(Function)] without a result.
    default void write(Consumer<Handle> work) {
        transaction(handle -> {
            work.accept(handle);
            return null;
        });
    }

    /// Adds `cargo` to the second lane: it is asked for its waiting writes with every commit that happens anyway, and at the latest
    /// [#CARGO_MILLIS] after [#cargoWaits()] was called.
    void carry(Cargo cargo);

    /// Writes that may wait a moment. Both methods are called by one thread at a time.
    interface Cargo {
        /// Writes what waits, in the writer's transaction.
        void write(Handle handle);

        /// Tells whether what the last [#write(Handle)] wrote is on disk; if not, it is to be written again.
        void settled(boolean committed);
    }

    /// Tells the writer that a cargo has something to write. Cheap; may be called for every delta.
    void cargoWaits();

    Engine engine();

    @Override
    void close();

    /// Cargo gathers for so long at most; less where commits are slow.
    int CARGO_MILLIS = 200;

    enum Engine {
        SQLITE,
        POSTGRESQL
    }
}
