package app.hearth.platform.egress;

import app.hearth.platform.egress.EgressException.Kind;
import app.hearth.platform.text.Authority;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/// One exchange with a host. One thread sends and reads; [#abort()] may come from any, at any time, and ends a connection being made,
/// an answer waited for and a body being read alike.
public final class EgressCall implements AutoCloseable {
    private static final int MOST_REDIRECTS = 5;

    private final Egress egress;
    private final EgressRequest request;
    private final long bornAt = System.nanoTime();
    private volatile long readDeadline; // against System.nanoTime(); Long.MAX_VALUE after bornAt means none
    private volatile Kind endedBy; // set once, by whoever ends the call from outside
    private volatile HttpUriRequestBase hop;
    private ClassicHttpResponse response;
    private Body body;
    private String host = "";

    EgressCall(Egress egress, EgressRequest request) {
        this.egress = egress;
        this.request = request;
        this.readDeadline = bornAt + request.limits().firstByte().toNanos();
    }

    /// Connects and waits for the answer's head. Once per call.
    public EgressResponse send() throws EgressException {
        egress.watchdog().add(this);
        try {
            var uri = request.uri();
            var headers = request.headers();
            for (int redirects = 0; ; redirects++) {
                var answer = exchange(uri, headers);
                var location = answer.getFirstHeader("location");
                if (!isRedirect(answer.getCode()) || location == null || !request.follows()) {
                    return head(answer, uri);
                }
                if (redirects == MOST_REDIRECTS) {
                    throw failure(Kind.REDIRECT, "more than " + MOST_REDIRECTS + " redirects", null);
                }
                hop.cancel();
                var next = resolve(uri, location.getValue());
                if (!Purpose.origin(next).equals(Purpose.origin(uri))) {
                    headers = withoutSecrets(headers);
                }
                uri = next;
            }
        } catch (EgressException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Ends the call at once. Idempotent.
    public void abort() {
        end(Kind.ABORTED);
    }

    /// Gives the connection back when the body was read to its end, else closes it.
    @Override
    public void close() {
        egress.watchdog().remove(this);
        if (body == null || !body.ended()) {
            abort();
        }
    }

    void endIfLate(long now) {
        if (now - bornAt > request.limits().total().toNanos()) {
            end(Kind.TOO_LONG);
        } else if (readDeadline != Long.MAX_VALUE && now - readDeadline > 0) {
            end(response == null ? Kind.NO_ANSWER : Kind.SILENT);
        }
    }

    void reading() {
        readDeadline = System.nanoTime() + request.limits().silence().toNanos();
    }

    void idle() {
        readDeadline = Long.MAX_VALUE;
    }

    void finished() {
        egress.watchdog().remove(this);
    }

    EgressException failure(Kind kind, String message, Throwable cause) {
        return new EgressException(kind, host, message, cause);
    }

    EgressException failure(IOException e, boolean inBody) {
        var kind = endedBy;
        if (kind == null) {
            kind = inBody
                    ? Kind.LOST
                    : switch (e) {
                        case CheckedDns.Refused refused -> refused.kind;
                        case UnknownHostException _ -> Kind.DNS;
                        case ConnectTimeoutException _ -> Kind.CONNECT;
                        case HttpHostConnectException _ -> Kind.CONNECT;
                        case ConnectException _ -> Kind.CONNECT;
                        case NoRouteToHostException _ -> Kind.CONNECT;
                        case SSLException _ -> Kind.TLS;
                        default -> Kind.LOST;
                    };
        }
        return failure(kind, String.valueOf(e.getMessage()), e);
    }

    private synchronized void end(Kind kind) {
        if (endedBy == null) {
            endedBy = kind;
        }
        var running = hop;
        if (running != null) {
            running.cancel();
        }
    }

    private ClassicHttpResponse exchange(URI uri, Map<String, String> headers) throws EgressException {
        check(uri);
        var target = new HttpHost(uri.getScheme().toLowerCase(Locale.ROOT), bare(Authority.host(uri)), Purpose.port(uri));
        host = target.getHostName();
        var next = new HttpUriRequestBase(request.method(), uri);
        headers.forEach(next::setHeader);
        if (request.body().length > 0) {
            next.setEntity(new ByteArrayEntity(request.body(), ContentType.APPLICATION_JSON));
        }
        synchronized (this) {
            hop = next;
            if (endedBy != null) {
                throw failure(endedBy, "ended before it began", null);
            }
        }
        var name = host + ":" + target.getPort();
        try {
            var answer = egress.client(request.purpose().configures(uri)).executeOpen(target, next, null);
            egress.ledger().used(name, request.purpose().name());
            return answer;
        } catch (IllegalStateException e) {
            if (endedBy == null) {
                throw e;
            }
            // the client's way to say that the connection which it was making was taken away from it
            egress.ledger().used(name, request.purpose().name());
            throw failure(endedBy, "ended while it connected", e);
        } catch (IOException e) {
            var failure = failure(e, false);
            if (failure.kind() == Kind.REFUSED || failure.kind() == Kind.OFFLINE) {
                egress.ledger().refused(name, request.purpose().name());
            } else {
                egress.ledger().used(name, request.purpose().name());
            }
            throw failure;
        }
    }

    private EgressResponse head(ClassicHttpResponse answer, URI uri) throws EgressException {
        response = answer;
        idle();
        var headers = new HashMap<String, List<String>>();
        for (var header : answer.getHeaders()) {
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(header.getValue());
        }
        try {
            var entity = answer.getEntity();
            var content = entity == null ? InputStream.nullInputStream() : entity.getContent();
            if (Unzipped.isOf(headers)) { // nobody asked for it, but some proxies do it to everybody
                content = new Unzipped(content);
            }
            body = new Body(content, this, request.limits().maxBytes());
            return new EgressResponse(answer.getCode(), headers, uri, body, this);
        } catch (IOException e) {
            throw failure(e, true);
        }
    }

    private void check(URI uri) throws EgressException {
        var scheme = uri.getScheme();
        var named = Authority.of(uri);
        if (named.isEmpty()
                || uri.getRawAuthority().contains("@")
                || !"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            host = named.map(Authority::host).orElse("null");
            throw failure(Kind.ADDRESS, "not a web address", null);
        }
    }

    private URI resolve(URI from, String location) throws EgressException {
        try {
            return from.resolve(location.strip());
        } catch (IllegalArgumentException e) {
            throw failure(Kind.REDIRECT, "to no address", e);
        }
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    // another host gets nothing that was meant for the first
    private static Map<String, String> withoutSecrets(Map<String, String> headers) {
        var kept = new HashMap<String, String>();
        headers.forEach((name, value) -> {
            if (name.equalsIgnoreCase("accept")) {
                kept.put(name, value);
            }
        });
        return kept;
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
