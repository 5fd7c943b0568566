package app.hearth.model;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.text.Authority;
import app.hearth.provider.ProviderKind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The addresses of upstreams: what people paste, made into what the gateway builds on.
final class Addresses {
    static final String OPENAI = "https://api.openai.com/v1";

    /// Bailian's shared hosts; the other regions have only hosts of their own for each workspace.
    private static final Map<String, String> BAILIAN = Map.of(
            "cn-beijing", "https://dashscope.aliyuncs.com",
            "ap-southeast-1", "https://dashscope-intl.aliyuncs.com",
            "us-east-1", "https://dashscope-us.aliyuncs.com",
            "cn-hongkong", "https://cn-hongkong.dashscope.aliyuncs.com");

    private static final List<String> OPENAI_TAILS =
            List.of("/chat/completions", "/completions", "/models", "/embeddings", "/responses", "/chat");

    /// The base address of an upstream. Throws `INVALID_FIELD` for `field`.
    static URI normal(String field, String given, ProviderKind kind) {
        var text = Fields.required(field, given, 2_000);
        if (!text.contains("://")) {
            throw HearthException.invalid(field, "not_url");
        }
        var uri = parse(field, text);
        var path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return URI.create(origin(uri, false) + cut(path, kind));
    }

    /// The host of a Bailian region.
    static Optional<URI> bailian(String region) {
        return Optional.ofNullable(BAILIAN.get(region)).map(URI::create);
    }

    /// The Bailian region whose shared host this is.
    static Optional<String> region(URI base) {
        return BAILIAN.entrySet().stream()
                .filter(entry -> entry.getValue().equals(base.toString()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// Whether an OpenAI-style address is Bailian's compatible endpoint.
    static boolean isBailian(URI uri) {
        var host = Authority.host(uri).toLowerCase(Locale.ROOT);
        var isHost = host.matches("([a-z0-9-]+\\.)?dashscope(-[a-z]+)?\\.aliyuncs\\.com") || host.endsWith(".maas.aliyuncs.com");
        return isHost && uri.getRawPath().startsWith("/compatible-mode");
    }

    /// Scheme, host and port: what a key belongs to.
    static String origin(URI uri) {
        return origin(uri, true);
    }

    private static URI parse(String field, String text) {
        try {
            var uri = new URI(text);
            var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw HearthException.invalid(field, "not_url");
            }
            var named = Authority.of(uri).orElseThrow(() -> HearthException.invalid(field, "not_url"));
            if (uri.getRawAuthority().contains("@")) {
                throw HearthException.invalid(field, "user_info");
            }
            if (named.port() > 65_535) {
                throw HearthException.invalid(field, "not_url");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw HearthException.invalid(field, "not_url");
        }
    }

    private static String origin(URI uri, boolean withPort) {
        var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        var usual = scheme.equals("https") ? 443 : 80;
        var named = Authority.of(uri).orElseThrow();
        var port = named.port() >= 0 ? named.port() : usual;
        return scheme + "://" + named.host().toLowerCase(Locale.ROOT) + (withPort || port != usual ? ":" + port : "");
    }

    private static String cut(String path, ProviderKind kind) {
        return switch (kind) {
            case OPENAI, LOCAL -> {
                for (var tail : OPENAI_TAILS) {
                    if (path.endsWith(tail)) {
                        yield path.substring(0, path.length() - tail.length());
                    }
                }
                yield path;
            }
            case OLLAMA -> path.replaceFirst("/(api|v1)(/.*)?$", "");
            case BAILIAN -> path.replaceFirst("/(compatible-mode|api/v1|compatible-api)(/.*)?$", "");
        };
    }

    private Addresses() {}
}
