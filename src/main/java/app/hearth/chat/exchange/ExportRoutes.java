package app.hearth.chat.exchange;

import app.hearth.chat.Chat;
import app.hearth.chat.ChatStore;
import app.hearth.chat.LiveReplies;
import app.hearth.chat.MessageStore;
import app.hearth.chat.file.FileNames;
import app.hearth.chat.file.HouseFiles;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Out;
import app.hearth.platform.http.Reply;
import app.hearth.platform.http.Route;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/// The way out: one chat in three formats, or all of one's chats in ours. Everything is written as it is read.
public final class ExportRoutes {
    private final ChatStore chats;
    private final MessageStore messages;
    private final ExportStore store;
    private final HouseFiles files;
    private final LiveReplies live;
    private final Clock clock;

    public ExportRoutes(ChatStore chats, MessageStore messages, ExportStore store, HouseFiles files, LiveReplies live, Clock clock) {
        this.chats = chats;
        this.messages = messages;
        this.store = store;
        this.files = files;
        this.live = live;
        this.clock = clock;
    }

    private enum Format {
        MARKDOWN("md", "text/markdown; charset=utf-8"),
        JSON("json", "application/json"),
        TEXT("txt", "text/plain; charset=utf-8");

        private final String ending;
        private final String type;

        Format(String ending, String type) {
            this.ending = ending;
            this.type = type;
        }

        static Format of(Call call, String fallback) {
            return switch (call.query("format").orElse(fallback)) {
                case "markdown" -> MARKDOWN;
                case "json" -> JSON;
                case "text" -> TEXT;
                default -> throw HearthException.invalid("format", "unknown");
            };
        }
    }

    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/chats/{chat}/export", Access.MEMBER, Reply.class, this::one),
                Route.get("/api/export", Access.MEMBER, Reply.class, this::all));
    }

    private Reply one(Call call) {
        var user = call.principal().user();
        var chat = chats.find(user, call.id("chat")).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
        var format = Format.of(call, "markdown");
        var shownOnly = shownOnly(call, format);
        var zone = zone(call);
        return out -> {
            var exported = exported(user, chat, shownOnly);
            head(out, format, ExportName.of(chat.title(), call.language() == Language.ZH ? "对话" : "chat", format.ending));
            if (format == Format.JSON) {
                new JsonExport(call.principal(), files).write(List.of(exported).iterator(), out.body(), clock.millis());
            } else {
                new TextExport(format == Format.MARKDOWN, call.language(), zone).write(exported, out.body());
            }
        };
    }

    private Reply all(Call call) {
        if (Format.of(call, "json") != Format.JSON) {
            throw HearthException.invalid("format", "unknown");
        }
        var user = call.principal().user();
        return out -> {
            var day = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
            head(out, Format.JSON, "hearth-chats-" + day + ".json");
            new JsonExport(call.principal(), files).write(each(user), out.body(), clock.millis());
        };
    }

    /// One chat after the other; those deleted in the meantime are left out.
    private Iterator<Exported> each(String user) {
        return store.chats(user).stream()
                .map(id -> chats.find(user, id)
                        .map(chat -> exported(user, chat, false))
                        .orElse(null))
                .filter(Objects::nonNull)
                .iterator();
    }

    private Exported exported(String user, Chat chat, boolean shownOnly) {
        return Exported.of(user, chat, store.tree(user, chat.id()), shownOnly, messages, live);
    }

    private static boolean shownOnly(Call call, Format format) {
        return switch (call.query("branch").orElse(format == Format.JSON ? "all" : "shown")) {
            case "shown" -> true;
            case "all" -> false;
            default -> throw HearthException.invalid("branch", "unknown");
        };
    }

    private static ZoneId zone(Call call) {
        try {
            return call.query("zone").map(ZoneId::of).orElse(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw HearthException.invalid("zone", "unknown");
        }
    }

    private static void head(Out out, Format format, String name) {
        out.header("Content-Type", format.type);
        out.header("Content-Disposition", FileNames.disposition("attachment", name));
    }
}
