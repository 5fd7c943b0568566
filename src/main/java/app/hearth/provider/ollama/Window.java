package app.hearth.provider.ollama;

import app.hearth.provider.CompletionRequest;
import app.hearth.provider.CompletionRequest.Part;
import java.util.OptionalInt;

/// Chooses `num_ctx`. Ollama cuts a longer prompt without a word, and loads the model anew when the number changes: so it is large enough
/// for prompt and answer, and a power of two.
final class Window {
    private static final int LEAST = 4096; // Ollama's own
    private static final int ANSWER = 2048;
    private static final int THOUGHT = 4096;
    private static final int PICTURE = 1024;
    private static final int MESSAGE = 8; // what a template puts around one
    private static final int MOST_KNOWN = 1 << 20;

    /// @param most the model's context length
    static int of(CompletionRequest request, boolean thinks, OptionalInt most) {
        long answer = request.params().maxTokens().orElse(ANSWER) + (thinks ? THOUGHT : 0);
        return rounded(estimate(request) + answer, most);
    }

    /// The next size that holds so many tokens, at most the model's own.
    static int rounded(long tokens, OptionalInt most) {
        int limit = most.orElse(MOST_KNOWN);
        long size = LEAST;
        while (size < tokens && size < limit) {
            size *= 2;
        }
        return (int) Math.min(size, limit);
    }

    /// Rather too many tokens than too few: three letters, one digit, one Chinese character or two other signs each.
    static long estimate(CompletionRequest request) {
        double tokens = 0;
        for (var message : request.messages()) {
            tokens += MESSAGE;
            for (var part : message.parts()) {
                tokens += switch (part) {
                    case Part.Text(var text) -> estimate(text);
                    case Part.Reasoning(var text) -> estimate(text);
                    case Part.Image _ -> PICTURE;
                };
            }
            for (var call : message.toolCalls()) {
                tokens += MESSAGE + estimate(call.name()) + estimate(call.arguments());
            }
        }
        for (var tool : request.tools()) {
            tokens += MESSAGE
                    + estimate(tool.name())
                    + estimate(tool.description())
                    + estimate(tool.parameters().toString());
        }
        return (long) Math.ceil(tokens);
    }

    private static double estimate(String text) {
        int wide = 0;
        int digits = 0;
        int signs = 0;
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c > 0x2ff) {
                wide++;
            } else if (c >= '0' && c <= '9') {
                digits++; // the tokenizers of Llama 2, Qwen and Gemma take them one by one
            } else if (!Character.isLetter(c) && c != ' ') {
                signs++;
            }
        }
        return wide * 1.1 + digits + signs / 2.0 + (text.length() - wide - digits - signs) / 3.0;
    }

    private Window() {}
}
