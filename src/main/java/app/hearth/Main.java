package app.hearth;

import app.hearth.account.FirstAccount;
import app.hearth.account.PasswordReset;
import app.hearth.account.Passwords;
import app.hearth.platform.Logging;
import app.hearth.platform.config.Checks;
import app.hearth.platform.config.Config;
import app.hearth.platform.config.Config.ConfigException;
import app.hearth.platform.config.ConfigFile;
import app.hearth.platform.config.Explain;
import app.hearth.platform.config.Foreign;
import app.hearth.platform.config.Names;
import app.hearth.platform.config.Settings;
import app.hearth.platform.db.Databases;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.error.Messages;
import app.hearth.platform.error.StartRefused;
import app.hearth.platform.error.StartRefused.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The program: its commands. What stops one is a line and an exit code of its own (`./hearth help` lists them).
public final class Main {
    private static final int USAGE = 2;

    private final Language language;

    private Main(Language language) {
        this.language = language;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(args));
        var main = new Main(words.remove("--zh") ? Language.ZH : ofTerminal(System.getenv()));
        var command = words.isEmpty() ? "run" : words.getFirst().equals("reset-password") ? "reset-password" : String.join(" ", words);
        try {
            switch (command) {
                case "run" -> main.run();
                case "version" -> System.out.println("Hearth " + version());
                case "config explain" -> main.explain();
                case "config doc" -> document();
                case "reset-password" -> main.resetPassword(words.subList(1, words.size()));
                default -> {
                    System.err.println("hearth.jar knows: run, version, config explain [--zh], config doc, reset-password EMAIL.");
                    System.exit(USAGE);
                }
            }
        } catch (StartRefused e) {
            stop(e.exit(), List.of(e.sentence(main.language)));
        } catch (ConfigException e) {
            stop(Exit.BAD_SETTING, List.of(e.sentence(main.language)));
        }
    }

    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }

    private void run() throws IOException, InterruptedException {
        var file = ConfigFile.find(System.getenv(), Path.of(""));
        var config = new Config(System.getenv(), file.values());
        var problems = problems(config);
        if (!problems.isEmpty()) {
            stop(Exit.BAD_SETTING, problems);
        }
        Logging.start(config.text(Settings.LOG_LEVEL));
        warnings(config, file).forEach(System.err::println);
        new Start(config, language).run();
    }

    private void explain() {
        var file = ConfigFile.find(System.getenv(), Path.of(""));
        var config = new Config(System.getenv(), file.values());
        System.out.print(Explain.values(config, file, language));
        warnings(config, file).forEach(System.err::println);
        problems(config).forEach(System.err::println);
    }

    /// Beside a running house too, since whoever forgot the password may be the only one who could stop it.
    private void resetPassword(List<String> emails) {
        if (emails.size() != 1) {
            System.err.println(
                    language == Language.ZH ? "用法：./hearth reset-password 邮箱" : "Give one e-mail: ./hearth reset-password EMAIL");
            System.exit(USAGE);
        }
        var config = new Config(
                System.getenv(), ConfigFile.find(System.getenv(), Path.of("")).values());
        Logging.start(config.text(Settings.LOG_LEVEL));
        try (var db = Databases.openExisting(config.text(Settings.DATABASE_URL), Path.of(config.text(Settings.DATA)));
                var passwords = new Passwords()) {
            System.out.println(new PasswordReset(db, passwords).reset(emails.getFirst(), Optional.empty()));
        } catch (HearthException e) {
            System.err.println(Messages.of(e.code(), e.arguments(), language));
            System.exit(USAGE);
        }
    }

    private static void document() throws IOException {
        Files.createDirectories(Path.of("docs"));
        Files.writeString(Path.of("docs", "config.md"), Explain.document(Language.EN));
        Files.writeString(Path.of("docs", "config.zh.md"), Explain.document(Language.ZH));
    }

    /// All that is wrong at once, so that nobody mends one setting a start.
    private List<String> problems(Config config) {
        var all = new ArrayList<>(Checks.problems(config, language));
        all.addAll(Foreign.refusals(config, language));
        FirstAccount.problem(config, language).ifPresent(all::add);
        return all;
    }

    private List<String> warnings(Config config, ConfigFile file) {
        var all = new ArrayList<>(Foreign.warnings(config, language));
        file.warnings().forEach(line -> all.add(line.in(language)));
        Names.warnings(config).forEach(line -> all.add(line.in(language)));
        return all;
    }

    /// The terminal's language, as POSIX finds it.
    static Language ofTerminal(Map<String, String> environment) {
        for (var name : List.of("LC_ALL", "LC_MESSAGES", "LANG")) {
            var value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value.startsWith("zh") ? Language.ZH : Language.EN;
            }
        }
        return Language.EN;
    }

    private static void stop(Exit exit, List<String> sentences) {
        sentences.forEach(System.err::println);
        System.exit(exit.code());
    }
}
