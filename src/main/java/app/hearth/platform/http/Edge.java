package app.hearth.platform.http;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Setting;
import app.hearth.platform.config.Settings;
import app.hearth.platform.egress.Cidr;
import app.hearth.platform.error.Bilingual;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Where the house listens and whom it believes.
///
/// @param trusted proxies whose `X-Forwarded-*` headers count
/// @param publicAuthority host and port of the public address, when one is set
/// @param cors other websites that may call the API from a browser, as `scheme://host:port`
public record Edge(String host, int port, List<Cidr> trusted, Optional<String> publicAuthority, Set<String> cors, Limits limits) {
    /// In [#cors]: every website. It gets nothing that needs the visitor's cookie.
    static final String ANYONE = "*";

    /// @param connections of all clients together
    /// @param perAddress connections of one client; loopback and trusted proxies may have more
    public record Limits(int connections, int perAddress) {
        public static final Limits USUAL = new Limits(10_000, 1_000);
    }

    /// Reads the settings; one that can't be understood is a [Config.ConfigException].
    public static Edge of(Config config) {
        return new Edge(
                config.text(Settings.HOST),
                config.number(Settings.PORT, 0, 65_535),
                trusted(config),
                publicAuthority(config),
                cors(config),
                Limits.USUAL);
    }

    private static List<Cidr> trusted(Config config) {
        try {
            return Cidr.list(config.text(Settings.TRUSTED_PROXIES));
        } catch (IllegalArgumentException e) {
            throw wrong(config, Settings.TRUSTED_PROXIES);
        }
    }

    private static Optional<String> publicAuthority(Config config) {
        return config.given(Settings.URL)
                .map(found -> origin(found.value()).orElseThrow(() -> wrong(config, Settings.URL)))
                .map(Edge::authority);
    }

    private static Set<String> cors(Config config) {
        var origins = new HashSet<String>();
        for (var entry : config.text(Settings.CORS).split("[;,\\s]+")) {
            if (entry.equals(ANYONE)) {
                origins.add(ANYONE);
            } else if (!entry.isEmpty()) {
                origins.add(origin(entry).orElseThrow(() -> wrong(config, Settings.CORS)));
            }
        }
        return Set.copyOf(origins);
    }

    private static Config.ConfigException wrong(Config config, Setting setting) {
        var found = config.find(setting);
        return new Config.ConfigException(
                new Bilingual(found.name() + "=" + found.value() + " is not understood.", found.name() + "=" + found.value() + " 无法识别。"));
    }

    /// `scheme://host[:port]` of an address, in lower case; empty when it is none.
    static Optional<String> origin(String address) {
        try {
            var uri = URI.create(address.strip().toLowerCase(Locale.ROOT));
            var web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!web || uri.getRawAuthority() == null || uri.getUserInfo() != null) {
                return Optional.empty();
            }
            return Optional.of(uri.getScheme() + "://" + uri.getRawAuthority());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Host and port of an origin, without the port that its scheme implies.
    static String authority(String origin) {
        var authority = origin.substring(origin.indexOf("://") + 3);
        var implied = origin.startsWith("https:") ? ":443" : ":80";
        return authority.endsWith(implied) ? authority.substring(0, authority.length() - implied.length()) : authority;
    }
}
