package app.hearth.chat.exchange;

import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.Part;
import app.hearth.chat.Stats;
import java.util.List;
import java.util.Optional;

/// A message as a file tells it. The parts may name files by the source's own ids ([SourceChat#files]).
///
/// @param key the source's id, unique in its chat
/// @param parent key of the message that it follows; empty for a first one
/// @param position depth from 0
/// @param createdAt 0 where the file does not say
record SourceMessage(
        String key,
        String parent,
        int position,
        int column,
        Message.Role role,
        Message.State state,
        Optional<String> model,
        Optional<String> modelName,
        List<Part> parts,
        Optional<Stats> stats,
        Optional<MessageRow.Failure> error,
        long createdAt,
        Optional<Long> editedAt) {}
