package app.hearth.platform.id;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/// UUIDv7 text (RFC 9562): made here or, for chats and messages, by the client, so that sending twice is harmless.
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    public static String next() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        var now = System.currentTimeMillis();
        for (int i = 5; i >= 0; i--) {
            bytes[i] = (byte) now;
            now >>>= 8;
        }
        bytes[6] = (byte) (0x70 | bytes[6] & 0x0f);
        bytes[8] = (byte) (0x80 | bytes[8] & 0x3f);
        var text = new StringBuilder(36);
        for (int i = 0; i < 16; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                text.append('-');
            }
            text.append(HEX[bytes[i] >> 4 & 15]).append(HEX[bytes[i] & 15]);
        }
        return text.toString();
    }

    /// Whether `text` has the shape of an id; which version of UUID it is does not matter.
    public static boolean isId(String text) {
        return text != null && SHAPE.matcher(text).matches();
    }

    private Ids() {}
}
