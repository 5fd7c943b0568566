package app.hearth;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Settings;
import app.hearth.platform.db.Databases;
import app.hearth.platform.log.Logs;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;

/// Starts the house. What stops a start is one line and an exit code of its own (`./hearth help` lists them).
public final class Main {
    private static final int PORT_IN_USE = 10;
    private static final int DATA_UNWRITABLE = 11;
    private static final int SECOND_INSTANCE = 12;
    private static final int NEWER_DATA = 13;
    private static final int BAD_SETTING = 14;

    public static void main(String[] args) throws InterruptedException {
        Logs.begin();
        var config = new Config(System.getenv(), Map.of());
        var data = Path.of(config.text(Settings.DATA));
        lock(data);
        try {
            var house = new House(config, data, Clock.systemUTC());
            Runtime.getRuntime().addShutdownHook(new Thread(house::close, "shutdown"));
            System.out.println("Hearth is at http://localhost:" + house.port() + "/");
            if (house.isEmpty()) {
                System.out.println("The first account to sign up becomes the administrator.");
            }
            Thread.currentThread().join();
        } catch (Config.ConfigException e) {
            stop(BAD_SETTING, e.getMessage());
        } catch (RuntimeException e) {
            if (Databases.isNewerData(e)) {
                stop(NEWER_DATA, e.getMessage());
            }
            if (isPortInUse(e)) {
                stop(PORT_IN_USE, "Port " + config.text(Settings.PORT) + " is in use. Set PORT to another one.");
            }
            throw e;
        }
    }

    /// One instance a data folder; the operating system drops the lock with the process.
    private static FileLock lock(Path data) {
        try {
            Files.createDirectories(data);
            var channel = FileChannel.open(data.resolve("hearth.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = channel.tryLock();
            if (lock == null) {
                stop(SECOND_INSTANCE, "Another Hearth uses " + data.toAbsolutePath() + ". Stop it, or set HEARTH_DATA to another folder.");
            }
            return lock;
        } catch (IOException e) {
            stop(DATA_UNWRITABLE, "The data folder " + data.toAbsolutePath() + " can't be written: " + e.getMessage());
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPortInUse(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    private static void stop(int code, String sentence) {
        System.err.println(sentence);
        System.exit(code);
    }

    private Main() {}
}
