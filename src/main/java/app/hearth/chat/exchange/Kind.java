package app.hearth.chat.exchange;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;

/// Whose export a chat stands in, told by what it looks like and never by the file's name.
enum Kind {
    HEARTH(new HearthReader()),
    CHATGPT(new ChatGptReader()),
    OPEN_WEBUI(new OpenWebUiReader()),
    CLAUDE(new ClaudeReader()),
    DEEPSEEK(new DeepSeekReader());

    private final Reader reader;

    Kind(Reader reader) {
        this.reader = reader;
    }

    /// Reads one chat of an export. What it can't take it counts in the chat's losses; absent fields are no reason to refuse anything.
    @FunctionalInterface
    interface Reader {
        SourceChat read(ObjectNode chat) throws Unusable;
    }

    SourceChat read(ObjectNode chat) throws Unusable {
        var source = reader.read(chat);
        if (source.messages().isEmpty()) {
            throw new Unusable(Left.EMPTY);
        }
        if (source.messages().size() > SourceChat.MOST_MESSAGES) {
            throw new Unusable(Left.TOO_MANY_MESSAGES);
        }
        return source;
    }

    @JsonValue
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @param ours whether the file says that it is an export of ours
    static Optional<Kind> of(ObjectNode chat, boolean ours) {
        if (ours) {
            return chat.path("messages").isArray() ? Optional.of(HEARTH) : Optional.empty();
        }
        if (chat.path("mapping").isObject()) {
            return Optional.of(DeepSeekReader.isOne(chat) ? DEEPSEEK : CHATGPT);
        }
        if (chat.path("chat_messages").isArray()) {
            return Optional.of(CLAUDE);
        }
        var inner = chat.path("chat").isObject() ? chat.path("chat") : chat;
        var isOpenWebUi = inner.path("history").path("messages").isObject()
                || inner.path("messages").isArray();
        return isOpenWebUi ? Optional.of(OPEN_WEBUI) : Optional.empty();
    }
}
