package app.hearth.account;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Settings;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.error.Messages;
import app.hearth.platform.id.Ids;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/// The administrator that `HEARTH_ADMIN_EMAIL` and `HEARTH_ADMIN_PASSWORD` make while no account exists. Later they mean nothing: a
/// password that was changed in the page stays changed.
public final class FirstAccount {
    private final AccountStore store;
    private final Passwords passwords;
    private final Config config;
    private final Clock clock;

    public FirstAccount(AccountStore store, Passwords passwords, Config config, Clock clock) {
        this.store = store;
        this.passwords = passwords;
        this.config = config;
        this.clock = clock;
    }

    /// Why the given password can't be taken.
    public static Optional<String> problem(Config config, Language language) {
        return config.given(Settings.ADMIN_PASSWORD).flatMap(found -> {
            try {
                Passwords.check(found.value());
                return Optional.empty();
            } catch (HearthException e) {
                return Optional.of(found.name() + ": " + Messages.of(e.code(), e.arguments(), language));
            }
        });
    }

    public void makeWhenAsked() {
        var email = config.text(Settings.ADMIN_EMAIL).toLowerCase(Locale.ROOT);
        if (!email.isEmpty() && store.isEmpty()) {
            make(email, config.text(Settings.ADMIN_PASSWORD));
        }
    }

    void make(String email, String password) {
        var name = config.given(Settings.ADMIN_NAME).map(Config.Found::value).orElse(email.substring(0, email.indexOf('@')));
        store.add(Ids.next(), email, name, passwords.hash(password), "admin", clock.millis());
    }
}
