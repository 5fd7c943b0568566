package app.hearth.model;

import app.hearth.provider.UpstreamModel;

/// One model as the house offers it.
///
/// @param id as people see it: with the connection's prefix, and told apart from another's
record Entry(String id, Configured connection, UpstreamModel model, boolean demonstration, Custom custom) {
    String name() {
        return custom.name().orElse(model.name());
    }

    /// Whether people may choose it at all; embedding models and dated copies can only be called.
    boolean isForChats() {
        return model.chat() && !model.snapshot();
    }
}
