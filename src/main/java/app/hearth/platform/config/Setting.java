package app.hearth.platform.config;

import java.util.List;

/// One thing that the environment or `hearth.toml` may set. All of them stand in [Settings].
///
/// @param names ours first, then Open WebUI's where the meaning is the same
/// @param fallback the built-in default as text
/// @param secret whether `config explain` hides the value
public record Setting(List<String> names, String fallback, boolean secret, String english, String chinese) {
    public String name() {
        return names.getFirst();
    }

    /// What stands between the parts of a list, as Open WebUI has it.
    String separator() {
        return this == Settings.DEFAULT_MODELS || this == Settings.TRUSTED_PROXIES || this == Settings.EGRESS_ALLOW ? "," : ";";
    }
}
