package app.hearth.chat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.Language;
import app.hearth.platform.error.Messages;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A message as it is stored: errors are codes, not sentences yet.
///
/// @param parent empty text for the first of a chat
/// @param position depth in the tree from 0
/// @param epoch of the run that made it, 0 when there was none
/// @param raw whether the upstream's raw error is kept
public record MessageRow(
        String id,
        String chat,
        String parent,
        int position,
        int column,
        Message.Role role,
        Message.State state,
        Optional<String> model,
        Optional<String> modelName,
        List<Part> parts,
        Optional<Stats> stats,
        Optional<Failure> error,
        long createdAt,
        Optional<Long> editedAt,
        int epoch,
        boolean raw) {

    /// An error that is worded when it is shown.
    public record Failure(String code, Map<String, String> arguments) {}

    public boolean isRunning() {
        return state == Message.State.RUNNING;
    }

    /// The same message with other content and state.
    public MessageRow with(
            Message.State newState, List<Part> newParts, Optional<Stats> newStats, Optional<Failure> newError, boolean newRaw) {
        return new MessageRow(
                id, chat, parent, position, column, role, newState, model, modelName, newParts, newStats, newError, createdAt, editedAt,
                epoch, newRaw);
    }

    public MessageRow with(List<Part> newParts) {
        return with(state, newParts, stats, error, raw);
    }

    /// As its owner sees it.
    public Message shown(Language language, List<String> siblings, long seq) {
        return new Message(
                id,
                chat,
                Optional.of(parent).filter(id -> !id.isEmpty()),
                role,
                state,
                model,
                modelName,
                parts,
                stats,
                error.map(failure -> new Message.Trouble(failure.code, worded(failure, language), raw)),
                createdAt,
                editedAt,
                column,
                siblings,
                epoch,
                seq);
    }

    private static String worded(Failure failure, Language language) {
        for (var code : ErrorCode.values()) {
            if (code.id().equals(failure.code)) {
                return Messages.of(code, failure.arguments, language);
            }
        }
        return failure.code; // stored by a version that knew more codes
    }
}
