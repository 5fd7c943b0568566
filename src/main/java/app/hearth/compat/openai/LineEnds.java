package app.hearth.compat.openai;

/// Counts the line ends with which a stream of events ends so far. A comment may stand between two events only: its own blank line would
/// end an event that is half there.
final class LineEnds {
    private static final int MOST = 4; // CR LF CR LF

    private int count = 2; // before the first event is between two

    void add(byte[] bytes, int length) {
        if (length > MOST) {
            count = 0;
        }
        for (int i = Math.max(0, length - MOST); i < length; i++) {
            count = bytes[i] == '\n' ? count + 1 : bytes[i] == '\r' ? count : 0;
        }
    }

    boolean isBetweenEvents() {
        return count >= 2;
    }
}
