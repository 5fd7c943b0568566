package app.hearth.provider.local;

/// A model file in the house's models folder.
///
/// @param id the file's name without `.gguf`
/// @param demonstration true for the starter model, which shows that everything works and is often wrong
public record LocalModel(String id, String name, long sizeBytes, State state, boolean demonstration) {
    public enum State {
        STOPPED,
        STARTING,
        READY,
        /// It ended by itself; the next use starts it again after a pause.
        FAILED
    }
}
