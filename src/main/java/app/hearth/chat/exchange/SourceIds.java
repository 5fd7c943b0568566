package app.hearth.chat.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The ids that imported things get: always the same for the same user, kind and source id, so that nothing comes twice. UUIDs of version 8
/// (RFC 9562) over SHA-256.
record SourceIds(String user, Kind kind) {
    String chat(String key) {
        return id("chat", key);
    }

    String message(String chat, String key) {
        return id("message", chat, key);
    }

    String file(String chat, String key) {
        return id("file", chat, key);
    }

    private String id(String... names) {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            hash.update(user.getBytes(StandardCharsets.UTF_8));
            hash.update((byte) 0);
            hash.update(kind.id().getBytes(StandardCharsets.UTF_8));
            for (var name : names) {
                hash.update((byte) 0);
                hash.update(name.getBytes(StandardCharsets.UTF_8));
            }
            var bytes = hash.digest();
            bytes[6] = (byte) (0x80 | bytes[6] & 0x0f);
            bytes[8] = (byte) (0x80 | bytes[8] & 0x3f);
            var hex = HexFormat.of().formatHex(bytes, 0, 16);
            return String.join(
                    "-", hex.substring(0, 8), hex.substring(8, 12), hex.substring(12, 16), hex.substring(16, 20), hex.substring(20));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
