package app.hearth.platform.http;

import app.hearth.platform.egress.Cidr;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Who is at the other end, and how they reached us. What proxies say counts only from those that are trusted: of the chain in
/// `X-Forwarded-For` the rightmost address that is no trusted proxy's, since everything left of it can be made up.
///
/// @param authority host and port by which the client named us
/// @param secure whether the client's side of the way is TLS
record Peer(String address, String authority, boolean secure) {
    private static final Pattern WITH_PORT = Pattern.compile("[0-9.]+:[0-9]+");
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");

    static Peer of(HttpServletRequest request, List<Cidr> trusted) {
        var remote = request.getRemoteAddr();
        var host = request.getHeader("Host") == null ? "" : request.getHeader("Host");
        if (trusted.isEmpty() || !isTrusted(remote, trusted)) {
            return new Peer(remote, host.toLowerCase(Locale.ROOT), request.isSecure());
        }
        var chain = values(request, "X-Forwarded-For");
        var protocols = values(request, "X-Forwarded-Proto");
        var hosts = values(request, "X-Forwarded-Host");
        var hop = chain.size() - 1;
        while (hop > 0 && isTrusted(chain.get(hop), trusted)) {
            hop--;
        }
        var address = hop < 0 ? remote : literal(chain.get(hop), remote);
        var protocol = at(protocols, hop, chain.size(), request.isSecure() ? "https" : "http");
        var authority = at(hosts, hop, chain.size(), host);
        return new Peer(address, authority.toLowerCase(Locale.ROOT), protocol.equalsIgnoreCase("https"));
    }

    /// Whether the client named this machine, by which browsers take the page for a secure one.
    boolean isLoopback() {
        return LOOPBACK.matcher(authority).matches();
    }

    /// What the hop's proxy said when each proxy added its own, else what the nearest one said.
    private static String at(List<String> values, int hop, int hops, String fallback) {
        if (values.isEmpty()) {
            return fallback;
        }
        return values.size() == hops ? values.get(hop) : values.getLast();
    }

    private static List<String> values(HttpServletRequest request, String name) {
        var all = new ArrayList<String>();
        for (var line : Collections.list(request.getHeaders(name))) {
            for (var value : line.split(",")) {
                if (!value.isBlank()) {
                    all.add(value.strip());
                }
            }
        }
        return all;
    }

    static boolean isTrusted(String address, List<Cidr> trusted) {
        try {
            return Cidr.anyContains(trusted, Cidr.unmapped(InetAddress.ofLiteral(bare(address))));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// The address in its regular form; `fallback` for what is none, such as `unknown`.
    private static String literal(String text, String fallback) {
        try {
            return Cidr.unmapped(InetAddress.ofLiteral(bare(text))).getHostAddress();
        } catch (IllegalArgumentException e) {
            return fallback;
        }
    }

    /// Without brackets and port: `[2001:db8::1]:443`, `192.0.2.1:443`.
    private static String bare(String text) {
        if (text.startsWith("[") && text.contains("]")) {
            return text.substring(1, text.indexOf(']'));
        }
        return WITH_PORT.matcher(text).matches() ? text.substring(0, text.indexOf(':')) : text;
    }
}
