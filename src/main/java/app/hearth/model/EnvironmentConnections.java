package app.hearth.model;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Setting;
import app.hearth.platform.config.Settings;
import app.hearth.platform.error.Bilingual;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import app.hearth.platform.text.Authority;
import app.hearth.provider.ProviderKind;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The connections that the environment or `hearth.toml` makes, in Open WebUI's names and meaning. They are not stored and can't be changed
/// in the
/// page.
final class EnvironmentConnections {
    private static final System.Logger LOG = System.getLogger("model");

    private final Config config;
    private final List<Configured> made = new ArrayList<>();

    private EnvironmentConnections(Config config) {
        this.config = config;
    }

    /// Throws [Config.ConfigException] with a sentence when a setting can't be understood.
    static List<Configured> of(Config config) {
        var connections = new EnvironmentConnections(config);
        connections.bailian();
        connections.openai();
        connections.ollama();
        return List.copyOf(connections.made);
    }

    private void bailian() {
        config.given(Settings.BAILIAN_KEY).ifPresent(key -> {
            var region = config.text(Settings.BAILIAN_REGION);
            var host = config.given(Settings.BAILIAN_URL)
                    .map(url -> address(Settings.BAILIAN_URL, url.value(), ProviderKind.BAILIAN))
                    .or(() -> Addresses.bailian(region))
                    .orElseThrow(() -> misunderstood(
                            Settings.BAILIAN_REGION.name() + "=" + region + " has no shared host: set " + Settings.BAILIAN_URL.name()
                                    + " to your workspace's host.",
                            Settings.BAILIAN_REGION.name() + "=" + region + " 没有公共地址：请把 " + Settings.BAILIAN_URL.name() + " 设为业务空间专属地址。"));
            add(ProviderKind.BAILIAN, host, key.value(), Json.object(), true, key.name(), 0, Optional.of(region));
        });
    }

    private void openai() {
        var keys = config.list(Settings.OPENAI_KEYS, ";");
        var given = config.given(Settings.OPENAI_URLS).or(() -> config.given(Settings.OPENAI_KEYS));
        if (given.isEmpty()) {
            return;
        }
        var urls = config.given(Settings.OPENAI_URLS).isPresent() ? config.list(Settings.OPENAI_URLS, ";") : List.of("");
        if (keys.size() != urls.size() && !keys.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "{0} addresses but {1} keys in {2}: they belong together by their order",
                    urls.size(),
                    keys.size(),
                    given.get().name());
        }
        var configs = configs();
        var enabled = config.flag(Settings.OPENAI_ENABLED);
        for (int i = 0; i < urls.size(); i++) {
            var url = urls.get(i).isEmpty() ? Addresses.OPENAI : urls.get(i);
            var base = address(Settings.OPENAI_URLS, url, ProviderKind.OPENAI);
            var kind = Addresses.isBailian(base) ? ProviderKind.BAILIAN : ProviderKind.OPENAI;
            var options = configs.path(Integer.toString(i)).isObject() ? configs.path(Integer.toString(i)) : configs.path(urls.get(i));
            // fewer keys than addresses: the rest has none; further keys are nobody's
            var key = i < keys.size() ? keys.get(i) : "";
            add(
                    kind,
                    address(Settings.OPENAI_URLS, url, kind),
                    key,
                    options,
                    enabled,
                    given.get().name(),
                    i,
                    Optional.empty());
        }
    }

    private void ollama() {
        var given = config.given(Settings.OLLAMA_URLS);
        if (given.isEmpty()) {
            return;
        }
        var urls = config.list(Settings.OLLAMA_URLS, ";");
        for (int i = 0; i < urls.size(); i++) {
            if (!urls.get(i).isEmpty()) {
                var base = address(Settings.OLLAMA_URLS, urls.get(i), ProviderKind.OLLAMA);
                add(
                        ProviderKind.OLLAMA,
                        base,
                        "",
                        Json.object(),
                        config.flag(Settings.OLLAMA_ENABLED),
                        given.get().name(),
                        i,
                        Optional.empty());
            }
        }
    }

    private void add(
            ProviderKind kind,
            URI base,
            String key,
            JsonNode options,
            boolean enabled,
            String setting,
            int index,
            Optional<String> region) {
        // the same key for Bailian in both spellings is one connection
        if (made.stream()
                .anyMatch(c ->
                        c.kind() == kind && c.baseUrl().equals(base) && c.key().equals(key))) {
            return;
        }
        var seed = "environment/" + kind.id() + "/" + setting + "/" + index;
        made.add(new Configured(
                UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString(),
                kind,
                name(kind, base),
                base,
                key,
                headers(options.path("headers"), !key.isEmpty()),
                options.path("prefix_id").asText(""),
                region,
                texts(options.path("model_ids")),
                enabled && options.path("enable").asBoolean(true),
                made.size(),
                Optional.of(setting),
                Optional.empty()));
    }

    /// What a connection is called when nobody said.
    static String name(ProviderKind kind, URI base) {
        return switch (kind) {
            case BAILIAN -> "Bailian";
            case OLLAMA -> "Ollama";
            case LOCAL -> "Local";
            case OPENAI -> Authority.host(base).equals("api.openai.com") ? "OpenAI" : Authority.host(base);
        };
    }

    private JsonNode configs() {
        var found = config.given(Settings.OPENAI_CONFIGS);
        if (found.isEmpty()) {
            return Json.object();
        }
        try {
            var parsed = Json.parse(found.get().value());
            if (parsed.isObject()) {
                return parsed;
            }
        } catch (UncheckedIOException e) {
            LOG.log(Level.DEBUG, "OPENAI_API_CONFIGS", e);
        }
        throw misunderstood(
                found.get().name() + " is not understood: give a JSON object such as {\"0\":{\"enable\":true}}.",
                found.get().name() + " 无法识别：请填写 JSON 对象，例如 {\"0\":{\"enable\":true}}。");
    }

    private static URI address(Setting setting, String text, ProviderKind kind) {
        try {
            return Addresses.normal(setting.name(), text, kind);
        } catch (HearthException e) {
            // what was given may hold a password: it is not repeated
            throw misunderstood(
                    setting.name() + " is not understood: give an address such as https://example.com/v1, without a user name or password.",
                    setting.name() + " 无法识别：请填写网址，例如 https://example.com/v1，不要带用户名或密码。");
        }
    }

    private static Map<String, String> headers(JsonNode node, boolean hasKey) {
        var headers = new LinkedHashMap<String, String>();
        node.properties()
                .forEach(entry -> headers.put(entry.getKey(), entry.getValue().asText()));
        try {
            return Headers.checked(headers, Map.of(), hasKey);
        } catch (HearthException e) {
            throw misunderstood(
                    Settings.OPENAI_CONFIGS.name() + " is not understood: its headers hold one that can't be sent.",
                    Settings.OPENAI_CONFIGS.name() + " 无法识别：其中有不能发送的请求头。");
        }
    }

    private static Config.ConfigException misunderstood(String english, String chinese) {
        return new Config.ConfigException(new Bilingual(english, chinese));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
