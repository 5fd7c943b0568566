package app.hearth.provider;

import java.util.Locale;
import java.util.TreeSet;

/// Takes a connection's secrets out of what is shown: upstreams like to repeat the key that they refuse.
final class Secrets {
    private static final String REMOVED = "•••";
    private static final int SHORTEST = 8; // a header's value below that is no secret, and may be a word of the text

    private final TreeSet<String> secrets = new TreeSet<>((a, b) -> {
        int longer = Integer.compare(b.length(), a.length());
        return longer != 0 ? longer : a.compareTo(b);
    });

    Secrets(Connection connection) {
        add(connection.key(), 1);
        connection.headers().forEach((name, value) -> {
            if (isSecret(name)) {
                add(value, SHORTEST);
                add(value.substring(value.indexOf(' ') + 1), SHORTEST); // without its scheme
            }
        });
        var url = connection.baseUrl();
        if (url != null && url.getRawUserInfo() != null) {
            add(url.getRawUserInfo(), 1);
        }
    }

    String removedFrom(String text) {
        var shown = text;
        for (var secret : secrets) {
            shown = shown.replace(secret, REMOVED);
        }
        return shown;
    }

    private void add(String secret, int shortest) {
        var bare = secret == null ? "" : secret.strip();
        if (bare.length() >= shortest) {
            secrets.add(bare);
            secrets.add(bare.replace("/", "\\/")); // as some write it in JSON
        }
    }

    private static boolean isSecret(String header) {
        return !header.toLowerCase(Locale.ROOT).matches("user-agent|accept.*|content-type|http-referer|referer|x-title|origin");
    }
}
