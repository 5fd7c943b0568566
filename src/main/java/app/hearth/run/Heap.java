package app.hearth.run;

import app.hearth.chat.MessageRow;

/// What texts weigh in the heap, for the byte budget: a character takes one byte where all of its text are Latin, else two.
final class Heap {
    private static final int OBJECT = 64;

    static long of(String text) {
        if (text == null) {
            return 0;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return OBJECT + 2L * text.length();
            }
        }
        return OBJECT + text.length();
    }

    static long of(MessageRow row) {
        return OBJECT + row.parts().stream().mapToLong(part -> of(part.text())).sum();
    }

    private Heap() {}
}
