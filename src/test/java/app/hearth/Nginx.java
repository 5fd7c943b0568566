package app.hearth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real nginx with the deployment document's server blocks: the file as it stands there, only ports, the certificate's place and the
/// names in it changed.
final class Nginx implements AutoCloseable {
    private static final char[] PASSWORD = "password".toCharArray();

    private final Path folder;
    private final int port = HouseProcess.freePort();
    private final Process process;

    static boolean isThere() {
        return binary() != null;
    }

    private static Path binary() {
        return List.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx").stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /// @param readTimeout nginx's `proxy_read_timeout`; empty for its own 60 s
    Nginx(Path folder, int house, String readTimeout) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            certificate();
            var site = new String(
                            Nginx.class
                                    .getResourceAsStream("/nginx/example.com")
                                    .readAllBytes(),
                            java.nio.charset.StandardCharsets.UTF_8)
                    .replace("listen 80;", "listen 127.0.0.1:" + HouseProcess.freePort() + ";")
                    .replace("listen 443 ssl;", "listen 127.0.0.1:" + port + " ssl;")
                    .replace("localhost:8080", "localhost:" + house)
                    .replace("/etc/nginx/ssl/", folder + "/");
            Files.writeString(folder.resolve("example.com"), site);
            // what Debian's own nginx.conf says around it, as far as it matters here
            var main = """
                daemon off;
                master_process off;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events { worker_connections 768; }
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    gzip on;
                    %2$s
                    include %1$s/example.com;
                }
                """.formatted(folder, readTimeout.isEmpty() ? "" : "proxy_read_timeout " + readTimeout + ";");
            Files.writeString(folder.resolve("nginx.conf"), main);
            process = new ProcessBuilder(
                            binary().toString(),
                            "-p",
                            folder.toString(),
                            "-c",
                            folder.resolve("nginx.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile())
                    .start();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        Home.eventually(10, this::listens);
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError(said());
        }
        try (var socket = new java.net.Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A self-signed certificate, in the two files that the document names.
    private void certificate() throws IOException, GeneralSecurityException {
        var store = folder.resolve("store.p12");
        var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(
                        tool,
                        "-genkeypair",
                        "-alias",
                        "x",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=example.com",
                        "-ext",
                        "san=dns:example.com,ip:127.0.0.1",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool").toFile())
                .start();
        try {
            made.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        pem("example.com.key", "PRIVATE KEY", keys.getKey("x", PASSWORD).getEncoded());
        pem("example.com.pem", "CERTIFICATE", keys.getCertificate("x").getEncoded());
    }

    private void pem(String file, String what, byte[] bytes) throws IOException {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(folder.resolve(file), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    /// `https://127.0.0.1:port`
    String url() {
        return "https://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
