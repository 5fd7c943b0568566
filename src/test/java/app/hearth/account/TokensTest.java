package app.hearth.account;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TokensTest {
    private final TestClock clock = new TestClock();
    private final Tokens tokens = new Tokens(new Signer("one key".getBytes(StandardCharsets.UTF_8)), clock);

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String issue() {
        return tokens.issue("user", "session", clock.millis() + 60_000);
    }

    @Test
    void aTokenSaysWhoAndUntilWhen() {
        var claims = tokens.check(issue()).orElseThrow();
        assertThat(claims).isEqualTo(new Tokens.Claims("user", clock.millis() / 1000 + 60, clock.millis() / 1000, "session"));
        assertThat(issue().split("\\.")).hasSize(3);
    }

    @Test
    void aTokenRunsOut() {
        var token = issue();
        clock.pass(Duration.ofMinutes(1));
        assertThat(tokens.check(token)).isEmpty();
    }

    @Test
    void aChangedTokenIsNone() {
        var parts = issue().split("\\.");
        var claims = base64("{\"id\":\"admin\",\"exp\":99999999999,\"iat\":0,\"jti\":\"session\"}");
        assertThat(tokens.check(parts[0] + "." + claims + "." + parts[2])).isEmpty();
        assertThat(tokens.check(parts[0] + "." + parts[1] + ".")).isEmpty();
        assertThat(tokens.check(parts[0] + "." + parts[1])).isEmpty();
        assertThat(tokens.check(parts[0] + "." + parts[1] + "." + parts[2] + "A"))
                .isEmpty();
        assertThat(tokens.check("")).isEmpty();
        assertThat(tokens.check("..")).isEmpty();
    }

    @Test
    void noOtherAlgorithmIsTaken() {
        var claims = issue().split("\\.")[1];
        var none = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        assertThat(tokens.check(none + "." + claims + ".")).isEmpty();
        var signer = new Signer("one key".getBytes(StandardCharsets.UTF_8));
        var other = base64("{\"typ\":\"JWT\",\"alg\":\"HS256\"}") + "." + claims;
        assertThat(tokens.check(other + "." + signer.sign(other))).isEmpty();
    }

    @Test
    void anotherHousesTokenIsNone() {
        var other = new Tokens(new Signer("other".getBytes(StandardCharsets.UTF_8)), clock);
        assertThat(tokens.check(other.issue("user", "session", clock.millis() + 60_000)))
                .isEmpty();
    }
}
