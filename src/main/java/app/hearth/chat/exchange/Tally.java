package app.hearth.chat.exchange;

import app.hearth.platform.text.CleanText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an import has done so far. One thread counts, others look.
final class Tally {
    private static final int MOST_REFUSED = 50;
    private static final int TITLE = 80;

    private int came;
    private int grew;
    private int there;
    private int messages;
    private Optional<String> newest = Optional.empty();
    private long newestAt = -1;
    private final Losses losses = new Losses();
    private final List<Refused> refused = new ArrayList<>();

    /// A chat that was not taken.
    record Refused(String title, Left why) {}

    /// @param chats that are new
    /// @param grown that got new messages
    /// @param there that were there already, all of them
    /// @param newest id of the chat among the new and grown ones that was used last
    record Counts(
            int chats, int grown, int there, int messages, Optional<String> newest, Map<Left, Integer> losses, List<Refused> refused) {}

    synchronized void came(ImportStore.NewChat chat, int count) {
        came++;
        messages += count;
        latest(chat.id(), chat.updatedAt());
    }

    synchronized void grew(String chat, long at, int count) {
        grew++;
        messages += count;
        latest(chat, at);
    }

    synchronized void wasThere() {
        there++;
    }

    synchronized void lost(Losses more) {
        losses.add(more);
    }

    synchronized void refused(String title, Left why) {
        losses.count(why);
        if (refused.size() < MOST_REFUSED) {
            refused.add(new Refused(CleanText.cut(title, TITLE), why));
        }
    }

    private void latest(String chat, long at) {
        if (at > newestAt) {
            newest = Optional.of(chat);
            newestAt = at;
        }
    }

    synchronized Counts counts() {
        return new Counts(came, grew, there, messages, newest, losses.counts(), List.copyOf(refused));
    }
}
