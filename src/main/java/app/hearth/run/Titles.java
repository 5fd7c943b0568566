package app.hearth.run;

import app.hearth.chat.Chat;
import app.hearth.chat.ChatStore;
import app.hearth.chat.MessageRow;
import app.hearth.chat.MessageStore;
import app.hearth.chat.Part;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.text.CleanText;
import app.hearth.provider.Attempts;
import app.hearth.provider.Completion;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.CompletionRequest.Role;
import app.hearth.provider.Delta;
import app.hearth.provider.Gateway;
import app.hearth.provider.Thinking;
import app.hearth.provider.UpstreamModel.Thinks;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Gives a chat its title after the first good answer: by one cheap call, or its first words when that says nothing.
final class Titles implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Titles.class.getName());
    private static final int LONGEST = 60;
    private static final int EXCERPT = 1_500;
    private static final int MOST_TOKENS = 24;
    /// A model that can't help thinking needs room for that before the title.
    private static final int MOST_TOKENS_THINKING = 400;

    private static final CompletionRequest.Timeouts TIMEOUTS =
            new CompletionRequest.Timeouts(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(90));
    private static final String TASK = """
        Write a title for the conversation below: at most six words (in Chinese at most twelve characters), in the language of the question. \
        Answer with the title alone: no quotes, no full stop, no explanation.

        Question: %s

        Answer: %s\
        """;

    private final Gateway gateway;
    private final ModelDirectory models;
    private final TitleSettings settings;
    private final ChatStore chats;
    private final MessageStore messages;
    private final Clock clock;
    private final Set<Completion> open = ConcurrentHashMap.newKeySet();

    Titles(Gateway gateway, ModelDirectory models, TitleSettings settings, ChatStore chats, MessageStore messages, Clock clock) {
        this.gateway = gateway;
        this.models = models;
        this.settings = settings;
        this.chats = chats;
        this.messages = messages;
        this.clock = clock;
    }

    /// Makes the title of the chat that this reply stands in, unless it has one. On the run's thread, after its end.
    void make(LiveRun run, MessageRow reply) {
        var user = run.who().user();
        var chat = run.chat().map(Chat::id).orElse("");
        if (run.isTemporary() || !settings.enabled() || chats.isTitled(user, chat)) {
            return;
        }
        var question = messages.find(user, reply.parent())
                .map(row -> Part.text(row.parts()))
                .orElse("");
        if (question.isBlank()) {
            return;
        }
        Optional<String> title;
        try {
            title = ask(run, question, Part.text(reply.parts()));
        } catch (HearthException e) {
            LOG.log(Level.INFO, "no title for chat " + chat, e);
            title = Optional.empty();
        }
        chats.entitle(user, chat, title, clock.millis());
    }

    private Optional<String> ask(LiveRun run, String question, String answer) {
        var usable = settings.model()
                .filter(id -> !id.isBlank())
                .map(id -> models.find(run.who(), id))
                .orElse(run.usable());
        var thinks = usable.model().thinks();
        var most = thinks == Thinks.ALWAYS || thinks == Thinks.EFFORT ? MOST_TOKENS_THINKING : MOST_TOKENS;
        var task = TASK.formatted(CleanText.cut(question, EXCERPT), CleanText.cut(answer, EXCERPT));
        var request = CompletionRequest.of(usable.model().id(), List.of(CompletionRequest.Message.of(Role.USER, task)))
                .with(new CompletionRequest.Params(OptionalDouble.of(0.3), OptionalDouble.empty(), OptionalInt.of(most)))
                .with(Thinking.OFF)
                .with(TIMEOUTS);
        var said = new StringBuilder();
        var completion = gateway.complete(usable.connection(), request, Attempts.IGNORED);
        open.add(completion);
        try (completion) {
            for (var delta = completion.next(); delta.isPresent() && said.length() < 10_000; delta = completion.next()) {
                if (delta.get() instanceof Delta.Text(var text)) {
                    said.append(text);
                } else if (delta.get() instanceof Delta.Finish) {
                    break;
                }
            }
        } finally {
            open.remove(completion);
        }
        return cleaned(said.toString());
    }

    /// Closes the upstreams that a title is waited for from; the first words stay.
    @Override
    public void close() {
        open.forEach(Completion::close);
    }

    /// What a model said, as a title; empty when nothing useful is left.
    static Optional<String> cleaned(String said) {
        var text =
                CleanText.of(said).replaceAll("(?s)<think>.*?(</think>|$)", " ").replaceAll("(?s)^.*</think>", " ");
        var line = text.lines()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("");
        line = line.replaceFirst("(?i)^[#*\\s]*(title|标题|題目|题目|name|名称)\\s*[:：]\\s*", "");
        line = line.replaceAll("^[\\s\"'“”‘’「」『』《》*#`]+|[\\s\"'“”‘’「」『』《》*#`。.]+$", "");
        line = line.replaceAll("\\s+", " ");
        return line.isEmpty()
                ? Optional.empty()
                : Optional.of(CleanText.cut(line, LONGEST).strip());
    }

    /// The beginning of a question as the title until there is a better one.
    static String firstWords(List<Part> parts) {
        var text = Part.text(parts)
                .strip()
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll("\\s+", " ")
                .strip();
        if (text.isEmpty()) {
            return parts.stream()
                    .map(Part::name)
                    .filter(name -> name != null && !name.isBlank())
                    .findFirst()
                    .map(name -> CleanText.cut(name.strip(), LONGEST))
                    .orElse("…");
        }
        if (text.length() <= LONGEST) {
            return text;
        }
        var cut = CleanText.cut(text, LONGEST - 1);
        var space = cut.lastIndexOf(' ');
        return (space > LONGEST / 2 ? cut.substring(0, space) : cut) + "…";
    }
}
