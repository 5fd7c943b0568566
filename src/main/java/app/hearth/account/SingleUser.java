package app.hearth.account;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Settings;
import app.hearth.platform.error.StartRefused;
import app.hearth.platform.error.StartRefused.Exit;
import app.hearth.platform.http.Authenticator;
import app.hearth.platform.http.Principal;
import app.hearth.platform.text.Authority;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// `WEBUI_AUTH=False`: whoever reaches the house is its one administrator. Only for a house that never had other accounts.
public final class SingleUser implements Authenticator {
    private static final String EMAIL = "admin@localhost";

    private final Authenticator usual;
    private final Principal principal;
    private final String publicHost;

    private SingleUser(Authenticator usual, Principal principal, String publicHost) {
        this.usual = usual;
        this.principal = principal;
        this.publicHost = publicHost;
    }

    /// Makes the account in an empty house. Throws [StartRefused] when there are accounts of people.
    public static SingleUser open(SingleUserStore store, FirstAccount first, Config config, Authenticator usual) {
        var user = store.find();
        if (user.isEmpty()) {
            if (store.hasAccounts()) {
                throw refused();
            }
            first.make(
                    config.given(Settings.ADMIN_EMAIL)
                            .map(found -> found.value().toLowerCase(Locale.ROOT))
                            .orElse(EMAIL),
                    config.given(Settings.ADMIN_PASSWORD)
                            .map(Config.Found::value)
                            .orElseGet(Secrets::next));
            user = store.claim();
        } else if (store.hasOthers(user.get())) {
            throw refused();
        }
        var url = config.text(Settings.URL);
        return new SingleUser(
                usual,
                Principal.ofSession(user.orElseThrow(), Principal.Role.ADMIN, ""),
                url.isEmpty() ? "" : Authority.host(URI.create(url)));
    }

    @Override
    public Optional<Principal> find(Credential credential) {
        return usual.find(credential);
    }

    /// Everyone who calls the house by an address or a local name: a page elsewhere, whose name was made to point here, is not let in.
    @Override
    public Optional<Principal> withoutCredential(String host) {
        var name = host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
        var local = name.matches("[0-9.]+|\\[[0-9a-f:.]+]|[^.]+|.*\\.(localhost|local|lan|internal|home\\.arpa)");
        return local || name.equals(publicHost) ? Optional.of(principal) : Optional.empty();
    }

    private static StartRefused refused() {
        return new StartRefused(
                Exit.BAD_SETTING,
                "WEBUI_AUTH=False works only on an empty database, and this one has accounts. Remove it, or set HEARTH_DATA to a new"
                        + " folder.",
                "WEBUI_AUTH=False 只能用于空数据库，而这个数据库已有账户。请移除该设置，或把 HEARTH_DATA 指向新的文件夹。",
                null);
    }
}
