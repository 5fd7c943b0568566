package app.hearth.platform.config;

import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What an administrator may change while the house runs. Each has a name on the wire, a default, a check, and perhaps a [Setting] by which
/// the environment or `hearth.toml` fixes it.
public enum HouseSetting {
    NAME("house.name", "", Settings.NAME) {
        @Override
        String check(String value) {
            return text(value, 60);
        }
    },
    SIGN_UP("sign_up", "closed", Settings.SIGN_UP) {
        @Override
        String check(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "open", "true", "yes", "on", "1" -> "open";
                case "closed", "false", "no", "off", "0" -> "closed";
                default -> throw unknown();
            };
        }
    },
    DEFAULT_ROLE("default_role", "pending", Settings.DEFAULT_ROLE) {
        @Override
        String check(String value) {
            var role = value.toLowerCase(Locale.ROOT);
            if (!Set.of("pending", "user", "admin").contains(role)) {
                throw unknown();
            }
            return role;
        }
    },
    /// Whether API keys can be made, and let anybody in.
    API_KEYS("api_keys", "true", Settings.API_KEYS) {
        @Override
        String check(String value) {
            return flag(value);
        }
    },
    TITLE_ENABLED("title.enabled", "true", Settings.TITLES) {
        @Override
        String check(String value) {
            return flag(value);
        }
    },
    TITLE_MODEL("title.model", "", Settings.TITLE_MODEL) {
        @Override
        String check(String value) {
            return text(value, 300);
        }
    },
    DEFAULT_MODEL("default_model", "", Settings.DEFAULT_MODELS) {
        @Override
        String check(String value) {
            return text(value, 1000);
        }
    },
    SYSTEM_PROMPT("system_prompt", "", null) {
        @Override
        String check(String value) {
            return text(value, 50_000);
        }
    },
    /// Parameters for every chat: the JSON of a `ChatParams`.
    PARAMS("params", "{}", null) {
        @Override
        String check(String value) {
            try {
                if (Json.MAPPER.readTree(value.isBlank() ? "{}" : value) instanceof ObjectNode object) {
                    return text(Json.write(object), 50_000);
                }
                throw HearthException.invalid(id(), "wrong_type");
            } catch (JsonProcessingException e) {
                throw HearthException.invalid(id(), "wrong_type");
            }
        }
    };

    private final String id;
    private final String fallback;
    private final Optional<Setting> setting;

    HouseSetting(String id, String fallback, Setting setting) {
        this.id = id;
        this.fallback = fallback;
        this.setting = Optional.ofNullable(setting);
    }

    /// The value in its regular form, or an `invalid_field`.
    abstract String check(String value);

    /// The name on the wire.
    public String id() {
        return id;
    }

    public static Optional<HouseSetting> of(String id) {
        for (var one : values()) {
            if (one.id.equals(id)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    String fallback() {
        return fallback;
    }

    Optional<Setting> setting() {
        return setting;
    }

    String flag(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> "true";
            case "false", "no", "off", "0" -> "false";
            default -> throw unknown();
        };
    }

    String text(String value, int most) {
        if (value.codePointCount(0, value.length()) > most) {
            throw HearthException.invalid(id, "too_long");
        }
        return value.strip();
    }

    HearthException unknown() {
        return HearthException.invalid(id, "unknown");
    }
}
