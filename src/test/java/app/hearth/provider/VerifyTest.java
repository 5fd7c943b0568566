package app.hearth.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.error.Messages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is wrong with a connection, its check says what it is and what to do, in both languages.
@Timeout(60)
class VerifyTest {
    private final FakeUpstream upstream = new FakeUpstream();
    private final GatewayFixture house = new GatewayFixture();

    @AfterEach
    void close() {
        house.close();
        upstream.close();
    }

    @Test
    void aNameThatNobodyKnows() {
        says(
                openAi("http://no-such-host.invalid/v1", ""),
                "Fake can’t be reached at no-such-host.invalid. Nobody knows this name. Check its spelling.",
                "无法连接 Fake（no-such-host.invalid）。找不到这个域名，请检查拼写。");
    }

    @Test
    void aPortAtWhichNothingListens() throws IOException {
        var port = freePort();
        says(
                openAi("http://127.0.0.1:" + port + "/v1", ""),
                "Fake can’t be reached at 127.0.0.1:" + port + ". Nothing listens there. Is the service running, and the port right?",
                "无法连接 Fake（127.0.0.1:" + port + "）。该端口没有服务在监听，请检查服务是否已启动、端口是否正确。");
    }

    @Test
    void aPortThatSpeaksNoHttp() throws IOException {
        try (var server = answering("SSH-2.0-OpenSSH_9.2\r\n")) {
            says(
                    openAi("http://127.0.0.1:" + server.getLocalPort() + "/v1", ""),
                    "It gave no answer in HTTP. Is the port right, or does it want https://?",
                    "对方没有按 HTTP 应答，请检查端口是否正确，或改用 https://。");
        }
    }

    @Test
    void aPortThatHangsUp() throws IOException {
        try (var server = answering("")) {
            says(openAi("http://127.0.0.1:" + server.getLocalPort() + "/v1", ""), "It gave no answer in HTTP.", "没有按 HTTP 应答");
        }
    }

    @Test
    void aKeyThatIsWrongOrMissing() {
        upstream.key("sk-right").model("m");
        var base = upstream.openAi().baseUrl().toString();
        says(openAi(base, "sk-wrong"), "Fake refused the API key. Check it in the connection’s settings.", "Fake 拒绝了 API Key。请在该连接的设置中检查。");
        says(openAi(base, ""), "Fake refused the API key. It wants one and none is set: enter it.", "它需要 API Key，但尚未填写。");
    }

    @Test
    void anAddressWithoutItsPathIsMended() {
        upstream.model("m");
        var failure = says(
                openAi(upstream.url().toString(), ""),
                "The API is at " + upstream.url() + "/v1: enter that address.",
                "接口在 " + upstream.url() + "/v1，请改填这个地址。");
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_NOT_FOUND);
        upstream.key("sk-right");
        says(openAi(upstream.url().toString(), "sk-right"), "The API is at ", "接口在 ");
        upstream.key("");
        upstream.answers("GET", "/models", 200, "text/html", "<html><title>vLLM</title></html>");
        says(openAi(upstream.url().toString(), ""), "The API is at ", "接口在 ");
    }

    @Test
    void anAddressAtWhichThereIsNothing() {
        says(
                openAi(upstream.url() + "/v2", ""),
                "Fake has nothing at " + upstream.url() + "/v2. Check the base URL; most end in /v1.",
                "Fake 的地址 " + upstream.url() + "/v2 上没有内容。请检查接口地址，多数以 /v1 结尾。");
    }

    @Test
    void aWebPageAndAnotherApi() {
        upstream.answers("GET", "/v1/models", 200, "text/html", "<!doctype html><title>Welcome to nginx</title>");
        var page = says(
                upstream.openAi(), "A web page stands at " + upstream.openAi().baseUrl() + ", no API.", "是一个网页，不是接口。");
        assertThat(page.raw()).hasValueSatisfying(raw -> assertThat(raw).contains("Welcome to nginx"));
        upstream.answers("GET", "/v1/models", 200, "application/json", "{\"status\":\"ok\"}");
        says(
                upstream.openAi(),
                "It is no list of models. Is " + upstream.openAi().baseUrl() + " the base URL",
                "它不是模型列表，请确认");
    }

    @Test
    void anOpenAiLikeServerTakenForAnOllamaAndTheOtherWayRound() throws IOException {
        upstream.model("m");
        upstream.answers("GET", "/api/tags", 404, "application/json", "{\"detail\":\"Not Found\"}");
        says(
                upstream.ollama(),
                "An OpenAI-compatible API is at " + upstream.url() + "/v1: choose that kind of connection.",
                "是 OpenAI 兼容接口，请改选这种连接。");
        try (var ollama = new FakeUpstream()) {
            ollama.model("m");
            says(openAi(ollama.url().toString(), ""), "The API is at " + ollama.url() + "/v1", "接口在 ");
        }
    }

    @Test
    void aRedirectIsNamedAndNotFollowed() throws IOException {
        try (var other = new FakeUpstream()) {
            other.model("m");
            var moved = redirecting(other.openAi().baseUrl() + "/models");
            try (moved) {
                says(
                        openAi("http://127.0.0.1:" + moved.getLocalPort() + "/v1", "sk-secret"),
                        "It has moved to " + other.openAi().baseUrl() + ": enter that address.",
                        "它已迁往 " + other.openAi().baseUrl() + "，请改填这个地址。");
            }
            assertThat(other.asked()).isEmpty();
        }
        try (var login = redirecting("/login?next=%2Fv1")) {
            says(openAi("http://127.0.0.1:" + login.getLocalPort() + "/v1", ""), "/login?next=%2Fv1, which is no API.", "那里不是接口。");
        }
    }

    @Test
    void aServerThatDoesNotSpeakTls() throws IOException {
        try (var server = answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")) {
            says(
                    openAi("https://127.0.0.1:" + server.getLocalPort() + "/v1", ""),
                    "It does not speak TLS at this port. Try http:// instead of https://.",
                    "该端口不支持加密连接，请把 https:// 改为 http://。");
        }
    }

    @Test
    void aCertificateThatNobodySigned(@TempDir Path folder) throws Exception {
        try (var server = selfSigned(folder)) {
            says(
                    openAi("https://127.0.0.1:" + server.getLocalPort() + "/v1", ""),
                    "This server does not trust its certificate, perhaps a self-signed one.",
                    "这台服务器不信任它的证书（可能是自签名证书），请换用受信任机构签发的证书。");
        }
    }

    @Test
    void aCertificateThatHasExpiredOrIsForAnotherName() {
        var expired = new SSLException("PKIX path validation failed", new CertificateExpiredException("NotAfter: 2020"));
        assertThat(Hints.tls(expired)).isEqualTo("tls_date");
        var other = new SSLPeerUnverifiedException("Certificate for <a> doesn't match any of the subject alternative names: [b]");
        assertThat(Hints.tls(other)).isEqualTo("tls_name");
        assertThat(Hints.tls(new SSLException("handshake_failure"))).isEqualTo("tls");
    }

    private static Connection openAi(String base, String key) {
        return new Connection("c", ProviderKind.OPENAI, "Fake", URI.create(base), key, Map.of());
    }

    private HearthException says(Connection connection, String english, String chinese) {
        var failure = catchThrowableOfType(HearthException.class, () -> house.gateway.verify(connection));
        assertThat(failure).isNotNull();
        assertThat(Messages.of(failure.code(), failure.arguments(), Language.EN))
                .contains(english)
                .doesNotContain("{", "sk-");
        assertThat(Messages.of(failure.code(), failure.arguments(), Language.ZH))
                .contains(chinese)
                .doesNotContain("{", "sk-");
        return failure;
    }

    private static ServerSocket redirecting(String location) throws IOException {
        return answering("HTTP/1.1 308 Permanent Redirect\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
    }

    /// Whoever connects gets these bytes for whatever comes, and the line is closed.
    private static ServerSocket answering(String bytes) throws IOException {
        return serving(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), bytes);
    }

    private static ServerSocket serving(ServerSocket server, String bytes) {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    var some = client.getInputStream().read(new byte[4096]);
                    client.getOutputStream()
                            .write(bytes.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, some < 0 ? 0 : bytes.length());
                } catch (IOException e) {
                    continue; // the client left, or the test closed it
                }
            }
        });
        return server;
    }

    private static ServerSocket selfSigned(Path folder) throws Exception {
        var file = folder.resolve("own.p12");
        var made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "own",
                        "-dname",
                        "CN=own",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor()).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return serving(context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress()), "");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
