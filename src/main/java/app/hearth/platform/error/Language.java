package app.hearth.platform.error;

import java.util.Locale;
import java.util.Locale.LanguageRange;

/// The languages in which the house speaks.
public enum Language {
    EN("en"),
    ZH("zh-CN");

    private final String tag;

    Language(String tag) {
        this.tag = tag;
    }

    public String tag() {
        return tag;
    }

    /// The first of ours that an `Accept-Language` header asks for; English when it names none or is broken.
    public static Language of(String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.isBlank()) {
            return EN;
        }
        try {
            for (var range : LanguageRange.parse(acceptLanguage)) {
                var primary = range.getRange().toLowerCase(Locale.ROOT);
                if (primary.startsWith("zh")) {
                    return ZH;
                }
                if (primary.startsWith("en")) {
                    return EN;
                }
            }
        } catch (IllegalArgumentException e) {
            return EN; // a header that is no language list
        }
        return EN;
    }
}
