package app.hearth.platform.http;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.Optional;

/// One request, as the rooms see it.
public final class Call {
    private final Context context;
    private final Optional<Principal> principal;
    private final String cookieName;

    Call(Context context, Optional<Principal> principal, String cookieName) {
        this.context = context;
        this.principal = principal;
        this.cookieName = cookieName;
    }

    /// The signed-in caller. Routes above [Access#PUBLIC] always have one.
    public Principal principal() {
        return principal.orElseThrow(() -> new HearthException(ErrorCode.NOT_SIGNED_IN));
    }

    public Optional<Principal> caller() {
        return principal;
    }

    public Language language() {
        return Language.of(context.header("Accept-Language"));
    }

    /// The peer's address; forwarded headers do not count.
    public String address() {
        return context.req().getRemoteAddr();
    }

    /// What the browser calls itself, cut to 200 characters.
    public String device() {
        var agent = Optional.ofNullable(context.userAgent()).orElse("");
        return agent.substring(0, Math.min(200, agent.length()));
    }

    /// Gives the browser its session; an empty secret takes it away.
    public void setSession(String secret, Duration life) {
        var cookie = new Cookie(cookieName, secret);
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.LAX);
        cookie.setSecure(context.req().isSecure());
        cookie.setMaxAge(secret.isEmpty() ? 0 : (int) life.toSeconds());
        context.cookie(cookie);
    }
}
