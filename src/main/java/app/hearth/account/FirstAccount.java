package app.hearth.account;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Settings;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.error.Messages;
import java.util.Locale;
import java.util.Optional;

/// The administrator that `HEARTH_ADMIN_EMAIL` and `HEARTH_ADMIN_PASSWORD` make while no account exists. Later they mean nothing: a
/// password that was changed in the page stays changed.
public final class FirstAccount {
    private final Accounts accounts;
    private final Config config;

    public FirstAccount(Accounts accounts, Config config) {
        this.accounts = accounts;
        this.config = config;
    }

    /// Why the given password can't be taken.
    public static Optional<String> problem(Config config, Language language) {
        return config.given(Settings.ADMIN_PASSWORD).flatMap(found -> {
            try {
                Passwords.check(found.value(), config.text(Settings.ADMIN_EMAIL));
                return Optional.empty();
            } catch (HearthException e) {
                return Optional.of(found.name() + ": " + Messages.of(e.code(), e.arguments(), language));
            }
        });
    }

    public void makeWhenAsked() {
        var email = config.text(Settings.ADMIN_EMAIL).toLowerCase(Locale.ROOT);
        if (!email.isEmpty() && accounts.isEmpty()) {
            make(email, config.text(Settings.ADMIN_PASSWORD));
        }
    }

    void make(String email, String password) {
        accounts.addFirst(config.text(Settings.ADMIN_NAME), email, password);
    }
}
