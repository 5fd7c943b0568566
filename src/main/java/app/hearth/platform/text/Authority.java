package app.hearth.platform.text;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who an address names. [URI] itself finds no host where its name has an underscore, as many have in networks of containers.
///
/// @param user as written, with the password; empty when there is none
/// @param host as written; an IPv6 address in its brackets
/// @param port -1 when none is named
public record Authority(String user, String host, int port) {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?)(?::([0-9]{0,5}))?");

    /// Empty when the address names no host.
    public static Optional<Authority> of(URI uri) {
        if (uri.getHost() != null) {
            return Optional.of(new Authority(uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo(), uri.getHost(), uri.getPort()));
        }
        if (uri.getRawAuthority() == null) {
            return Optional.empty();
        }
        var at = uri.getRawAuthority().lastIndexOf('@');
        var name = NAME.matcher(uri.getRawAuthority().substring(at + 1));
        if (!name.matches()) {
            return Optional.empty();
        }
        var port = name.group(2) == null || name.group(2).isEmpty() ? -1 : Integer.parseInt(name.group(2));
        return Optional.of(new Authority(at < 0 ? "" : uri.getRawAuthority().substring(0, at), name.group(1), port));
    }

    /// The host, or an empty text.
    public static String host(URI uri) {
        return of(uri).map(Authority::host).orElse("");
    }
}
