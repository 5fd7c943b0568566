package app.hearth.account;

import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;

/// The bearer tokens that Open WebUI's sign-in answers: a JWT signed with HS256 whose `jti` is a session's row. The row is asked at each
/// call, so a token ends when its session does.
///
/// By hand and not by a library: one header is ever accepted, byte for byte, which leaves no algorithm to confuse.
public final class Tokens {
    private static final String HEADER = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

    private final Signer signer;
    private final Clock clock;

    Tokens(Signer signer, Clock clock) {
        this.signer = signer;
        this.clock = clock;
    }

    /// What a token says.
    ///
    /// @param id the account
    /// @param exp seconds since 1970, as `iat`
    /// @param jti the session
    record Claims(String id, long exp, long iat, String jti) {}

    /// @param expiresAt milliseconds; the session may end before
    public String issue(String user, String session, long expiresAt) {
        var claims = new Claims(user, expiresAt / 1000, clock.millis() / 1000, session);
        var signed = HEADER + "." + base64(Json.write(claims));
        return signed + "." + signer.sign(signed);
    }

    /// The claims of a token that we signed and that has not run out.
    Optional<Claims> check(String token) {
        var dot = token.lastIndexOf('.');
        if (!token.startsWith(HEADER + ".")
                || dot <= HEADER.length()
                || !signer.isSigned(token.substring(dot + 1), token.substring(0, dot))) {
            return Optional.empty();
        }
        try {
            var json = Base64.getUrlDecoder().decode(token.substring(HEADER.length() + 1, dot));
            var claims = Json.MAPPER.readValue(new String(json, StandardCharsets.UTF_8), Claims.class);
            return claims.exp() * 1000 > clock.millis() ? Optional.of(claims) : Optional.empty();
        } catch (IllegalArgumentException | JsonProcessingException e) {
            throw new IllegalStateException("a token that we signed can't be read", e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
