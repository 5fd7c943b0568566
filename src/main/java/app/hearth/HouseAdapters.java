package app.hearth;

import app.hearth.account.Accounts;
import app.hearth.account.Ended;
import app.hearth.chat.Params;
import app.hearth.chat.file.HouseFiles;
import app.hearth.compat.openai.Relays;
import app.hearth.model.ChatParams;
import app.hearth.model.HouseDefaults;
import app.hearth.model.Models;
import app.hearth.platform.config.HouseSettings;
import app.hearth.platform.json.Json;
import app.hearth.run.Attachments;
import app.hearth.run.ModelDirectory;
import app.hearth.run.Runs;
import app.hearth.run.TitleSettings;
import java.util.HashSet;
import java.util.Optional;

/// What rooms ask of one another without knowing one another.
final class HouseAdapters {
    /// What an administrator set for all chats.
    static HouseDefaults defaults(HouseSettings settings) {
        return new HouseDefaults() {
            private volatile Parsed last = new Parsed("{}", ChatParams.NONE);

            @Override
            public Optional<String> defaultModel() {
                return settings.defaultModel();
            }

            @Override
            public ChatParams params() {
                var parsed = last; // asked with every message: the same text is not parsed again
                if (!parsed.text().equals(settings.params())) {
                    parsed = new Parsed(settings.params(), Json.parse(settings.params(), ChatParams.class));
                    last = parsed;
                }
                var set = parsed.params();
                return new ChatParams(
                        set.temperature(),
                        set.topP(),
                        set.maxTokens(),
                        settings.systemPrompt().orElse(set.systemPrompt()));
            }
        };
    }

    private record Parsed(String text, ChatParams params) {}

    static ModelDirectory directory(Models models) {
        return (who, id) -> {
            var usable = models.find(who, id);
            var params = usable.defaults().params();
            return new ModelDirectory.Usable(
                    usable.id(),
                    usable.name(),
                    usable.model(),
                    usable.connection(),
                    usable.defaults().systemPrompt(),
                    new Params(params.temperature(), params.topP(), params.maxTokens(), null));
        };
    }

    static Attachments attachments(HouseFiles files) {
        return (who, id) -> files.find(who, id).map(file -> switch (file.kind()) {
            case IMAGE -> new Attachments.Picture(file.type(), files.bytes(file));
            case TEXT -> new Attachments.Document(file.name(), files.text(file));
        });
    }

    static TitleSettings titles(HouseSettings settings) {
        return new TitleSettings() {
            @Override
            public boolean enabled() {
                return settings.titleEnabled();
            }

            @Override
            public Optional<String> model() {
                return settings.titleModel();
            }
        };
    }

    /// Nobody reads on who is no longer let in, and nothing is made for an account that is gone or waits for approval.
    static Ended leaving(Runs runs, Relays relays) {
        return new Ended() {
            @Override
            public void ended(String user, Optional<String> session) {
                runs.endStreams(user, session);
                relays.end(user, session);
            }

            @Override
            public void shutOut(String user) {
                runs.stopAll(user);
            }
        };
    }

    /// Ends the streams of those whom nobody told of: a key that ran out, a password reset from another process.
    static void endOfThoseNoLongerIn(Accounts accounts, Runs runs, Relays relays) {
        var readers = new HashSet<>(runs.watching());
        readers.addAll(relays.readers());
        for (var who : readers) {
            // in a house without a login there is no session to end
            if (!who.session().isEmpty() && !accounts.isIn(who)) {
                runs.endStreams(who.user(), Optional.of(who.session()));
                relays.end(who.user(), Optional.of(who.session()));
            }
        }
    }

    private HouseAdapters() {}
}
