package app.hearth.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 over text, in base64url.
final class Signer {
    private final Mac prototype;

    Signer(byte[] key) {
        try {
            prototype = Mac.getInstance("HmacSHA256");
            prototype.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has HmacSHA256
        }
    }

    /// @param what the first names the purpose, so that no signature serves another; a line break can't be in any of them
    String sign(String... what) {
        try {
            var mac = (Mac) prototype.clone(); // looking up the algorithm costs more than signing
            var signature = mac.doFinal(String.join("\n", what).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e); // the JDK's own can be cloned
        }
    }

    boolean isSigned(String signature, String... what) {
        return MessageDigest.isEqual(
                signature.getBytes(StandardCharsets.UTF_8), sign(what).getBytes(StandardCharsets.UTF_8));
    }
}
