package app.hearth.run;

import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.Part;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.CompletionRequest.Role;
import java.util.ArrayList;
import java.util.List;

/// Makes of stored messages what a model reads: text files stand in the text with their names, pictures beside it, thoughts and failed
/// replies are left out.
final class PromptMessages {
    private static final String SHORTER = "(Please answer this again, clearly shorter than usual. 请重新回答，明显简短一些。)";
    private static final String LONGER = "(Please answer this again, in clearly more depth than usual. 请重新回答，更详细一些。)";

    private final Attachments attachments;

    PromptMessages(Attachments attachments) {
        this.attachments = attachments;
    }

    /// @param guess tokens
    /// @param bytes of heap, roughly
    record Content(Role role, List<CompletionRequest.Part> parts, int guess, long bytes) {
        boolean isEmpty() {
            return parts.isEmpty();
        }
    }

    Content of(LiveRun run, MessageRow row, boolean withPictures) {
        return row.role() == Message.Role.ASSISTANT ? said(row) : asked(run, row, withPictures);
    }

    private static Content said(MessageRow row) {
        var text = row.state() == Message.State.FAILED || row.isRunning() ? "" : Part.text(row.parts());
        return text.isBlank()
                ? new Content(Role.ASSISTANT, List.of(), 0, 0)
                : new Content(
                        Role.ASSISTANT, List.of(new CompletionRequest.Part.Text(text)), Tokens.of(text) + Tokens.MESSAGE, Heap.of(text));
    }

    private Content asked(LiveRun run, MessageRow row, boolean withPictures) {
        var text = new StringBuilder();
        var pictures = new ArrayList<CompletionRequest.Part>();
        var bytes = 0L;
        for (var part : row.parts()) {
            if (part.is(Part.TEXT)) {
                paragraph(text, part.text());
            } else if (part.is(Part.FILE) || part.is(Part.IMAGE)) {
                switch (attachments.find(run.who(), part.file()).orElse(null)) {
                    case Attachments.Picture(var mime, var picture) -> {
                        if (withPictures) {
                            pictures.add(new CompletionRequest.Part.Image(mime, picture));
                            bytes += picture.length;
                        } else {
                            paragraph(text, "[picture: " + named(part) + "]");
                        }
                    }
                    case Attachments.Document(var name, var content) -> paragraph(text, fenced(name, content));
                    case null -> paragraph(text, "[" + named(part) + ": no longer there]");
                }
            }
        }
        var parts = new ArrayList<CompletionRequest.Part>();
        if (!text.isEmpty()) {
            parts.add(new CompletionRequest.Part.Text(text.toString()));
        }
        parts.addAll(pictures);
        var guess = Tokens.of(text.toString()) + pictures.size() * Tokens.PICTURE + Tokens.MESSAGE;
        return new Content(Role.USER, parts, guess, bytes + Heap.of(text.toString()));
    }

    private static String named(Part part) {
        return part.name() == null ? "file" : part.name();
    }

    private static void paragraph(StringBuilder text, String more) {
        if (!text.isEmpty()) {
            text.append("\n\n");
        }
        text.append(more);
    }

    /// The fence is longer than any in the file, so that the file can't end it.
    private static String fenced(String name, String content) {
        var longest = 2;
        var length = 0;
        for (int i = 0; i < content.length(); i++) {
            length = content.charAt(i) == '`' ? length + 1 : 0;
            longest = Math.max(longest, length);
        }
        var fence = "`".repeat(longest + 1);
        return name + "\n" + fence + "\n" + content + (content.endsWith("\n") ? "" : "\n") + fence;
    }

    /// The messages in order. Neighbours of one role become one, since several upstreams refuse two questions in a row; the wish for
    /// another length stands at the end of the question, where it disturbs no cache, also when the reply goes on.
    List<CompletionRequest.Message> joined(List<Content> contents, LiveRun run) {
        var question = contents.size() - 1;
        while (question > 0 && contents.get(question).role != Role.USER) {
            question--;
        }
        var messages = new ArrayList<CompletionRequest.Message>();
        var role = (Role) null;
        var parts = new ArrayList<CompletionRequest.Part>();
        for (int i = 0; i < contents.size(); i++) {
            var content = contents.get(i);
            if (content.role != role && role != null) {
                messages.add(CompletionRequest.Message.of(role, flat(parts)));
                parts.clear();
            }
            role = content.role;
            parts.addAll(content.parts);
            if (i == question && role == Role.USER) {
                run.options()
                        .hint()
                        .ifPresent(hint -> parts.add(new CompletionRequest.Part.Text(hint.equals("shorter") ? SHORTER : LONGER)));
            }
        }
        if (role != null) {
            messages.add(CompletionRequest.Message.of(role, flat(parts)));
        }
        return messages;
    }

    /// All text first, as one part: the plain form that every upstream takes.
    private static List<CompletionRequest.Part> flat(List<CompletionRequest.Part> parts) {
        var text = new StringBuilder();
        var others = new ArrayList<CompletionRequest.Part>();
        for (var part : parts) {
            if (part instanceof CompletionRequest.Part.Text(var more)) {
                paragraph(text, more);
            } else {
                others.add(part);
            }
        }
        var flat = new ArrayList<CompletionRequest.Part>();
        if (!text.isEmpty()) {
            flat.add(new CompletionRequest.Part.Text(text.toString()));
        }
        flat.addAll(others);
        return flat;
    }
}
