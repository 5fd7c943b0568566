package app.hearth.platform.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;

/// The log of the process, as `logging.properties` in the jar lays it out.
public final class Logs {
    /// Takes the place of Java's usual set-up, unless somebody gave a file of their own (`-Djava.util.logging.config.file`).
    public static void begin() {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        try (var in = Logs.class.getResourceAsStream("/logging.properties")) {
            LogManager.getLogManager().readConfiguration(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Logs() {}
}
