package app.hearth.platform.http;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.error.Messages;
import java.util.Map;

/// An error on our own API: RFC 9457 problem details with a stable `code` and a sentence in the caller's language.
public record Problem(String type, String title, int status, String code, String detail, Map<String, String> arguments) {
    static Problem of(HearthException e, Language language) {
        var code = e.code();
        return new Problem(
                "about:blank",
                code.id(),
                code.status(),
                code.id(),
                Messages.of(code, e.arguments(), language),
                Messages.worded(e.arguments(), language));
    }
}
