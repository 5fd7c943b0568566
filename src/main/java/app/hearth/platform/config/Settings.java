package app.hearth.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Every setting that the house reads at its start, with its names, default and meaning; `docs/config.md` is made from this list.
public final class Settings {
    private static final List<Setting> ALL = new ArrayList<>();

    public static final Setting DATA =
            plain("HEARTH_DATA", "./data", "Folder that holds everything the house keeps.", "存放全部数据的文件夹。", "DATA_DIR");
    public static final Setting PORT = plain("PORT", "8080", "Port to listen on.", "监听端口。");
    public static final Setting HOST = plain("HOST", "0.0.0.0", "Address to listen on.", "监听地址。");
    public static final Setting DATABASE_URL = secret(
            "DATABASE_URL",
            "",
            "`postgresql://user:password@host/db`, or `sqlite:////folder/file.db`; empty: SQLite in the data folder.",
            "PostgreSQL 地址，或 SQLite 文件地址；留空则使用数据文件夹中的 SQLite。");
    public static final Setting SECRET_KEY = secret(
            "WEBUI_SECRET_KEY",
            "",
            "Seals stored secrets and signs tokens; made on the first start when not given.",
            "用来加密保存的密钥并签发令牌；不设则首次启动时生成。",
            "HEARTH_SECRET_KEY");
    public static final Setting ADMIN_EMAIL = plain(
            "HEARTH_ADMIN_EMAIL", "", "Makes the administrator at start, when no account exists.", "没有账户时，启动即创建管理员。", "WEBUI_ADMIN_EMAIL");
    public static final Setting ADMIN_PASSWORD =
            secret("HEARTH_ADMIN_PASSWORD", "", "That administrator's password.", "上述管理员的密码。", "WEBUI_ADMIN_PASSWORD");
    public static final Setting ADMIN_NAME = plain("HEARTH_ADMIN_NAME", "", "That administrator's name.", "上述管理员的名字。", "WEBUI_ADMIN_NAME");
    public static final Setting NAME = plain("WEBUI_NAME", "", "Name shown in the page.", "页面上显示的名称。", "HEARTH_NAME");
    public static final Setting URL = plain("WEBUI_URL", "", "Public address, when a proxy hides it.", "经代理访问时的公网地址。", "HEARTH_URL");
    public static final Setting TRUSTED_PROXIES = plain(
            "HEARTH_TRUSTED_PROXIES",
            "127.0.0.0/8,::1/128",
            "Proxies whose X-Forwarded-* headers count, as CIDR list.",
            "可信代理的网段，CIDR，逗号分隔。");
    public static final Setting SIGN_UP = plain(
            "ENABLE_SIGNUP",
            "",
            "true: anybody may sign up; false: nobody; not given: the first account, then closed.",
            "true 开放注册，false 关闭；不设则只允许首个账户注册。");
    public static final Setting DEFAULT_ROLE =
            plain("DEFAULT_USER_ROLE", "pending", "Role of later accounts: pending, user or admin.", "后续账户的角色：pending、user 或 admin。");
    public static final Setting OFFLINE =
            plain("HEARTH_OFFLINE", "false", "No connection leaves the house but to listed hosts.", "离线模式，只访问列出的主机。", "OFFLINE_MODE");
    public static final Setting EGRESS_ALLOW =
            plain("HEARTH_EGRESS_ALLOW", "", "Private ranges that may be reached, as CIDR list.", "允许访问的内网网段，CIDR，逗号分隔。");
    public static final Setting OPENAI_URLS = plain(
            "OPENAI_API_BASE_URLS",
            "",
            "OpenAI-compatible base addresses, `;` between them.",
            "OpenAI 兼容接口地址，多个用分号分隔。",
            "OPENAI_API_BASE_URL");
    public static final Setting OPENAI_KEYS =
            secret("OPENAI_API_KEYS", "", "Their API keys, in the same order.", "对应的 API Key，顺序相同。", "OPENAI_API_KEY");
    public static final Setting OPENAI_CONFIGS =
            plain("OPENAI_API_CONFIGS", "", "JSON by index: enable, prefix_id, model_ids.", "按序号给出的 JSON：enable、prefix_id、model_ids。");
    public static final Setting OPENAI_ENABLED =
            plain("ENABLE_OPENAI_API", "true", "Whether OpenAI-compatible connections are used.", "是否使用 OpenAI 兼容连接。");
    public static final Setting OLLAMA_URLS =
            plain("OLLAMA_BASE_URLS", "", "Ollama addresses, `;` between them.", "Ollama 地址，多个用分号分隔。", "OLLAMA_BASE_URL");
    public static final Setting OLLAMA_ENABLED =
            plain("ENABLE_OLLAMA_API", "true", "Whether Ollama connections are used.", "是否使用 Ollama 连接。");
    public static final Setting BAILIAN_KEY =
            secret("BAILIAN_API_KEY", "", "Alibaba Cloud Bailian key: makes a connection.", "百炼 API Key，设置后即可使用。", "DASHSCOPE_API_KEY");
    public static final Setting BAILIAN_REGION =
            plain("HEARTH_BAILIAN_REGION", "cn-beijing", "Region of that key.", "该 Key 所属的地域。", "BAILIAN_REGION");
    public static final Setting BAILIAN_URL =
            plain("BAILIAN_BASE_URL", "", "Replaces Bailian's host (private endpoints, tests).", "替换百炼的主机（专属地址、测试）。");
    public static final Setting DEFAULT_MODELS = plain("DEFAULT_MODELS", "", "Model chosen at first.", "默认模型。");
    public static final Setting AUTH =
            plain("WEBUI_AUTH", "true", "false: one user without a login, only on an empty database.", "false 表示免登录的单用户模式，仅限空数据库。");
    public static final Setting SESSION_LIFE = plain(
            "JWT_EXPIRES_IN",
            "4w",
            "How long a sign-in lasts after its last use: 12h, 28d, 4w; -1 means 400 days.",
            "登录在最后一次使用后的有效期：12h、28d、4w；-1 表示 400 天。");
    public static final Setting API_KEYS =
            plain("ENABLE_API_KEYS", "true", "Whether accounts may make and use API keys.", "账户是否可以创建和使用 API Key。", "ENABLE_API_KEY");
    public static final Setting TITLES =
            plain("ENABLE_TITLE_GENERATION", "true", "Whether a model gives new chats their titles.", "是否由模型为新对话生成标题。");
    public static final Setting TITLE_MODEL =
            plain("TASK_MODEL_EXTERNAL", "", "Model that makes titles; empty: the chat's own.", "生成标题的模型；留空则用对话的模型。", "TASK_MODEL");
    public static final Setting CORS = plain(
            "CORS_ALLOW_ORIGIN",
            "",
            "Sites whose pages may call the API with a key, `;` between them, or `*`.",
            "允许其页面用 API Key 调用接口的网站，分号分隔，或 *。");
    public static final Setting RELAYS = plain(
            "HEARTH_MAX_RELAYS",
            "1500",
            "Answers handed to API clients at once; one account may have two thirds of them. Beyond: 429 with Retry-After.",
            "API 客户端可同时进行的回复数，单个账户最多占三分之二；超出时返回 429 和 Retry-After。");
    public static final Setting LOG_LEVEL = plain(
            "GLOBAL_LOG_LEVEL",
            "warning",
            "What the log tells: error, warning, info or debug.",
            "日志级别：error、warning、info 或 debug。",
            "HEARTH_LOG_LEVEL");
    public static final Setting ACCEPT_KEY = plain(
            "HEARTH_ACCEPT_SECRET_KEY",
            "false",
            "true, for one start: take a changed secret key; stored provider keys must be entered again.",
            "仅用于一次启动：接受更换后的密钥，已保存的 API Key 需要重新填写。");

    /// All settings, in the order of this file.
    public static List<Setting> all() {
        return List.copyOf(ALL);
    }

    /// The setting that has this name, in capitals, among its names.
    public static Optional<Setting> named(String name) {
        return ALL.stream().filter(setting -> setting.names().contains(name)).findFirst();
    }

    private static Setting plain(String name, String fallback, String english, String chinese, String... aliases) {
        return add(name, fallback, false, english, chinese, aliases);
    }

    private static Setting secret(String name, String fallback, String english, String chinese, String... aliases) {
        return add(name, fallback, true, english, chinese, aliases);
    }

    private static Setting add(String name, String fallback, boolean secret, String english, String chinese, String... aliases) {
        var names = new ArrayList<String>();
        names.add(name);
        names.addAll(List.of(aliases));
        var setting = new Setting(List.copyOf(names), fallback, secret, english, chinese);
        ALL.add(setting);
        return setting;
    }

    private Settings() {}
}
