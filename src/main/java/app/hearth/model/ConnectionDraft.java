package app.hearth.model;

import java.util.List;
import java.util.Map;

/// What an administrator fills in of a connection; null is what was left out.
///
/// @param key empty takes it away
/// @param headers a masked value means “as it was”
/// @param region Bailian's
/// @param models the only ids to offer; empty for all
record ConnectionDraft(
        String provider,
        String name,
        String baseUrl,
        String key,
        Map<String, String> headers,
        String prefix,
        String region,
        List<String> models,
        Boolean enabled,
        Integer position) {}
