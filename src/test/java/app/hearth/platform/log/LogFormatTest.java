package app.hearth.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.Logging;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    private final LogFormat format = new LogFormat();

    @Test
    void aSmuggledLineBreakBeginsNoLine() {
        var log = new LogRecord(Level.WARNING, "path /a\r\n2026-01-01 SEVERE Forged: all is lost");
        log.setLoggerName("app.hearth.Some");
        assertThat(format.format(log)).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d WARNING Some: path /a 2026.*\n");
    }

    @Test
    void aStackTraceFollowsIndented() {
        var log = new LogRecord(Level.SEVERE, "broke");
        log.setThrown(new IllegalStateException("why\nFORGED"));
        assertThat(format.format(log).lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("    "));
    }

    @Test
    void librariesSpeakUpFromWarning() {
        Logging.start("info");
        var jetty = Logger.getLogger("org.eclipse.jetty.server.Server");
        assertThat(jetty.isLoggable(Level.INFO)).isFalse();
        assertThat(jetty.isLoggable(Level.WARNING)).isTrue();
        assertThat(Logger.getLogger("app.hearth.House").isLoggable(Level.INFO)).isTrue();
    }
}
