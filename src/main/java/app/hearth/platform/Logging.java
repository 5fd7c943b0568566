package app.hearth.platform;

import app.hearth.platform.log.LogFormat;
import java.util.List;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The log: to standard error, a line an event. Libraries speak only when something is wrong, or when `debug` asks them to.
public final class Logging {
    /// Held here: the platform drops a logger, and its level, that nobody holds.
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("app.hearth");
    /// They repeat with a stack what we say ourselves in one line.
    private static final List<Logger> TALKATIVE = List.of(Logger.getLogger("io.javalin"), Logger.getLogger("org.flywaydb"));

    /// @param level `error`, `warning`, `info` or `debug`
    public static void start(String level) {
        for (var handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        var console = new ConsoleHandler();
        console.setLevel(Level.ALL);
        console.setFormatter(new LogFormat());
        ROOT.addHandler(console);
        var ours = switch (level.toLowerCase(Locale.ROOT)) {
            case "error" -> Level.SEVERE;
            case "info" -> Level.INFO;
            case "debug" -> Level.FINE;
            default -> Level.WARNING;
        };
        OURS.setLevel(ours);
        TALKATIVE.forEach(logger -> logger.setLevel(ours == Level.FINE ? null : Level.OFF));
        ROOT.setLevel(ours == Level.FINE ? Level.INFO : ours == Level.SEVERE ? Level.SEVERE : Level.WARNING);
    }

    private Logging() {}
}
