package app.hearth.chat;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Route;
import app.hearth.platform.search.Snippet;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The search's front door.
public final class SearchRoutes {
    private static final int LONGEST_QUESTION = 500;

    private final ChatSearch search;

    public SearchRoutes(ChatSearch search) {
        this.search = search;
    }

    /// Best first.
    public record Found(List<Hit> hits) {}

    /// @param message null when the title was found
    /// @param at epoch milliseconds of the message, or of the chat's last change
    /// @param snippet plain text in pieces
    public record Hit(String chat, String title, @Nullable String message, boolean archived, long at, List<Snippet.Piece> snippet) {}

    public List<Route<?, ?>> routes() {
        return List.of(Route.get("/api/search", Access.MEMBER, Found.class, this::search));
    }

    private Found search(Call call) {
        var limit = (int) call.query("limit", 20, 1, 50);
        var question = call.queries("q").stream().findFirst().orElse(""); // as typed: a space at its end says that the last word is whole
        if (question.length() > LONGEST_QUESTION) {
            throw HearthException.invalid("q", "too_long");
        }
        return new Found(search.search(call.principal(), question, zone(call), limit).stream()
                .map(hit -> new Hit(hit.chat(), hit.title(), hit.message().orElse(null), hit.archived(), hit.at(), hit.snippet()))
                .toList());
    }

    /// Whose days `before:` and `after:` mean.
    private static ZoneId zone(Call call) {
        try {
            return call.query("zone").map(ZoneId::of).orElse(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw HearthException.invalid("zone", "not_zone");
        }
    }
}
