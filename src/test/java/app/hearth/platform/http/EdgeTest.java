package app.hearth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.config.Config;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom the edge believes, and what it tells browsers.
@Isolated("measures times")
class EdgeTest {
    private static final Map<String, String> PROXIES = Map.of("HEARTH_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8, fd00::/8");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | 192.0.2.1",
                "6.6.6.6, 192.0.2.1 | 192.0.2.1",
                "6.6.6.6, 192.0.2.1, 10.1.1.1 | 192.0.2.1",
                "10.0.0.3, 10.1.1.1 | 10.0.0.3",
                "192.0.2.1:4711 | 192.0.2.1",
                "[2001:db8::1]:443 | 2001:db8:0:0:0:0:0:1",
                "2001:db8::1, fd00::5 | 2001:db8:0:0:0:0:0:1",
                "::ffff:192.0.2.1 | 192.0.2.1",
                "unknown | 127.0.0.1",
                "localhost | 127.0.0.1",
            })
    void theRightmostUntrustedHopIsTheClient(String header, String address) {
        try (var doors = new Doors(PROXIES)) {
            assertThat(doors.browser()
                            .with("X-Forwarded-For", header)
                            .get("/api/seen")
                            .json()
                            .get("address")
                            .asText())
                    .isEqualTo(address);
        }
    }

    @Test
    void withoutAListedProxyNothingForwardedCounts() {
        try (var doors = new Doors(Map.of("HEARTH_TRUSTED_PROXIES", "10.0.0.0/8"))) {
            var seen = doors.browser()
                    .with("X-Forwarded-For", "192.0.2.1")
                    .with("X-Forwarded-Proto", "https")
                    .get("/api/seen");
            assertThat(seen.json().get("address").asText()).isEqualTo("127.0.0.1");
            assertThat(seen.json().get("secure").asBoolean()).isFalse();
        }
    }

    @Test
    void behindTlsTheCookieIsBoundToTheHost() {
        try (var doors = new Doors(PROXIES)) {
            var plain = doors.browser().post("/api/cookie", "{}");
            assertThat(plain.header("Set-Cookie"))
                    .startsWith("hearth_" + doors.port() + "=good")
                    .doesNotContain("Secure");
            var secure = doors.browser().with("X-Forwarded-Proto", "https").post("/api/cookie", "{}");
            assertThat(secure.header("Set-Cookie"))
                    .startsWith("__Host-hearth=good")
                    .contains("Secure", "HttpOnly", "SameSite=Lax", "Path=/")
                    .doesNotContain("Domain");
            var cookie = doors.browser().with("Cookie", "__Host-hearth=good");
            assertThat(cookie.with("X-Forwarded-Proto", "https")
                            .with("Cookie", "__Host-hearth=good")
                            .get("/api/member")
                            .status())
                    .isEqualTo(200);
            assertThat(cookie.get("/api/member").status()).isEqualTo(401);
        }
    }

    @Test
    void everyAnswerBearsTheHeaders() {
        try (var doors = new Doors(PROXIES)) {
            for (var path : new String[] {"/api/seen", "/api/nothing", "/", "/api/breaks", "/api/member"}) {
                var answer = doors.browser().get(path);
                assertThat(answer.header("Content-Security-Policy"))
                        .contains("default-src 'self'", "script-src 'self';", "style-src 'self' 'unsafe-inline'", "frame-ancestors 'self'")
                        .doesNotContain("unsafe-eval");
                assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(answer.header("X-Frame-Options")).isEqualTo("SAMEORIGIN");
                assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
                assertThat(answer.header("Permissions-Policy")).contains("geolocation=()");
                assertThat(answer.header("Strict-Transport-Security")).isEmpty();
                assertThat(answer.header("Server")).isEmpty();
                if (answer.status() >= 400) {
                    assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-store");
                }
            }
            var early = new RawClient(doors.port()).send("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(early)
                    .contains("Content-Security-Policy: default-src 'self'", "X-Frame-Options: SAMEORIGIN", "Referrer-Policy: same-origin");
            var secure = doors.browser().with("X-Forwarded-Proto", "https").with("X-Forwarded-Host", "chat.example.com");
            assertThat(secure.get("/api/seen").header("Strict-Transport-Security"))
                    .startsWith("max-age=");
            assertThat(secure.get("/api/seen").header("Cross-Origin-Opener-Policy"))
                    .isEqualTo("same-origin");
            var lan = doors.browser().with("X-Forwarded-Host", "192.168.1.5:8080");
            assertThat(lan.get("/api/seen").header("Cross-Origin-Opener-Policy"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "null",
                "",
                "http://127.0.0.1",
                "file://",
                "http://chat.example.com.evil.example",
                "http://chat.example.com@evil.example"
            })
    void writesFromOtherWebsitesAreRefused(String origin) {
        try (var doors = new Doors(Map.of("WEBUI_URL", "https://chat.example.com"))) {
            assertThat(doors.browser()
                            .with("Origin", origin)
                            .post("/api/body", "{}")
                            .problem())
                    .isEqualTo("403 wrong_origin");
        }
    }

    @Test
    void ourOwnPageWritesByEachOfItsAddresses() {
        try (var doors = new Doors(Map.of("WEBUI_URL", "https://Chat.example.com/"))) {
            var page = doors.browser();
            assertThat(page.with("Origin", "http://127.0.0.1:" + doors.port())
                            .post("/api/body", "{}")
                            .status())
                    .isEqualTo(200);
            assertThat(page.with("Origin", "https://chat.example.com")
                            .post("/api/body", "{}")
                            .status())
                    .isEqualTo(200);
            assertThat(page.with("Origin", "https://team.example.com")
                            .with("X-Forwarded-Host", "team.example.com:443")
                            .with("Origin", "https://team.example.com")
                            .post("/api/body", "{}")
                            .status())
                    .isEqualTo(200);
            assertThat(page.post("/api/body", "{}").status()).isEqualTo(200); // no browser: it would say
            assertThat(page.with("Sec-Fetch-Site", "cross-site")
                            .post("/api/body", "{}")
                            .problem())
                    .isEqualTo("403 wrong_origin");
            assertThat(page.with("Origin", "http://evil.example")
                            .bearer("good")
                            .post("/api/mine", "{}")
                            .status())
                    .isEqualTo(204); // no cookie rides along
        }
    }

    @Test
    void aFormOfAnotherWebsiteCanSendNothing() {
        try (var doors = new Doors(Map.of())) {
            var raw = new RawClient(doors.port());
            for (var type : new String[] {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"}) {
                assertThat(raw.send("POST /api/body HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: 2\r\n\r\n{}"))
                        .startsWith("HTTP/1.1 415");
            }
        }
    }

    @Test
    void aListedWebsiteMayCallButNotWithTheCookie() {
        try (var doors = new Doors(Map.of("CORS_ALLOW_ORIGIN", "https://app.example.com;http://localhost:5173"))) {
            var app = doors.browser().with("Origin", "https://app.example.com");
            var ahead = app.with("Access-Control-Request-Method", "POST").json("OPTIONS", "/api/body", "");
            assertThat(ahead.status()).isEqualTo(204);
            assertThat(ahead.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
            assertThat(ahead.header("Access-Control-Allow-Methods")).contains("POST");
            assertThat(ahead.header("Access-Control-Allow-Headers")).contains("authorization");
            assertThat(ahead.header("Access-Control-Allow-Credentials")).isEmpty();
            var answer = app.post("/api/body", "{}");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
            assertThat(answer.header("Vary")).contains("Origin");

            var other = doors.browser().with("Origin", "https://evil.example");
            assertThat(other.get("/api/seen").header("Access-Control-Allow-Origin"))
                    .isEmpty();
            assertThat(other.with("Access-Control-Request-Method", "POST")
                            .json("OPTIONS", "/api/body", "")
                            .header("Access-Control-Allow-Methods"))
                    .isEmpty();
        }
    }

    @Test
    void withoutAListNoWebsiteMay() {
        try (var doors = new Doors(Map.of())) {
            var answer = doors.browser()
                    .with("Origin", "http://127.0.0.1:" + doors.port())
                    .get("/api/seen");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CORS_ALLOW_ORIGIN,app.example.com",
        "HEARTH_TRUSTED_PROXIES,proxy.local",
        "HEARTH_TRUSTED_PROXIES,10.0.0.0/99",
        "WEBUI_URL,chat.example.com",
        "PORT,99999"
    })
    void nonsenseStopsTheStartWithASentence(String name, String value) {
        assertThatThrownBy(() -> Doors.edge(Map.of(name, value)))
                .isInstanceOf(Config.ConfigException.class)
                .hasMessageContaining(name + "=");
    }
}
