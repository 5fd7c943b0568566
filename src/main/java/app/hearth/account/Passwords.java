package app.hearth.account;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.work.Work;
import com.password4j.Argon2Function;
import com.password4j.BadParametersException;
import com.password4j.BcryptFunction;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Password hashes: Argon2id (19 MiB, two passes, as OWASP advises); Open WebUI's bcrypt hashes verify too. Runs on platform threads.
public final class Passwords implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Passwords.class.getName());
    private static final int SHORTEST = 8;
    private static final int LONGEST = 128;
    /// What bcrypt looks at; Python's, which made Open WebUI's hashes, looks no further either.
    private static final int BCRYPT_BYTES = 72;
    /// How a hash made today begins: kind and cost.
    private static final String CURRENT = "$argon2id$v=19$m=19456,t=2,p=1";
    /// Such a hash, of a random text that was thrown away.
    private static final String NOBODY = CURRENT + "$1oYbLXaMuVAd4xefY/GhEg$rpCXC/0irL8WPLC5PSz/wCtsM5QTCuv6nXrHmZvYOec";

    /// The same as Open WebUI makes them.
    private static final String NOBODY_BEFORE = "$2b$12$DMj38WLfBcI9hbRvXtWGlevSdd./yGodMyvQJF6STW4mHmr0Y9Vz2";

    /// Loaded with the first password, not at the start: the function holds its 19 MiB from then on.
    private static final class Argon {
        static final Argon2Function ID = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);
    }

    private final Work threads = new Work("password", 2, 200);

    /// Refuses passwords shorter than 8 or longer than 128 characters and the most common ones.
    ///
    /// @param own the account's e-mail and name, which are easily guessed too
    static void check(String password, String... own) {
        if (password == null || password.codePointCount(0, password.length()) < SHORTEST) {
            throw HearthException.invalid("password", "too_short");
        }
        if (password.codePointCount(0, password.length()) > LONGEST) {
            throw HearthException.invalid("password", "too_long");
        }
        if (CommonPasswords.contains(password, own)) {
            throw new HearthException(ErrorCode.PASSWORD_TOO_COMMON);
        }
    }

    String hash(String password) {
        return threads.call(
                () -> Password.hash(password).addRandomSalt(16).with(Argon.ID).getResult());
    }

    /// Takes as long for an unknown account ([#nobody()]) as for a wrong password.
    boolean matches(String password, String hash) {
        // nobody has a longer one; hashing megabytes would only be work for a guesser to give
        var given = password == null || password.length() > 2 * LONGEST ? "" : password;
        // an empty one is nobody's, and the library takes it for a broken hash
        return !given.isEmpty() && threads.call(() -> verify(given, hash));
    }

    private static boolean verify(String password, String hash) {
        try {
            if (!hash.startsWith("$2")) {
                return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
            }
            var bytes = password.getBytes(StandardCharsets.UTF_8);
            var seen = bytes.length > BCRYPT_BYTES ? Arrays.copyOf(bytes, BCRYPT_BYTES) : bytes;
            return Password.check(seen, hash.getBytes(StandardCharsets.UTF_8)).with(BcryptFunction.getInstanceFromHash(hash));
        } catch (BadParametersException e) {
            LOG.log(Level.WARNING, "a stored password hash is of no known kind; the account needs ./hearth reset-password", e);
            return false;
        }
    }

    /// Spends the time of the other kind of hash too, after one of `hash`'s kind did not fit. While the house still holds bcrypt hashes,
    /// which
    /// take longer than ours, a refusal would else tell by its time whose accounts exist.
    void likeTheOtherKind(String hash) {
        matches("any", hash.startsWith("$2") ? NOBODY : NOBODY_BEFORE);
    }

    /// Whether a hash is of another kind or cost than those made today.
    boolean isOutdated(String hash) {
        return !hash.startsWith(CURRENT + "$");
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
