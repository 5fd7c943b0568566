package app.hearth.run;

import java.util.Optional;

/// Whether titles are made by a model, and by which one.
public interface TitleSettings {
    TitleSettings USUAL = new TitleSettings() {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Optional<String> model() {
            return Optional.empty();
        }
    };

    boolean enabled();

    /// Empty: the model that answered.
    Optional<String> model();
}
