package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import app.hearth.platform.db.Databases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Starts, as real processes: what stops one is one line and an exit code of its own.
@Tag("start")
@Isolated("measures times")
class StartTest {
    private static final long PATIENCE_SECONDS = 90;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (var process : started) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    @Test
    void aStartTellsTheAddressTheDataAndWhoBecomesAdministrator() throws Exception {
        var house = up(Map.of("LANG", "en_US.UTF-8"));
        assertThat(house.said())
                .startsWith("Hearth ")
                .contains("http://localhost:" + house.port() + "/")
                .contains(data().toString())
                .contains("SQLite")
                .contains("The first account to sign up becomes the administrator.");
        assertThat(house.get("/health")).isEqualTo("{\"status\":true}");
        assertThat(Files.readString(house.errors())).isEmpty();
    }

    @Test
    void aTerminalSetToChineseIsSpokenToInChinese() throws Exception {
        assertThat(up(Map.of("LANG", "zh_CN.UTF-8")).said()).contains("首个注册的账户将成为管理员。");
        assertThat(refused(14, Map.of("LANG", "zh_CN.UTF-8", "PORT", "x"))).isEqualTo("PORT=x 无法识别：请填写 0 到 65535 之间的数字。");
    }

    @Test
    void aSignalEndsItInTimeWhileAClientHangsOn() throws Exception {
        var house = up(Map.of());
        try (var client = new java.net.Socket(InetAddress.getLoopbackAddress(), house.port())) {
            client.getOutputStream().write("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().flush();
            house.process().destroy();
            assertThat(house.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(house.process().exitValue()).isEqualTo(143);
    }

    @Test
    void aPortInUseIsOneLine() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = String.valueOf(taken.getLocalPort());
            assertThat(refused(10, Map.of("PORT", port))).isEqualTo("Port " + port + " is in use. Set PORT to another one.");
        }
    }

    @Test
    void anotherInstanceOnTheSameDataIsOneLine() throws Exception {
        up(Map.of());
        assertThat(refused(12, Map.of())).isEqualTo("Another Hearth uses " + data() + ". Stop it, or set HEARTH_DATA to another folder.");
    }

    @Test
    void dataOfANewerProgramAreOneLine() throws Exception {
        Files.createDirectories(data());
        try (var db = Databases.open("", data())) {
            db.write(handle -> handle.execute("update flyway_schema_history set version = '99'"));
        }
        assertThat(refused(13, Map.of())).contains("newer Hearth (schema 99");
    }

    @Test
    void anotherProgramsDatabaseIsLeftAlone() throws Exception {
        var file = folder.resolve("webui.db");
        try (var other = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = other.createStatement()) {
            statement.execute("create table user (id text)");
        }
        assertThat(refused(16, Map.of("DATABASE_URL", "sqlite:///" + file))).contains("another program's tables");
    }

    @Test
    void adatabaseThatIsAwayIsOneLine() throws Exception {
        assertThat(refused(16, Map.of("DATABASE_URL", "postgresql://me:hidden@127.0.0.1:1/hearth")))
                .startsWith("The database can't be opened: ")
                .doesNotContain("hidden");
    }

    @Test
    void aChangedSecretKeyIsOneLine() throws Exception {
        up(Map.of("WEBUI_SECRET_KEY", "the first of two keys")).stop();
        assertThat(refused(15, Map.of("WEBUI_SECRET_KEY", "the second of two keys")))
                .startsWith("WEBUI_SECRET_KEY is not the secret key");
    }

    @Test
    void allWrongSettingsAreToldAtOnceBeforeAnythingIsOpened() throws Exception {
        assertThat(refused(14, Map.of("PORT", "x", "DEFAULT_USER_ROLE", "boss", "WEBUI_AUTH_TRUSTED_EMAIL_HEADER", "X-Email"))
                        .lines())
                .hasSize(3);
        assertThat(data()).doesNotExist();
    }

    @Test
    void theEnvironmentMakesTheAdministratorOnce() throws Exception {
        var settings = Map.of("HEARTH_ADMIN_EMAIL", "Boss@example.org", "WEBUI_ADMIN_PASSWORD", "a long enough one");
        var house = up(settings);
        assertThat(house.said()).doesNotContain("first account");
        assertThat(house.signIn("boss@example.org", "a long enough one")).isEqualTo(200);
        house.stop();
        var again = up(Map.of("HEARTH_ADMIN_EMAIL", "other@example.org", "HEARTH_ADMIN_PASSWORD", "another long one"));
        assertThat(again.signIn("other@example.org", "another long one")).isEqualTo(401);
        assertThat(again.signIn("boss@example.org", "a long enough one")).isEqualTo(200);
    }

    @Test
    void anAdministratorsWeakPasswordIsRefused() throws Exception {
        assertThat(refused(14, Map.of("HEARTH_ADMIN_EMAIL", "boss@example.org", "HEARTH_ADMIN_PASSWORD", "password1")))
                .startsWith("HEARTH_ADMIN_PASSWORD: This password");
    }

    @Test
    void withoutALoginTheCallerIsTheAdministratorButOnlyOnAnEmptyDatabase() throws Exception {
        var house = up(Map.of("WEBUI_AUTH", "False"));
        assertThat(house.get("/api/me")).contains("\"role\":\"admin\"");
        house.stop();
        var again = up(Map.of("WEBUI_AUTH", "False"));
        assertThat(again.get("/api/me")).contains("\"role\":\"admin\"");
        again.stop();
        up(Map.of(
                        "HEARTH_DATA",
                        folder.resolve("people").toString(),
                        "HEARTH_ADMIN_EMAIL",
                        "a@b.c",
                        "HEARTH_ADMIN_PASSWORD",
                        "a long enough one"))
                .stop();
        assertThat(refused(14, Map.of("HEARTH_DATA", folder.resolve("people").toString(), "WEBUI_AUTH", "False")))
                .startsWith("WEBUI_AUTH=False works only on an empty database");
    }

    @Test
    void aPageWhoseNameWasMadeToPointHereIsNotLetIn() throws Exception {
        var house = up(Map.of("WEBUI_AUTH", "False"));
        assertThat(house.raw("GET /api/me HTTP/1.1\r\nHost: evil.example:" + house.port() + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 401");
        assertThat(house.raw("GET /api/me HTTP/1.1\r\nHost: localhost:" + house.port() + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void theFileInTheDataFolderSetsWhatTheEnvironmentDoesNot() throws Exception {
        Files.createDirectories(data());
        Files.writeString(data().resolve("hearth.toml"), "webui_name = \"Our house\"\nport = 1\nprot = 2\n");
        var house = up(Map.of());
        assertThat(house.get("/api/start")).contains("Our house");
        assertThat(Files.readString(house.errors()))
                .contains("there is no setting “prot”; did you mean PORT?")
                .hasLineCount(1);
        house.stop();
        Files.writeString(data().resolve("hearth.toml"), "webui_name = \n");
        assertThat(refused(14, Map.of()))
                .contains("hearth.toml:1: this is not TOML")
                .hasLineCount(1);
    }

    @Test
    void otherSitesMayCallTheApiWhenTheyAreListed() throws Exception {
        var house = up(Map.of("CORS_ALLOW_ORIGIN", "https://shop.example"));
        var listed = house.raw("OPTIONS /api/start HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Origin: https://shop.example\r\n"
                + "Access-Control-Request-Method: GET\r\n"
                + "Connection: close\r\n\r\n");
        assertThat(listed).startsWith("HTTP/1.1 204").contains("Access-Control-Allow-Origin: https://shop.example");
        var other = house.raw("GET /health HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nConnection: close\r\n\r\n");
        assertThat(other).startsWith("HTTP/1.1 200").doesNotContain("Access-Control-Allow-Origin");
    }

    /// `chmod` stops no administrator, so this takes a mount of its own.
    @Test
    void dataThatCanNotBeWrittenAndAFullDiskAreOneLineEach() throws Exception {
        Files.createDirectories(data());
        assumeThat(inMountNamespace("true", Map.of()).waitFor())
                .as("mounting is allowed here (unshare -m)")
                .isZero();
        var readOnly = inMountNamespace("mount -t tmpfs -o ro,size=1m none \"$HEARTH_DATA\" && exec \"$@\"", Map.of());
        assertThat(stopped(11, readOnly)).startsWith("The data folder " + data() + " can't be written (Read-only file system).");
        var full = inMountNamespace("mount -t tmpfs -o size=64k none \"$HEARTH_DATA\" && exec \"$@\"", Map.of());
        assertThat(stopped(17, full)).contains("is full");
    }

    @Test
    void theTrainingRunEndsByItself() throws Exception {
        var training = start(new ProcessBuilder(command("-Dhearth.train=true")), Map.of());
        assertThat(training.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(training.exitValue()).isZero();
        assertThat(Files.readString(errorsOf(training))).isEmpty();
    }

    private record Up(Process process, int port, String said, Path errors) {
        private static final HttpClient CLIENT = HttpClient.newHttpClient();

        String get(String path) throws IOException, InterruptedException {
            return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString())
                    .body();
        }

        int signIn(String email, String password) throws IOException, InterruptedException {
            var body = HttpRequest.BodyPublishers.ofString("{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}");
            var request = HttpRequest.newBuilder(uri("/api/auth/sign-in"))
                    .header("Content-Type", "application/json")
                    .POST(body);
            return CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
        }

        String raw(String request) throws IOException {
            try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        void stop() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
        }

        private URI uri(String path) {
            return URI.create("http://127.0.0.1:" + port + path);
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static List<String> command(String... options) {
        var all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        all.addAll(List.of(options));
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), "app.hearth.Main"));
        return all;
    }

    private Process start(ProcessBuilder builder, Map<String, String> settings) throws IOException {
        var environment = builder.environment();
        environment.keySet().removeIf(name -> !List.of("PATH", "HOME", "TMPDIR").contains(name));
        environment.put("HEARTH_DATA", data().toString());
        environment.put("HOST", "127.0.0.1");
        environment.put("PORT", "0");
        environment.putAll(settings);
        var number = started.size();
        var process = builder.redirectOutput(folder.resolve("out-" + number).toFile())
                .redirectError(folder.resolve("err-" + number).toFile())
                .directory(folder.toFile())
                .start();
        started.add(process);
        return process;
    }

    private Process inMountNamespace(String script, Map<String, String> settings) throws IOException {
        var all = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh"));
        all.addAll(command());
        try {
            return start(new ProcessBuilder(all), settings);
        } catch (IOException e) {
            return start(new ProcessBuilder("false"), settings); // a system without unshare
        }
    }

    private Path errorsOf(Process process) {
        return folder.resolve("err-" + started.indexOf(process));
    }

    /// A house that answers. Its port stands in what it says.
    private Up up(Map<String, String> settings) throws Exception {
        var process = start(new ProcessBuilder(command()), settings);
        var out = folder.resolve("out-" + started.indexOf(process));
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.readString(out).contains("\n  data")
                && !Files.readString(out).contains("\n  数据库")) {
            assertThat(process.waitFor(50, TimeUnit.MILLISECONDS))
                    .as(() -> read(errorsOf(process)))
                    .isFalse();
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        var said = Files.readString(out);
        var port = said.lines()
                .filter(line -> line.contains("http://localhost:"))
                .findFirst()
                .orElseThrow()
                .replaceAll("\\D", "");
        return new Up(process, Integer.parseInt(port), said, errorsOf(process));
    }

    private String refused(int exit, Map<String, String> settings) throws Exception {
        return stopped(exit, start(new ProcessBuilder(command()), settings));
    }

    /// All that a refused start says, which is nothing but the reason.
    private String stopped(int exit, Process process) throws Exception {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        var errors = Files.readString(errorsOf(process)).strip();
        assertThat(process.exitValue()).as(errors).isEqualTo(exit);
        assertThat(errors).doesNotContain("\tat ");
        assertThat(folder.resolve("out-" + started.indexOf(process))).isEmptyFile();
        return errors;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
