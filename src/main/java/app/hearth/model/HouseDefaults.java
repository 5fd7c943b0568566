package app.hearth.model;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Settings;
import java.util.Optional;

/// What holds for every chat of the house unless a model or a chat says otherwise. Asked for every reply, so it answers from memory.
public interface HouseDefaults {
    Optional<String> defaultModel();

    ChatParams params();

    /// What the environment alone says.
    static HouseDefaults of(Config config) {
        var model = config.given(Settings.DEFAULT_MODELS).map(Config.Found::value);
        return new HouseDefaults() {
            @Override
            public Optional<String> defaultModel() {
                return model;
            }

            @Override
            public ChatParams params() {
                return ChatParams.NONE;
            }
        };
    }
}
