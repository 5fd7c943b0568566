package app.hearth.platform.work;

import java.util.Optional;
import java.util.function.Supplier;

/// A value that is made when first asked for, once, whoever asks: what a start has no need of does not make it longer.
public final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private volatile T value;

    public Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    /// Others wait while one makes it. A maker that throws is asked again the next time.
    @Override
    public T get() {
        var made = value;
        return made != null ? made : make();
    }

    private synchronized T make() {
        if (value == null) {
            value = maker.get();
        }
        return value;
    }

    /// The value when somebody has asked for it.
    public Optional<T> made() {
        return Optional.ofNullable(value);
    }
}
