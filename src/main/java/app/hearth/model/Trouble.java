package app.hearth.model;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.error.Messages;
import java.util.Map;

/// Something that went wrong beside the request itself, worded for the caller.
record Trouble(String code, String detail) {
    static Trouble of(HearthException e, Language language) {
        return of(e.code(), e.arguments(), language);
    }

    static Trouble of(ErrorCode code, Map<String, String> arguments, Language language) {
        return new Trouble(code.id(), Messages.of(code, arguments, language));
    }
}
