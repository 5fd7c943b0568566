package app.hearth.chat;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.text.CleanText;
import java.util.Optional;

/// A place for chats, which may stand in another.
///
/// @param parent empty: it stands in none
/// @param systemPrompt for its chats that have none of their own; empty: that of the folder around it, else the model's
/// @param model what a new chat here begins with; empty: that of the folder around it, else the usual one
/// @param position among its neighbours, from 0
public record Folder(
        String id,
        Optional<String> parent,
        String name,
        Optional<String> systemPrompt,
        Optional<String> model,
        int position,
        long createdAt,
        long updatedAt) {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_MODEL = 300;

    /// What its chats get from it or from a folder around it.
    public record Defaults(Optional<String> systemPrompt, Optional<String> model) {
        public static final Defaults NONE = new Defaults(Optional.empty(), Optional.empty());
    }

    /// In one line, or 400.
    static String checkedName(String name) {
        var clean = name == null
                ? ""
                : CleanText.of(name).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (clean.isEmpty() || clean.codePointCount(0, clean.length()) > LONGEST_NAME) {
            throw HearthException.invalid("name", "from_1_to_100_characters");
        }
        return clean;
    }

    /// A blank one is none.
    static Optional<String> checkedModel(Optional<String> model) {
        var clean = model.map(CleanText::of).map(String::strip).filter(id -> !id.isEmpty());
        if (clean.isPresent() && clean.get().length() > LONGEST_MODEL) {
            throw HearthException.invalid("model", "too_long");
        }
        return clean;
    }

    /// A blank one is none.
    static Optional<String> checkedSystemPrompt(Optional<String> prompt) {
        return prompt.flatMap(text ->
                Optional.ofNullable(new Params(null, null, null, text).checked().systemPrompt()));
    }
}
