package app.hearth.model;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Extra headers of a connection: checked, and hidden from those who look.
final class Headers {
    /// What stands for a value that was set; sent back, it means “as it was”.
    static final String MASK = "••••••";

    private static final int MOST = 32;

    // a proxy's, the connection's or the body's own: setting them breaks the request
    private static final Set<String> NOT_OURS = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host",
            "content-length",
            "content-type",
            "accept-encoding",
            "expect");

    /// @param before what was set, for values that come back masked
    /// @param hasKey whether the key already says who asks
    static Map<String, String> checked(Map<String, String> given, Map<String, String> before, boolean hasKey) {
        if (given.size() > MOST) {
            throw HearthException.invalid("headers", "too_long");
        }
        var known = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        known.putAll(before);
        var seen = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        given.forEach((name, value) -> {
            var header = checkedName(name == null ? "" : name.strip(), hasKey);
            var was = MASK.equals(value) ? known.get(header) : value;
            if (was == null) {
                throw HearthException.invalid("headers", MASK.equals(value) ? "headers_again" : "not_header");
            }
            if (seen.put(header, checkedValue(was.strip())) != null) {
                throw HearthException.invalid("headers", "not_header");
            }
        });
        return Map.copyOf(seen);
    }

    static Map<String, String> masked(Map<String, String> headers) {
        var masked = new LinkedHashMap<String, String>();
        headers.keySet().stream().sorted(String.CASE_INSENSITIVE_ORDER).forEach(name -> masked.put(name, MASK));
        return masked;
    }

    /// What was stored as JSON.
    static Map<String, String> parsed(String json) {
        var headers = new LinkedHashMap<String, String>();
        Json.parse(json)
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return headers;
    }

    private static String checkedName(String name, boolean hasKey) {
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}") || NOT_OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw HearthException.invalid("headers", "not_header");
        }
        if (hasKey && name.equalsIgnoreCase("authorization")) {
            throw HearthException.invalid("headers", "key_is_authorization");
        }
        return name;
    }

    // visible ASCII, blanks and tabs: a line break would begin another header
    private static String checkedValue(String value) {
        if (!value.matches("[\\x20-\\x7e\\t]{0,4000}")) {
            throw HearthException.invalid("headers", "not_header");
        }
        return value;
    }

    private Headers() {}
}
