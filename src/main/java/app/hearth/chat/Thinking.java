package app.hearth.chat;

import app.hearth.platform.error.HearthException;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Set;

/// What the person asked of a model that can think.
///
/// @param mode `unset`, `off`, `on` or `effort`
/// @param effort one of the model's words, with mode `effort`
/// @param budget most tokens to think for, with mode `on`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Thinking(String mode, String effort, Integer budget) {
    public static final Thinking UNSET = new Thinking("unset", null, null);

    private static final Set<String> MODES = Set.of("unset", "off", "on", "effort");

    public Thinking checked() {
        if (mode == null || !MODES.contains(mode)) {
            throw HearthException.invalid("thinking.mode", "unknown");
        }
        if (mode.equals("effort") && (effort == null || !effort.matches("[a-z0-9_-]{1,30}"))) {
            throw HearthException.invalid("thinking.effort", "unknown");
        }
        if (budget != null && budget < 0) {
            throw HearthException.invalid("thinking.budget", "wrong_type");
        }
        return this;
    }
}
