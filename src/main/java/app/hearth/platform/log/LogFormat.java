package app.hearth.platform.log;

import app.hearth.platform.db.Databases;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/// One line a record: time, level, class, message. What somebody smuggled into a message can't begin a line of its own; a stack trace
/// follows on lines that begin with a blank.
public final class LogFormat extends Formatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    @Override
    public String format(LogRecord log) {
        var line = new StringBuilder(TIME.format(log.getInstant()))
                .append(' ')
                .append(log.getLevel().getName())
                .append(' ')
                .append(shortName(log.getLoggerName()))
                .append(": ")
                .append(oneLine(formatMessage(log)))
                .append('\n');
        if (log.getThrown() != null && Databases.isDiskFull(log.getThrown())) {
            line.insert(line.length() - 1, ": the disk is full. Free some space; nothing that was confirmed is lost.");
        } else if (log.getThrown() != null) {
            var trace = new StringWriter();
            log.getThrown().printStackTrace(new PrintWriter(trace));
            trace.toString()
                    .lines()
                    .forEach(part ->
                            line.append("    ").append(oneLine(part.strip())).append('\n'));
        }
        return line.toString();
    }

    private static String shortName(String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String oneLine(String text) {
        return text == null ? "" : text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    }
}
