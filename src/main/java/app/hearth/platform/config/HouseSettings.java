package app.hearth.platform.config;

import app.hearth.platform.db.Db;
import app.hearth.platform.error.Bilingual;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What holds for the house now: the environment and `hearth.toml` first, then what an administrator set, then the default. Reads are from
/// memory; a write goes to the database first.
public final class HouseSettings {
    private final SettingStore store;
    private final Config config;
    private final Clock clock;
    private volatile Map<String, String> chosen;

    /// A value in the environment that can't be meant stops the start with a [Config.ConfigException].
    public HouseSettings(Db db, Config config, Clock clock) {
        this.store = new SettingStore(db);
        this.config = config;
        this.clock = clock;
        this.chosen = Map.copyOf(store.all());
        for (var setting : HouseSetting.values()) {
            fixed(setting);
        }
    }

    /// What the environment or `hearth.toml` decided.
    ///
    /// @param name the variable or key that did
    /// @param value as it is written there: `true`, where the house says `open`
    public record Fixed(String name, String value) {}

    public Optional<Fixed> fixed(HouseSetting setting) {
        var given = setting.setting().flatMap(config::given);
        try {
            given.ifPresent(found -> setting.check(found.value()));
            return given.map(found -> new Fixed(found.name(), found.value()));
        } catch (HearthException e) {
            var found = given.orElseThrow();
            throw new Config.ConfigException(new Bilingual(
                    found.name() + "=" + found.value() + " is not understood for " + setting.id() + ".",
                    found.name() + "=" + found.value() + " 不能用作 " + setting.id() + "。"));
        }
    }

    public String value(HouseSetting setting) {
        return fixed(setting)
                .map(fixed -> setting.check(fixed.value()))
                .orElseGet(() -> chosen.getOrDefault(setting.id(), setting.fallback()));
    }

    /// Sets a value, or takes it back when it is empty. Throws `setting_fixed`, `invalid_field`.
    public void set(HouseSetting setting, Optional<String> value) {
        fixed(setting).ifPresent(fixed -> {
            throw new HearthException(ErrorCode.SETTING_FIXED, Map.of("name", fixed.name()));
        });
        var checked = value.map(setting::check);
        synchronized (store) { // two writes at once must not forget one another in the copy
            store.set(setting.id(), checked, clock.millis());
            var all = new HashMap<>(chosen);
            checked.ifPresentOrElse(text -> all.put(setting.id(), text), () -> all.remove(setting.id()));
            chosen = Map.copyOf(all);
        }
    }

    /// What this house was named; empty when nobody named it: the page then says the product's name in the reader's language.
    public String ownName() {
        return value(HouseSetting.NAME);
    }

    /// A name for programs, which is never empty.
    public String houseName() {
        var name = ownName();
        return name.isEmpty() ? "Hearth" : name;
    }

    /// Whether others than the first may sign up.
    public boolean signUpOpen() {
        return value(HouseSetting.SIGN_UP).equals("open");
    }

    /// `pending`, `user` or `admin`.
    public String defaultRole() {
        return value(HouseSetting.DEFAULT_ROLE);
    }

    /// Whether API keys may be made and let anybody in.
    public boolean apiKeysEnabled() {
        return value(HouseSetting.API_KEYS).equals("true");
    }

    public boolean titleEnabled() {
        return value(HouseSetting.TITLE_ENABLED).equals("true");
    }

    /// The model that makes titles; empty: the chat's own.
    public Optional<String> titleModel() {
        return text(HouseSetting.TITLE_MODEL);
    }

    public Optional<String> defaultModel() {
        return text(HouseSetting.DEFAULT_MODEL);
    }

    public Optional<String> systemPrompt() {
        return text(HouseSetting.SYSTEM_PROMPT);
    }

    /// Parameters for every chat, the JSON of an object.
    public String params() {
        return value(HouseSetting.PARAMS);
    }

    private Optional<String> text(HouseSetting setting) {
        return Optional.of(value(setting)).filter(value -> !value.isEmpty());
    }
}
