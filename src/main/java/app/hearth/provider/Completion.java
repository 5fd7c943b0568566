package app.hearth.provider;

import java.util.Optional;

/// A reply being spoken. One thread reads it; [#close()] may come from any.
public interface Completion extends AutoCloseable {
    /// The next delta, waiting for it; the first call connects. Empty at the end and, without a [Delta.Finish] before, when the
    /// completion was closed meanwhile. Throws [app.hearth.platform.error.HearthException] with a `PROVIDER_*` code when the
    /// upstream failed; the deltas given so far stay good.
    Optional<Delta> next();

    /// Where the request went; empty before the first [#next()].
    Optional<Sent> sent();

    /// Closes the upstream connection at once, also one still waiting to connect or to try again. Idempotent.
    @Override
    void close();

    /// A request as it went out: no key, and in place of a picture's bytes their number.
    record Sent(String url, String body) {}
}
