package app.hearth.run;

import app.hearth.chat.Params;
import app.hearth.chat.Thinking;
import java.util.Optional;

/// How one reply was wanted, beyond what its chat says; kept with the run, so that it goes on the same way.
///
/// @param hint `shorter` or `longer`
record RunOptions(Optional<Thinking> thinking, Optional<Params> params, Optional<String> hint) {}
