package app.hearth.chat.exchange;

/// A chat of a file that can't be taken; the others of the file can.
final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private final Left why;

    Unusable(Left why) {
        super(why.id());
        this.why = why;
    }

    Left why() {
        return why;
    }
}
