package app.hearth.run;

import app.hearth.platform.http.Principal;
import java.util.Optional;

/// The files that messages name. The house stands the room of files behind it.
@FunctionalInterface
public interface Attachments {
    Attachments NONE = (who, file) -> Optional.empty();

    /// The file, when it is this user's and still there.
    Optional<Attachment> find(Principal who, String file);

    sealed interface Attachment {}

    record Picture(String mime, byte[] bytes) implements Attachment {}

    record Document(String name, String text) implements Attachment {}
}
