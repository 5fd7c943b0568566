package app.hearth.model;

import app.hearth.platform.config.Settings;
import app.hearth.platform.error.HearthException;
import app.hearth.provider.ProviderKind;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes connections of what administrators fill in. Every refusal is an `INVALID_FIELD` that names the field.
final class Drafts {
    private static final int LONGEST_KEY = 4_000;
    private static final int MOST_MODELS = 1_000;

    /// Where a connection leads.
    private record Place(URI base, Optional<String> region) {}

    /// The connection `before`, or a new one, with what the draft names. A key and headers stay only where the host stays: neither ever
    /// goes to another host than its own.
    static Configured applied(Optional<Configured> before, String id, ConnectionDraft draft) {
        var kind = kind(before, draft);
        var place = kind == ProviderKind.BAILIAN ? bailian(before, draft) : new Place(base(kind, before, draft), Optional.empty());
        var moved = before.isPresent()
                && !Addresses.origin(place.base())
                        .equals(Addresses.origin(before.get().baseUrl()));
        var key = key(before, draft, moved);
        var name = Fields.text("name", draft.name(), 100);
        return new Configured(
                id,
                kind,
                name.isEmpty() ? before.map(Configured::name).orElseGet(() -> EnvironmentConnections.name(kind, place.base())) : name,
                place.base(),
                key,
                headers(before, draft, moved, !key.isEmpty()),
                draft.prefix() == null ? before.map(Configured::prefix).orElse("") : prefix(draft.prefix()),
                place.region(),
                draft.models() == null
                        ? before.map(Configured::only).orElse(List.of())
                        : Fields.list("models", draft.models(), MOST_MODELS, 200),
                draft.enabled() == null ? before.map(Configured::enabled).orElse(true) : draft.enabled(),
                draft.position() == null ? before.map(Configured::position).orElse(0) : position(draft.position()),
                before.flatMap(Configured::fixed),
                draft.key() == null ? before.flatMap(Configured::problem) : Optional.empty());
    }

    private static ProviderKind kind(Optional<Configured> before, ConnectionDraft draft) {
        var given = Optional.ofNullable(draft.provider())
                .map(text -> ProviderKind.of(text).orElseThrow(() -> HearthException.invalid("provider", "unknown")));
        if (before.isPresent()
                && given.isPresent()
                && given.get() != before.get().kind()) {
            throw HearthException.invalid("provider", "not_changeable");
        }
        return before.map(Configured::kind)
                .or(() -> given.filter(kind -> kind != ProviderKind.LOCAL))
                .orElseThrow(() -> HearthException.invalid("provider", given.isPresent() ? "unknown" : "required"));
    }

    private static URI base(ProviderKind kind, Optional<Configured> before, ConnectionDraft draft) {
        return given(kind, draft)
                .or(() -> before.map(Configured::baseUrl))
                .orElseThrow(() -> HearthException.invalid("baseUrl", "required"));
    }

    private static Optional<URI> given(ProviderKind kind, ConnectionDraft draft) {
        return Optional.ofNullable(draft.baseUrl())
                .filter(text -> !text.isBlank())
                .map(text -> Addresses.normal("baseUrl", text, kind));
    }

    /// A new address decides the region where it is a shared host; without one the shared host follows the region, and an address of one's
    /// own stays.
    private static Place bailian(Optional<Configured> before, ConnectionDraft draft) {
        var asked = Optional.of(Fields.text("region", draft.region(), 40)).filter(text -> !text.isEmpty());
        var region = asked.or(() -> before.flatMap(Configured::region)).orElse(Settings.BAILIAN_REGION.fallback());
        var given = given(ProviderKind.BAILIAN, draft)
                .filter(url -> before.isEmpty() || !url.equals(before.get().baseUrl()));
        if (given.isPresent()) {
            return new Place(given.get(), Addresses.region(given.get()).or(() -> Optional.of(region)));
        }
        if (before.isPresent()
                && (asked.isEmpty() || Addresses.region(before.get().baseUrl()).isEmpty())) {
            return new Place(before.get().baseUrl(), Optional.of(region));
        }
        var host = Addresses.bailian(region).orElseThrow(() -> HearthException.invalid("region", "region_unknown"));
        return new Place(host, Optional.of(region));
    }

    private static String key(Optional<Configured> before, ConnectionDraft draft, boolean moved) {
        if (draft.key() == null) {
            if (moved && before.filter(c -> !c.key().isEmpty()).isPresent()) {
                throw HearthException.invalid("key", "key_again");
            }
            return before.map(Configured::key).orElse("");
        }
        var key = Fields.text("key", draft.key(), LONGEST_KEY);
        if (!key.matches("[\\x21-\\x7e]*")) {
            throw HearthException.invalid("key", "not_key");
        }
        return key;
    }

    private static Map<String, String> headers(Optional<Configured> before, ConnectionDraft draft, boolean moved, boolean hasKey) {
        var stored = before.map(Configured::headers).orElse(Map.of());
        if (draft.headers() == null && moved && !stored.isEmpty()) {
            throw HearthException.invalid("headers", "headers_again");
        }
        var known = moved ? Map.<String, String>of() : stored;
        return Headers.checked(draft.headers() == null ? known : draft.headers(), known, hasKey);
    }

    private static String prefix(String given) {
        var prefix = Fields.text("prefix", given, 50);
        if (!prefix.matches("[\\p{L}\\p{N}._/-]*")) {
            throw HearthException.invalid("prefix", "not_prefix");
        }
        return prefix;
    }

    private static int position(int given) {
        if (given < 0 || given > 1_000_000) {
            throw HearthException.invalid("position", "wrong_type");
        }
        return given;
    }

    private Drafts() {}
}
