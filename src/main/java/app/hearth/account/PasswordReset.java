package app.hearth.account;

import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.util.Map;
import java.util.Optional;

/// Gives an account a new password without the old one: what `./hearth reset-password EMAIL` does, also beside a running house.
public final class PasswordReset {
    private final AccountStore accounts;
    private final SessionStore sessions;
    private final Passwords passwords;

    public PasswordReset(Db db, Passwords passwords) {
        this.accounts = new AccountStore(db);
        this.sessions = new SessionStore(db);
        this.passwords = passwords;
    }

    /// Sets the password and ends all sessions of the account. Throws `unknown_account`, or what is wrong with the password.
    ///
    /// @param chosen empty for a random one
    /// @return the new password
    public String reset(String email, Optional<String> chosen) {
        var account = accounts.byEmail(Form.lenientEmail(email))
                .orElseThrow(() -> new HearthException(ErrorCode.UNKNOWN_ACCOUNT, Map.of("email", email)));
        var password = chosen.orElseGet(() -> Secrets.next().substring(0, 20));
        Passwords.check(password, email);
        accounts.setPassword(account.id(), passwords.hash(password));
        sessions.endOthers(account.id(), "");
        return password;
    }
}
