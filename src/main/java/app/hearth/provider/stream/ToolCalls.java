package app.hearth.provider.stream;

import app.hearth.provider.Delta;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Brings the fragments of tool calls into one form, whatever the upstream leaves out: the index, the id, or both.
final class ToolCalls {
    private static final class Call {
        final int index;
        final int givenIndex;
        final CleanText clean = new CleanText();
        final StringBuilder waiting = new StringBuilder(); // arguments that came before the name
        String id;
        String name = "";
        boolean begun;

        Call(int index, int givenIndex, String id) {
            this.index = index;
            this.givenIndex = givenIndex;
            this.id = id;
        }
    }

    private final Consumer<Delta> out;
    private final List<Call> calls = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    ToolCalls(Consumer<Delta> out) {
        this.out = out;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    void accept(Chunk.ToolPiece piece) {
        var id = piece.id() == null ? "" : CleanText.whole(piece.id());
        var name = piece.name() == null ? "" : CleanText.whole(piece.name());
        var call = find(piece.index(), id, name);
        if (call.id.isEmpty()) {
            call.id = id;
        }
        if (!call.begun) {
            call.name = call.name.isEmpty() ? name : call.name;
        }
        var arguments = call.clean.piece(piece.arguments() == null ? "" : piece.arguments());
        if (call.begun) {
            if (!arguments.isEmpty()) {
                out.accept(new Delta.ToolCall(call.index, "", "", arguments));
            }
        } else {
            call.waiting.append(arguments);
            if (!call.name.isEmpty()) {
                begin(call);
            }
        }
    }

    void end() {
        for (var call : calls) {
            call.waiting.append(call.clean.end());
            if (!call.begun) {
                begin(call); // a call without a name: whoever runs it says so to the model
            } else if (!call.waiting.isEmpty()) {
                out.accept(new Delta.ToolCall(call.index, "", "", call.waiting.toString()));
            }
        }
    }

    private void begin(Call call) {
        call.begun = true;
        var id = call.id;
        for (int n = 1; id.isEmpty() || !ids.add(id); n++) {
            id = "call_" + (call.index + n); // none given, or the same for two calls
        }
        out.accept(new Delta.ToolCall(call.index, id, call.name, call.waiting.toString()));
        call.waiting.setLength(0);
    }

    /// An index says which call it is, unless it comes with another id (Gemini's OpenAI face numbers every call 0). Without an index a new
    /// id, or a name when the last call has one already, begins a call.
    private Call find(int index, String id, String name) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            var call = calls.get(i);
            boolean otherId = !id.isEmpty() && !call.id.isEmpty() && !id.equals(call.id);
            if (index >= 0) {
                if (call.givenIndex == index && !otherId) {
                    return call;
                }
            } else if (!id.isEmpty() ? id.equals(call.id) : name.isEmpty()) {
                return call;
            }
        }
        var call = new Call(calls.size(), index, id);
        calls.add(call);
        return call;
    }
}
