package app.hearth.platform.error;

/// One sentence in both languages, for what is said outside of a request: at the start, in the terminal, in generated documents.
public record Bilingual(String english, String chinese) {
    public String in(Language language) {
        return switch (language) {
            case EN -> english;
            case ZH -> chinese;
        };
    }
}
