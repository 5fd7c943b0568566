package app.hearth.chat.exchange;

import java.util.Locale;

/// Why something of a file was left out. Each has its words under `reason.import_…`.
enum Left {
    // of a chat
    EMPTY,
    TOO_LARGE,
    TOO_MANY_MESSAGES,
    TOO_MANY_CHATS,
    UNKNOWN_SHAPE,
    INTERNAL,
    // within a chat that was taken
    ATTACHMENTS,
    FILES_REFUSED,
    TOOL_RESULTS,
    UNKNOWN_PARTS;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The key of its words in the catalogue of reasons.
    String reason() {
        return "import_" + id();
    }
}
