package app.hearth.platform.error;

/// What stops a start: one sentence and an exit code of its own.
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// `./hearth help` lists them. 3 is the JVM's own, when memory ran out.
    public enum Exit {
        PORT_IN_USE(10),
        DATA_UNWRITABLE(11),
        SECOND_INSTANCE(12),
        NEWER_DATA(13),
        BAD_SETTING(14),
        WRONG_KEY(15),
        DATABASE(16),
        DISK_FULL(17);

        private final int code;

        Exit(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    private final Exit exit;
    private final transient Bilingual sentence;

    public StartRefused(Exit exit, String english, String chinese, Throwable cause) {
        super(english, cause);
        this.exit = exit;
        this.sentence = new Bilingual(english, chinese);
    }

    public Exit exit() {
        return exit;
    }

    public String sentence(Language language) {
        return sentence.in(language);
    }
}
