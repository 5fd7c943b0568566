package app.hearth.platform.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals secrets at rest: `v1.keyid.nonce.data`, AES-256-GCM. A sealed text opens only at the place that it was sealed for, so a row
/// copied elsewhere gives nothing.
public final class Vault {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final String keyId;

    /// @param key 32 bytes
    /// @param keyId tells which key sealed a text
    public Vault(byte[] key, String keyId) {
        this.key = new SecretKeySpec(key, "AES");
        this.keyId = keyId;
    }

    /// @param place table, row, column and host, such as `connection/ID/secret/https://example.com`
    public String seal(String plain, String place) {
        try {
            var nonce = new byte[NONCE_BYTES];
            RANDOM.nextBytes(nonce);
            var data = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(plain.getBytes(StandardCharsets.UTF_8));
            return "v1." + keyId + "." + text(nonce) + "." + text(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has AES-GCM
        }
    }

    /// The plain text. Throws [SealException] when another key sealed it, or it was sealed for another place, or was changed.
    public String open(String sealed, String place) {
        var parts = sealed.split("\\.");
        if (parts.length != 4 || !parts[0].equals("v1")) {
            throw new SealException("not a sealed text", null);
        }
        if (!parts[1].equals(keyId)) {
            throw new SealException("sealed with another key", null);
        }
        try {
            var plain = cipher(Cipher.DECRYPT_MODE, bytes(parts[2]), place).doFinal(bytes(parts[3]));
            return new String(plain, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SealException("does not open at " + place, e);
        }
    }

    /// A sealed text that does not open.
    public static final class SealException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SealException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
