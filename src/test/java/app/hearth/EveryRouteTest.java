package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.config.Config;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Route;
import app.hearth.platform.http.Scope;
import app.hearth.platform.id.Ids;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Walks the route table of the running house as each kind of stranger. Rooms that come are covered by themselves.
class EveryRouteTest {
    @TempDir
    static Path data;

    private static House house;
    private static Browser nobody;
    private static Browser pending;
    private static Browser user;
    /// One administrator's key for each scope that keys may have.
    private static Map<Scope, Browser> keys;

    @BeforeAll
    static void open() {
        house = new House(new Config(Map.of("PORT", "0", "HOST", "127.0.0.1"), Map.of()), data, Clock.systemUTC());
        var admin = new Browser(house);
        admin.signUp("admin@example.org");
        nobody = admin.stranger();
        pending = admin.invite("pending@example.org", "pending");
        user = admin.invite("user@example.org");
        keys = Map.of(
                Scope.MODELS, key(admin, Scope.MODELS),
                Scope.CHATS, key(admin, Scope.CHATS),
                Scope.ADMIN, key(admin, Scope.ADMIN));
    }

    private static Browser key(Browser admin, Scope scope) {
        var made = admin.post("/api/me/keys", Map.of("name", "k", "scopes", List.of(scope.id())))
                .ok();
        return admin.bearer(made.json().get("secret").asText());
    }

    @AfterAll
    static void close() {
        house.close();
    }

    static Stream<Route<?, ?>> routes() {
        return house.routes().stream();
    }

    @Test
    void theTableIsThere() {
        assertThat(house.routes()).hasSizeGreaterThan(15);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void nobodyIsAskedToSignIn(Route<?, ?> route) {
        if (route.access() != Access.PUBLIC) {
            assertThat(refusal(nobody, route)).isEqualTo("401 not_signed_in");
            assertThat(refusal(nobody.bearer("hk-made-up"), route)).isEqualTo("401 not_signed_in");
            assertThat(refusal(nobody.bearer("a.b.c"), route)).isEqualTo("401 not_signed_in");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void whoeverWaitsForApprovalIsToldSo(Route<?, ?> route) {
        if (route.access() == Access.MEMBER || route.access() == Access.ADMIN) {
            assertThat(refusal(pending, route)).isEqualTo("403 account_pending");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void whatIsTheAdministratorsIsForbiddenToOthers(Route<?, ?> route) {
        if (route.access() == Access.ADMIN) {
            assertThat(refusal(user, route)).isEqualTo("403 forbidden");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aKeyDoesOnlyWhatItIsFor(Route<?, ?> route) {
        if (route.access() != Access.PUBLIC) {
            keys.forEach((scope, program) -> {
                if (scope != route.scope()) {
                    assertThat(refusal(program, route)).as(scope.id()).isEqualTo("403 api_key_scope");
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void anotherWebsiteWritesNothingWithTheCookie(Route<?, ?> route) {
        if (route.method() != Route.Method.GET) {
            var cookie = "hearth_" + house.port() + "=" + user.cookie("hearth_").orElseThrow();
            var foreign = nobody.with("Cookie", cookie).with("Origin", "http://evil.example");
            if (route.access() != Access.ADMIN) {
                assertThat(refusal(foreign, route)).isEqualTo("403 wrong_origin");
            }
        }
    }

    /// Status and code, whichever style of error the path has.
    private static String refusal(Browser browser, Route<?, ?> route) {
        var path = route.path().replaceAll("[{<][a-z]+[}>]", Ids.next());
        var method = route.method().name();
        var answer = method.equals("GET") ? browser.get(path) : browser.json(method, path, "{}");
        var json = answer.json();
        if (json.has("code")) {
            return answer.problem();
        }
        if (json.has("error")) {
            return answer.status() + " " + json.at("/error/code").asText();
        }
        assertThat(json.path("detail").isTextual()).as(answer::text).isTrue();
        // Open WebUI's style has no code: each refusal has a sentence of its own
        var sentences = Map.of(
                "Sign in first.", "not_signed_in",
                "Your account waits for the administrator’s approval.", "account_pending",
                "Your account may not do this.", "forbidden");
        var detail = json.get("detail").asText();
        return answer.status() + " " + sentences.getOrDefault(detail, detail.contains("API key") ? "api_key_scope" : "wrong_origin");
    }
}
