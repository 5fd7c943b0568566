package app.hearth.platform.config;

import app.hearth.platform.error.Bilingual;
import app.hearth.platform.text.Authority;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/// What `DATABASE_URL` names, in the forms that Open WebUI's users write (SQLAlchemy's).
public sealed interface Database {
    Bilingual WANTED = new Bilingual(
            "postgresql://user:password@host:5432/database (special characters in the password as %XX) or sqlite:////folder/file.db",
            "postgresql://用户:密码@主机:5432/数据库（密码中的特殊字符写成 %XX）或 sqlite:////文件夹/文件.db");

    record Sqlite(Path file) implements Database {}

    /// @param url for JDBC, without user and password
    record Postgres(String url, String user, String password) implements Database {}

    /// @param data the data folder, where `hearth.db` lies when nothing is given
    static Database of(Config config, Path data) {
        var url = config.text(Settings.DATABASE_URL);
        try {
            return of(url, data);
        } catch (IllegalArgumentException e) {
            throw new Config.ConfigException(Settings.DATABASE_URL, config.find(Settings.DATABASE_URL), WANTED);
        }
    }

    /// Throws `IllegalArgumentException` when `url` has none of the forms.
    static Database of(String url, Path data) {
        if (url.isBlank()) {
            return new Sqlite(data.resolve("hearth.db"));
        }
        var scheme = url.toLowerCase(Locale.ROOT);
        if (scheme.startsWith("sqlite:")) {
            return sqlite(url);
        }
        if (scheme.matches("(?s)postgres(ql)?([+][a-z0-9]+)?://.*")) {
            return postgres("postgresql" + url.substring(url.indexOf("://")));
        }
        throw new IllegalArgumentException("not a database");
    }

    /// Three slashes: below the working folder; four: from the root.
    private static Database sqlite(String url) {
        var path = url.substring("sqlite:".length());
        if (!path.startsWith("///") || path.length() == 3 || path.contains(":memory:")) {
            throw new IllegalArgumentException("not a file");
        }
        var end = path.indexOf('?') < 0 ? path.length() : path.indexOf('?');
        return new Sqlite(Path.of(path.substring(3, end)));
    }

    private static Database postgres(String url) {
        try {
            var uri = new URI(url);
            var server = Authority.of(uri).orElseThrow(() -> new IllegalArgumentException("no host"));
            if (uri.getPath() == null || uri.getPath().length() < 2) {
                throw new IllegalArgumentException("no database");
            }
            var port = server.port() < 0 ? 5432 : server.port();
            var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            var user = server.user();
            var colon = user.indexOf(':');
            return new Postgres(
                    "jdbc:postgresql://" + server.host() + ":" + port + uri.getRawPath() + query,
                    decoded(colon < 0 ? user : user.substring(0, colon)),
                    colon < 0 ? "" : decoded(user.substring(colon + 1)));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address", e);
        }
    }

    // unlike in a form, a plus is a plus
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
