package app.hearth.provider.stream;

import java.util.List;
import java.util.function.Consumer;

/// Tells thought from answer where a server leaves the model's tags in the text. A tag counts only at the very beginning of the answer,
/// after white space; after the first closing tag nothing is looked for any more, so that tags in code stay.
final class ThinkTags {
    private record Tag(String open, String close) {}

    private static final List<Tag> TAGS =
            List.of(new Tag("<think>", "</think>"), new Tag("<thinking>", "</thinking>"), new Tag("◁think▷", "◁/think▷"));

    private enum State {
        BEGINNING,
        THINKING,
        BEFORE_ANSWER,
        ANSWER
    }

    private final Consumer<String> text;
    private final Consumer<String> reasoning;
    private final StringBuilder held = new StringBuilder();
    private final boolean opened;
    private State state = State.BEGINNING;
    private String close = TAGS.getFirst().close();
    private boolean hasThought;

    /// @param opened whether the prompt ends in an opening tag, so that the answer begins within the thought
    ThinkTags(boolean opened, Consumer<String> text, Consumer<String> reasoning) {
        this.text = text;
        this.reasoning = reasoning;
        this.opened = opened;
    }

    void accept(String piece) {
        if (state == State.ANSWER) {
            text.accept(piece);
            return;
        }
        held.append(piece);
        if (state == State.BEGINNING) {
            begin();
        }
        if (state == State.THINKING) {
            think();
        }
        if (state == State.BEFORE_ANSWER) {
            dropLeadingSpace();
            if (!held.isEmpty()) {
                state = State.ANSWER;
                flush(text);
            }
        }
    }

    /// The server marks thoughts itself: what stands in the text is the answer.
    void off() {
        if (state == State.BEGINNING && held.toString().isBlank()) {
            held.setLength(0);
        }
        end();
    }

    /// Gives what was held back, and looks for no more tags.
    void end() {
        if (state == State.THINKING || state == State.BEGINNING && opened) {
            dropTrailingSpace();
            flush(reasoning);
        } else {
            flush(text);
        }
        state = State.ANSWER;
    }

    private void begin() {
        int at = 0;
        while (at < held.length() && Character.isWhitespace(held.charAt(at))) {
            at++;
        }
        if (at == held.length()) {
            return;
        }
        boolean maybe = false;
        for (var tag : TAGS) {
            int same = 0;
            while (same < tag.open().length()
                    && at + same < held.length()
                    && tag.open().charAt(same) == held.charAt(at + same)) {
                same++;
            }
            if (same == tag.open().length()) {
                held.delete(0, at + same);
                close = tag.close();
                state = State.THINKING;
                return;
            }
            maybe |= at + same == held.length();
        }
        if (!maybe && opened) {
            state = State.THINKING;
        } else if (!maybe) {
            state = State.ANSWER;
            flush(text);
        }
    }

    private void think() {
        if (!hasThought) {
            dropLeadingSpace();
        }
        int closed = held.indexOf(close);
        if (closed >= 0) {
            var rest = held.substring(closed + close.length());
            held.setLength(closed);
            dropTrailingSpace();
            flush(reasoning);
            held.append(rest);
            state = State.BEFORE_ANSWER;
            return;
        }
        int sure = held.length() - beginningOfClose();
        while (sure > 0 && Character.isWhitespace(held.charAt(sure - 1))) {
            sure--; // white space before the closing tag is no thought
        }
        if (sure > 0) {
            hasThought = true;
            reasoning.accept(held.substring(0, sure));
            held.delete(0, sure);
        }
    }

    /// How many characters at the end of what is held may be the beginning of the closing tag.
    private int beginningOfClose() {
        for (int length = Math.min(close.length() - 1, held.length()); length > 0; length--) {
            if (close.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    private void dropLeadingSpace() {
        int at = 0;
        while (at < held.length() && Character.isWhitespace(held.charAt(at))) {
            at++;
        }
        held.delete(0, at);
    }

    private void dropTrailingSpace() {
        int at = held.length();
        while (at > 0 && Character.isWhitespace(held.charAt(at - 1))) {
            at--;
        }
        held.setLength(at);
    }

    private void flush(Consumer<String> to) {
        if (!held.isEmpty()) {
            to.accept(held.toString());
            held.setLength(0);
        }
    }
}
