package app.hearth.platform.http;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.error.Language;
import app.hearth.platform.id.Ids;
import app.hearth.platform.json.Text;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One request, as the rooms see it.
public final class Call {
    private final Context context;
    private final Optional<Principal> principal;
    private final String cookieName;
    private final Peer peer;
    private final boolean byBearer;

    /// @param byBearer whether the caller showed a key or token, which no other website can make a browser do
    Call(Context context, Optional<Principal> principal, String cookieName, Peer peer, boolean byBearer) {
        this.byBearer = byBearer;
        this.context = context;
        this.principal = principal;
        this.cookieName = cookieName;
        this.peer = peer;
    }

    /// The signed-in caller. Routes above [Access#PUBLIC] always have one.
    public Principal principal() {
        return principal.orElseThrow(() -> new HearthException(ErrorCode.NOT_SIGNED_IN));
    }

    public Optional<Principal> caller() {
        return principal;
    }

    /// Whether an API key or token was shown. Else a link on another website may be behind the call: a GET must change nothing then.
    public boolean isByBearer() {
        return byBearer;
    }

    public Language language() {
        return Language.of(context.header("Accept-Language"));
    }

    /// A part of the path that is an id. What has not the shape of one exists nowhere: 404.
    public String id(String name) {
        var id = context.pathParam(name);
        if (!Ids.isId(id)) {
            throw new HearthException(ErrorCode.NOT_FOUND);
        }
        return id;
    }

    /// A part of the path as text, decoded.
    public String part(String name) {
        return Text.clean(context.pathParam(name));
    }

    /// The first value of a query parameter; a blank one counts as absent.
    public Optional<String> query(String name) {
        return queries(name).stream().findFirst().map(String::strip).filter(value -> !value.isEmpty());
    }

    public List<String> queries(String name) {
        try {
            return context.queryParams(name).stream().map(Text::clean).toList();
        } catch (IllegalArgumentException e) { // `%zz`
            throw new HearthException(ErrorCode.BAD_REQUEST, Map.of(), e);
        }
    }

    /// A whole number among the query parameters; one that is none or out of range is a 400.
    public long query(String name, long fallback, long least, long most) {
        var text = query(name);
        if (text.isEmpty()) {
            return fallback;
        }
        if (text.get().matches("-?[0-9]{1,18}")) {
            var number = Long.parseLong(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw HearthException.invalid(name, "wrong_type");
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(context.header(name));
    }

    /// The client's address; what trusted proxies say of it counts.
    public String address() {
        return peer.address();
    }

    /// Whether the client came by TLS, to us or to a trusted proxy.
    public boolean isSecure() {
        return peer.secure();
    }

    /// What the browser calls itself, cut to 200 characters.
    public String device() {
        var agent = Text.clean(Optional.ofNullable(context.userAgent()).orElse(""));
        return agent.substring(0, Math.min(200, agent.length()));
    }

    /// Gives the browser its session; an empty secret takes it away.
    public void setSession(String secret, Duration life) {
        setCookie("", secret, life);
    }

    /// Another cookie of ours, named by what follows the session's name.
    public Optional<String> cookie(String suffix) {
        return Optional.ofNullable(context.cookie(cookieName + suffix));
    }

    /// Sets it, out of reach of scripts and of other websites; an empty value takes it away.
    public void setCookie(String suffix, String value, Duration life) {
        var cookie = new Cookie(cookieName + suffix, value);
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.LAX);
        cookie.setSecure(peer.secure());
        cookie.setMaxAge(value.isEmpty() ? 0 : (int) life.toSeconds());
        context.cookie(cookie);
    }
}
