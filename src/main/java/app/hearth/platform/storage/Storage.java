package app.hearth.platform.storage;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/// Bytes under the SHA-256 of their content, in lower-case hex: the same content is kept once. Only keys and ranges cross this interface,
/// so
/// that an object store can stand behind it. A key that exists names whole content, whatever crashed in between.
///
/// A full disk is `storage_full`; other trouble with it is an [java.io.UncheckedIOException].
public interface Storage {
    /// Keeps the content, which is on disk when this returns, and answers its key. Does not close `content`.
    String put(InputStream content);

    /// The bytes from `from` on, at most `length` of them. The caller closes the stream. `not_found` when there is no such key.
    InputStream open(String key, long from, long length);

    boolean exists(String key);

    /// Deletes the content unless it was put (again) since `untouchedSince`; tells whether it is gone. What is put while this runs is safe:
    /// it
    /// counts as touched or is written anew.
    boolean delete(String key, Instant untouchedSince);

    /// Keys after `after` (empty: from the first), in their order.
    List<String> keys(String after, int limit);

    /// Content that arrives in pieces.
    Drafts drafts();
}
