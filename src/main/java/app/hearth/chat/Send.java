package app.hearth.chat;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.id.Ids;
import app.hearth.platform.text.CleanText;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// A question and who is to answer it. All ids are the client's, so that sending twice is harmless.
///
/// @param parent the message that it follows; empty for the first of a chat
/// @param replies 1 to 4, side by side in this order
/// @param thinking for these replies, and the chat's when the chat is new
/// @param params as `thinking`
/// @param title of a new chat; the first words when empty
/// @param folder in which a new chat is begun
public record Send(
        String id,
        Optional<String> parent,
        List<Part> parts,
        List<Wanted> replies,
        Optional<Thinking> thinking,
        Optional<Params> params,
        Optional<String> title,
        Optional<String> folder) {
    private static final int MOST_REPLIES = 4;

    /// @param model empty: the chat's, or for a new one its folder's
    public record Wanted(String id, Optional<String> model) {}

    /// With clean text, or 400.
    public Send checked() {
        if (!Ids.isId(id)) {
            throw HearthException.invalid("id", "not_id");
        }
        if (parent.isPresent() && !Ids.isId(parent.get())) {
            throw HearthException.invalid("parent", "not_id");
        }
        if (replies == null || replies.isEmpty()) {
            throw HearthException.invalid("replies", "required");
        }
        if (replies.size() > MOST_REPLIES) {
            throw HearthException.invalid("replies", "too_long");
        }
        folder.ifPresent(where -> Given.checkId("folder", where));
        var ids = new HashSet<String>();
        ids.add(id);
        for (var reply : replies) {
            if (reply == null || !Ids.isId(reply.id) || !ids.add(reply.id)) {
                throw HearthException.invalid("replies.id", "not_id");
            }
        }
        return new Send(
                id,
                parent,
                Part.checked(parts),
                replies,
                thinking.map(Thinking::checked),
                params.map(Params::checked),
                title.map(text -> CleanText.cut(CleanText.of(text).strip(), Chats.TITLE))
                        .filter(text -> !text.isEmpty()),
                folder);
    }
}
