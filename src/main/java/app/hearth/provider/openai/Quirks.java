package app.hearth.provider.openai;

import app.hearth.provider.UpstreamModel.Thinks;
import java.util.List;

/// What is particular about a model behind an OpenAI-like face.
///
/// @param wire how thinking is asked for
/// @param thinks whether it can be asked for at all
/// @param thinksByDefault what a switchable model does when nothing is said
/// @param efforts see [app.hearth.provider.UpstreamModel]
/// @param completionTokens whether the limit is called `max_completion_tokens`
/// @param fixedSampling whether it refuses `temperature` and `top_p`
/// @param openEnds whether `temperature` 2 and `top_p` 0 are refused
/// @param prefill how it is told to go on from an answer's beginning
/// @param echo when it wants its thoughts back
/// @param opensInPrompt whether its template ends in an opening think tag, so that only the closing one comes
/// @param systemInUser whether it takes no system message
public record Quirks(
        Wire wire,
        Thinks thinks,
        boolean thinksByDefault,
        List<String> efforts,
        boolean completionTokens,
        boolean fixedSampling,
        boolean openEnds,
        Prefill prefill,
        Echo echo,
        boolean opensInPrompt,
        boolean systemInUser) {

    public enum Wire {
        /// `reasoning_effort`, OpenAI's own.
        EFFORT,
        /// `enable_thinking` and `thinking_budget`: Bailian, SiliconFlow.
        ENABLE,
        /// `thinking: {type: enabled | disabled}`: DeepSeek, Zhipu, Moonshot, Volcengine.
        TYPE,
        /// `thinking: {type: adaptive | disabled}`: MiniMax.
        ADAPTIVE,
        /// `chat_template_kwargs`: llama.cpp, vLLM, SGLang.
        TEMPLATE,
        /// `reasoning: {…}`: OpenRouter.
        REASONING
    }

    public enum Prefill {
        /// An assistant message at the end is enough, or the best there is.
        PLAIN,
        /// Marked by `partial: true`: Bailian, Moonshot.
        PARTIAL,
        /// Marked by `prefix: true`: Mistral.
        PREFIX
    }

    public enum Echo {
        NEVER,
        /// Within a round of tool calls.
        TOOL_LOOP,
        ALWAYS
    }

    /// A server that does as OpenAI's documentation says.
    public static final Quirks NONE =
            new Quirks(Wire.EFFORT, Thinks.UNKNOWN, false, List.of(), false, false, false, Prefill.PLAIN, Echo.NEVER, false, false);

    public Quirks {
        efforts = List.copyOf(efforts);
    }

    public Quirks thinking(Wire wire, Thinks thinks) {
        return new Quirks(
                wire,
                thinks,
                thinksByDefault,
                efforts,
                completionTokens,
                fixedSampling,
                openEnds,
                prefill,
                echo,
                opensInPrompt,
                systemInUser);
    }

    public Quirks thinksByDefault(boolean thinksByDefault) {
        return new Quirks(
                wire,
                thinks,
                thinksByDefault,
                efforts,
                completionTokens,
                fixedSampling,
                openEnds,
                prefill,
                echo,
                opensInPrompt,
                systemInUser);
    }

    Quirks withEfforts(String... efforts) {
        return new Quirks(
                wire,
                thinks,
                thinksByDefault,
                List.of(efforts),
                completionTokens,
                fixedSampling,
                openEnds,
                prefill,
                echo,
                opensInPrompt,
                systemInUser);
    }

    Quirks completionTokens(boolean fixedSampling) {
        return new Quirks(
                wire, thinks, thinksByDefault, efforts, true, fixedSampling, openEnds, prefill, echo, opensInPrompt, systemInUser);
    }

    Quirks withOpenEnds() {
        return new Quirks(
                wire, thinks, thinksByDefault, efforts, completionTokens, fixedSampling, true, prefill, echo, opensInPrompt, systemInUser);
    }

    public Quirks prefill(Prefill prefill) {
        return new Quirks(
                wire,
                thinks,
                thinksByDefault,
                efforts,
                completionTokens,
                fixedSampling,
                openEnds,
                prefill,
                echo,
                opensInPrompt,
                systemInUser);
    }

    Quirks echo(Echo echo) {
        return new Quirks(
                wire,
                thinks,
                thinksByDefault,
                efforts,
                completionTokens,
                fixedSampling,
                openEnds,
                prefill,
                echo,
                opensInPrompt,
                systemInUser);
    }

    Quirks withOpeningInPrompt() {
        return new Quirks(
                wire, thinks, thinksByDefault, efforts, completionTokens, fixedSampling, openEnds, prefill, echo, true, systemInUser);
    }

    Quirks withSystemInUser() {
        return new Quirks(
                wire, thinks, thinksByDefault, efforts, completionTokens, fixedSampling, openEnds, prefill, echo, opensInPrompt, true);
    }
}
