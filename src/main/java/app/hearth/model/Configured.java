package app.hearth.model;

import app.hearth.platform.error.ErrorCode;
import app.hearth.provider.Connection;
import app.hearth.provider.ProviderKind;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A connection as the environment or an administrator set it up.
///
/// @param prefix stands with a dot before the ids of its models; empty for none
/// @param only the upstream ids that are offered; empty for all
/// @param fixed the setting that made it, if it can't be changed in the page
/// @param problem why it can't be used as it is stored
record Configured(
        String id,
        ProviderKind kind,
        String name,
        URI baseUrl,
        String key,
        Map<String, String> headers,
        String prefix,
        Optional<String> region,
        List<String> only,
        boolean enabled,
        int position,
        Optional<String> fixed,
        Optional<ErrorCode> problem) {
    Configured {
        headers = Map.copyOf(headers);
        only = List.copyOf(only);
    }

    Connection connection() {
        return new Connection(id, kind, name, baseUrl, key, headers);
    }

    Configured named(String other) {
        return new Configured(id, kind, other, baseUrl, key, headers, prefix, region, only, enabled, position, fixed, problem);
    }

    /// Without the key and the headers, which may hold secrets.
    @Override
    public String toString() {
        return "Configured[" + id + " " + kind.id() + " " + baseUrl + "]";
    }
}
