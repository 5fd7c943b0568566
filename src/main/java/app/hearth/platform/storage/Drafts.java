package app.hearth.platform.storage;

import java.io.InputStream;
import java.util.List;

/// Content on its way in, by an id of the caller's. Not content-addressed yet: to be put into the [Storage] when it is complete.
public interface Drafts {
    /// Writes a piece at `at` and drops whatever stood there and behind. It is on disk when this returns.
    void write(String id, long at, byte[] piece);

    /// What was written so far; `not_found` when nothing was. The caller closes the stream.
    InputStream open(String id);

    /// Forgets the draft, if there is one.
    void drop(String id);

    List<String> ids();
}
