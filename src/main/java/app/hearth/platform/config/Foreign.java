package app.hearth.platform.config;

import app.hearth.platform.error.Bilingual;
import app.hearth.platform.error.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A name of Open WebUI's that this version can't honour. One that is given is never passed over in silence.
///
/// @param name ends in `*` for a family
/// @param harmless values, in lower case, at which nothing is lost: they are what the house does anyway
/// @param unsafe whether ignoring it would let somebody in or lose something: then the house does not start
/// @param missing what this version does not do, to stand after “this version does not” and “此版本不支持”
public record Foreign(String name, Set<String> harmless, boolean unsafe, Bilingual missing) {
    private static final List<Foreign> ALL = List.of(
            ignored(
                    "BYPASS_MODEL_ACCESS_CONTROL",
                    "true",
                    "hide models from single members: each sees all that are not hidden",
                    "按成员限制模型：所有成员可见全部未隐藏的模型"),
            ignored("ENABLE_LOGIN_FORM", "true", "hide its sign-in form", "隐藏登录表单"),
            unsafe(
                    "API_KEYS_ALLOWED_ENDPOINTS",
                    "",
                    "limit API keys to paths (give each key its scopes instead)",
                    "按路径限制 API Key（请改用每个 Key 的权限范围）"),
            unsafe(
                    "ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS",
                    "false",
                    "limit API keys to paths (give each key its scopes instead)",
                    "按路径限制 API Key（请改用每个 Key 的权限范围）"),
            ignored(
                    "CUSTOM_API_KEY_HEADER",
                    "x-api-key",
                    "take API keys in another header than Authorization and x-api-key",
                    "使用 Authorization 和 x-api-key 以外的 API Key 请求头"),
            ignored("DEFAULT_PINNED_MODELS", "", "pin models for everybody", "为所有人置顶模型"),
            ignored("TITLE_GENERATION_PROMPT_TEMPLATE", "", "take another prompt for titles", "自定义标题提示词"),
            ignored("ENABLE_TAGS_GENERATION", "false", "make tags", "生成标签"),
            ignored("ENABLE_FOLLOW_UP_GENERATION", "false", "suggest follow-up questions", "生成追问建议"),
            ignored("RAG_FULL_CONTEXT", "true", "search in documents: attached texts go to the model whole", "检索文档：附件文本会完整交给模型"),
            ignored(
                    "BYPASS_EMBEDDING_AND_RETRIEVAL",
                    "true",
                    "search in documents: attached texts go to the model whole",
                    "检索文档：附件文本会完整交给模型"),
            ignored("RAG_FILE_MAX_SIZE", "", "take another limit for files", "自定义文件大小上限"),
            ignored("RAG_*", "", "search in documents", "检索文档"),
            ignored("ENABLE_RAG_*", "false", "search in documents", "检索文档"),
            ignored("CHUNK_SIZE", "", "search in documents", "检索文档"),
            ignored("CHUNK_OVERLAP", "", "search in documents", "检索文档"),
            ignored("CONTENT_EXTRACTION_ENGINE", "", "read documents other than text", "读取文本以外的文档"),
            ignored("TIKA_SERVER_URL", "", "read documents other than text", "读取文本以外的文档"),
            ignored("DOCLING_*", "", "read documents other than text", "读取文本以外的文档"),
            ignored("VECTOR_DB", "", "search in documents", "检索文档"),
            ignored("PGVECTOR_*", "", "search in documents", "检索文档"),
            ignored("QDRANT_*", "", "search in documents", "检索文档"),
            ignored("ENABLE_WEB_SEARCH", "false", "search the web", "联网搜索"),
            ignored("WEB_SEARCH_*", "", "search the web", "联网搜索"),
            ignored("SEARXNG_*", "", "search the web", "联网搜索"),
            ignored("ENABLE_IMAGE_GENERATION", "false", "make pictures", "生成图片"),
            ignored("IMAGE_*", "", "make pictures", "生成图片"),
            ignored("AUDIO_*", "", "speak or listen", "语音"),
            ignored("ENABLE_WEBSOCKET_SUPPORT", "false", "use WebSocket and needs none", "使用 WebSocket，也不需要它"),
            ignored("WEBSOCKET_*", "", "use WebSocket and needs none", "使用 WebSocket，也不需要它"),
            ignored("REDIS_*", "", "use Redis", "使用 Redis"),
            unsafe("STORAGE_PROVIDER", "local", "keep files anywhere but in the data folder", "把文件存放在数据文件夹以外的地方"),
            ignored("S3_*", "", "keep files anywhere but in the data folder", "把文件存放在数据文件夹以外的地方"),
            ignored("GCS_*", "", "keep files anywhere but in the data folder", "把文件存放在数据文件夹以外的地方"),
            ignored("AZURE_STORAGE_*", "", "keep files anywhere but in the data folder", "把文件存放在数据文件夹以外的地方"),
            unsafe("WEBUI_AUTH_TRUSTED_*", "", "let a proxy say who signs in", "由代理决定登录身份"),
            ignored("ENABLE_OAUTH_*", "false", "sign in by OAuth or OpenID Connect", "OAuth 或 OpenID Connect 登录"),
            ignored("OAUTH_*", "", "sign in by OAuth or OpenID Connect", "OAuth 或 OpenID Connect 登录"),
            ignored("OPENID_*", "", "sign in by OAuth or OpenID Connect", "OAuth 或 OpenID Connect 登录"),
            ignored("ENABLE_LDAP", "false", "sign in by LDAP", "LDAP 登录"),
            ignored("LDAP_*", "", "sign in by LDAP", "LDAP 登录"),
            ignored("ENABLE_SCIM", "false", "take accounts by SCIM", "SCIM 账户同步"),
            ignored("SCIM_*", "", "take accounts by SCIM", "SCIM 账户同步"),
            ignored(
                    "WEBUI_SESSION_COOKIE_*",
                    "lax,false",
                    "change its cookies: they are SameSite=Lax, and Secure under https",
                    "修改 Cookie：始终为 SameSite=Lax，https 下带 Secure"),
            ignored(
                    "WEBUI_AUTH_COOKIE_*",
                    "lax,false",
                    "change its cookies: they are SameSite=Lax, and Secure under https",
                    "修改 Cookie：始终为 SameSite=Lax，https 下带 Secure"),
            ignored("ENABLE_ADMIN_EXPORT", "false", "let administrators export the database", "由管理员导出数据库"),
            ignored("ENABLE_ADMIN_CHAT_ACCESS", "false", "let administrators read others' chats", "由管理员查看他人的对话"),
            ignored("ENABLE_COMMUNITY_SHARING", "false", "share chats with a community site", "把对话分享到社区网站"),
            ignored("ENABLE_MESSAGE_RATING", "false", "rate replies", "评价回答"),
            ignored("USER_PERMISSIONS_*", "", "give members single permissions", "细分成员权限"),
            ignored(
                    "ENABLE_PERSISTENT_CONFIG",
                    "false",
                    "let stored settings win: what the environment sets is fixed",
                    "让已保存的设置优先：环境变量始终优先"),
            ignored("RESET_CONFIG_ON_START", "false", "reset stored settings at start", "启动时重置已保存的设置"),
            ignored("AIOHTTP_CLIENT_TIMEOUT", "", "take one time limit for all upstream calls", "统一的上游超时设置"),
            ignored("UVICORN_WORKERS", "1", "run several worker processes and needs none", "多个工作进程，也不需要它们"));

    /// All of them; where two fit a name, the first counts.
    public static List<Foreign> all() {
        return ALL;
    }

    public static Optional<Foreign> of(String name) {
        return ALL.stream().filter(foreign -> foreign.fits(name)).findFirst();
    }

    /// What was given and is ignored, a line each.
    public static List<String> warnings(Config config, Language language) {
        return lines(config, language, false);
    }

    /// What was given and must not be ignored, a line each: the house does not start.
    public static List<String> refusals(Config config, Language language) {
        return lines(config, language, true);
    }

    private static List<String> lines(Config config, Language language, boolean unsafe) {
        var all = new ArrayList<String>();
        for (var name : config.names()) {
            var value = config.raw(name).orElse("").strip().toLowerCase(Locale.ROOT);
            var foreign = of(name).filter(found -> found.unsafe == unsafe && !value.isEmpty() && !found.harmless.contains(value));
            if (foreign.isPresent() && Settings.named(name).isEmpty()) {
                all.add(foreign.get().line(name).in(language));
            }
        }
        return all;
    }

    private Bilingual line(String given) {
        return unsafe
                ? new Bilingual(
                        given + " is set, but this version does not " + missing.english()
                                + ", and ignoring it would not be safe. Remove it.",
                        "设置了 " + given + "，但此版本不支持" + missing.chinese() + "，忽略它并不安全，请移除。")
                : new Bilingual(
                        given + " is set, but this version does not " + missing.english() + "; it is ignored.",
                        "设置了 " + given + "，但此版本不支持" + missing.chinese() + "，已忽略。");
    }

    private boolean fits(String given) {
        return name.endsWith("*") ? given.startsWith(name.substring(0, name.length() - 1)) : given.equals(name);
    }

    private static Foreign ignored(String name, String harmless, String english, String chinese) {
        return new Foreign(name, values(harmless), false, new Bilingual(english, chinese));
    }

    private static Foreign unsafe(String name, String harmless, String english, String chinese) {
        return new Foreign(name, values(harmless), true, new Bilingual(english, chinese));
    }

    private static Set<String> values(String list) {
        return list.isEmpty() ? Set.of() : Set.of(list.split(","));
    }
}
