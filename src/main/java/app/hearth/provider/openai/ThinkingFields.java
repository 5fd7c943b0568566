package app.hearth.provider.openai;

import app.hearth.provider.Thinking;
import app.hearth.provider.UpstreamModel.Thinks;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Writes what the person asked of a thinking model in the words that its server understands, and nothing to one that does not think.
final class ThinkingFields {
    private final Quirks quirks;
    private final boolean goesOn;

    /// @param goesOn whether an answer is continued: hybrid models do that only without thinking
    ThinkingFields(Quirks quirks, boolean goesOn) {
        this.quirks = quirks;
        this.goesOn = goesOn;
    }

    void write(Thinking thinking, ObjectNode body) {
        if (quirks.thinks() == Thinks.NONE) {
            return;
        }
        switch (quirks.wire()) {
            case EFFORT -> effort(thinking, body);
            case ENABLE -> enable(thinking, body);
            case TYPE -> type(thinking, body, "enabled");
            case ADAPTIVE -> type(thinking, body, "adaptive");
            case TEMPLATE -> template(thinking, body);
            case REASONING -> reasoning(thinking, body);
        }
    }

    private void effort(Thinking thinking, ObjectNode body) {
        switch (thinking) {
            case Thinking.Effort(var level)
            when quirks.thinks() != Thinks.ALWAYS || quirks.efforts().contains(level) -> body.put("reasoning_effort", level);
            case Thinking.Off _
            when !quirks.efforts().isEmpty() ->
                body.put("reasoning_effort", quirks.efforts().getFirst()); // the nearest to off that it has
            default -> {}
        }
    }

    private void enable(Thinking thinking, ObjectNode body) {
        if (quirks.thinks() == Thinks.SWITCH) {
            body.put("enable_thinking", !goesOn && isOn(thinking, quirks.thinksByDefault()));
        } else if (quirks.thinks() == Thinks.UNKNOWN && !(thinking instanceof Thinking.Unset)) {
            body.put("enable_thinking", !goesOn && isOn(thinking, false));
        }
        if (goesOn) {
            return;
        }
        switch (thinking) {
            case Thinking.On(var budget) -> budget.ifPresent(most -> body.put("thinking_budget", most));
            case Thinking.Effort(var level) when quirks.efforts().contains(level) -> body.put("reasoning_effort", level);
            default -> {}
        }
    }

    private void type(Thinking thinking, ObjectNode body, String on) {
        if (quirks.thinks() != Thinks.ALWAYS && !(thinking instanceof Thinking.Unset)) {
            body.putObject("thinking").put("type", isOn(thinking, false) ? on : "disabled");
        }
    }

    /// The templates of Qwen and GLM call the switch `enable_thinking`, those of DeepSeek `thinking`; a template ignores what it does not
    /// know.
    private void template(Thinking thinking, ObjectNode body) {
        if (quirks.thinks() == Thinks.ALWAYS || thinking instanceof Thinking.Unset && !goesOn) {
            return;
        }
        var on = !goesOn && isOn(thinking, false);
        var fields = body.putObject("chat_template_kwargs")
                .put("enable_thinking", on)
                .put("thinking", on);
        if (thinking instanceof Thinking.Effort(var level)) {
            fields.put("reasoning_effort", level);
        } else if (!on && !quirks.efforts().isEmpty()) {
            fields.put("reasoning_effort", quirks.efforts().getFirst()); // gpt-oss knows no off
        }
    }

    private static void reasoning(Thinking thinking, ObjectNode body) {
        switch (thinking) {
            case Thinking.Unset _ -> {}
            case Thinking.Off _ -> body.putObject("reasoning").put("enabled", false);
            case Thinking.Effort(var level) -> body.putObject("reasoning").put("effort", level);
            case Thinking.On(var budget) -> {
                var node = body.putObject("reasoning").put("enabled", true);
                budget.ifPresent(most -> node.put("max_tokens", most));
            }
        }
    }

    private static boolean isOn(Thinking thinking, boolean unset) {
        return switch (thinking) {
            case Thinking.Unset _ -> unset;
            case Thinking.Off _ -> false;
            case Thinking.On _, Thinking.Effort _ -> true;
        };
    }
}
