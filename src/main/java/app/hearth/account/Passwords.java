package app.hearth.account;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.work.Work;
import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.Set;

/// Password hashes: Argon2id (19 MiB, two passes, as OWASP advises); Open WebUI's bcrypt hashes verify too. Runs on platform threads.
public final class Passwords implements AutoCloseable {
    /// Loaded with the first password: the function holds its 19 MiB from then on.
    private static final class Argon {
        static final Argon2Function ID = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);
    }

    private static final Set<String> COMMON = Set.of(
            "12345678",
            "123456789",
            "1234567890",
            "password",
            "password1",
            "qwertyui",
            "11111111",
            "88888888",
            "iloveyou",
            "qwerty123",
            "abcd1234",
            "a1234567",
            "letmein1",
            "00000000",
            "administrator",
            "1q2w3e4r");

    /// Of a random text that was thrown away, with the figures of [Argon]. Made once, not at each start.
    private static final String NOBODY =
            "$argon2id$v=19$m=19456,t=2,p=1$1oYbLXaMuVAd4xefY/GhEg$rpCXC/0irL8WPLC5PSz/wCtsM5QTCuv6nXrHmZvYOec";

    private final Work threads = new Work("password", 2, 200);

    /// Refuses passwords shorter than 8 or longer than 128 characters and the most common ones.
    static void check(String password) {
        if (password == null || password.codePointCount(0, password.length()) < 8) {
            throw HearthException.invalid("password", "too_short");
        }
        if (password.codePointCount(0, password.length()) > 128) {
            throw HearthException.invalid("password", "too_long");
        }
        if (COMMON.contains(password.toLowerCase(java.util.Locale.ROOT))) {
            throw new HearthException(ErrorCode.PASSWORD_TOO_COMMON);
        }
    }

    String hash(String password) {
        return threads.call(
                () -> Password.hash(password).addRandomSalt(16).with(Argon.ID).getResult());
    }

    boolean matches(String password, String hash) {
        return threads.call(() -> hash.startsWith("$2")
                ? Password.check(password, hash).with(BcryptFunction.getInstanceFromHash(hash))
                : Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash)));
    }

    /// A hash that no account has, to compare with when the e-mail is unknown.
    String nobody() {
        return NOBODY;
    }

    @Override
    public void close() {
        threads.close();
    }
}
