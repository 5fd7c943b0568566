package app.hearth.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import app.hearth.platform.egress.Egress;
import app.hearth.platform.egress.EgressCall;
import app.hearth.platform.egress.EgressException;
import app.hearth.platform.egress.EgressRequest;
import app.hearth.platform.egress.EgressRequest.Limits;
import app.hearth.platform.egress.EgressResponse;
import app.hearth.platform.egress.Purpose;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Exchanges with one connection, which [#close()] ends all together, from any thread. Failures are
/// [app.hearth.platform.error.HearthException]s as [Failures] makes them.
public final class Link implements AutoCloseable {
    private static final String PURPOSE = "model";
    private static final int MOST_RAW = 4096;
    private static final int MOST_TRIES = 3;

    private final Egress egress;
    private final Connection connection;
    private final Failures failures;
    private final Set<EgressCall> calls = new HashSet<>();
    private boolean closed;

    /// @param model for the failures; empty when none is asked
    public Link(Egress egress, Connection connection, String model, Clock clock) {
        this.egress = egress;
        this.connection = connection;
        this.failures = new Failures(connection, model, clock);
    }

    public Connection connection() {
        return connection;
    }

    public Failures failures() {
        return failures;
    }

    /// Sends and waits for the head of an answer of any status. The caller closes it, by [#done].
    public EgressResponse send(String method, URI url, byte[] body, String accept, Limits limits) {
        try {
            return exchange(method, url, body, accept, limits);
        } catch (EgressException e) {
            throw failures.of(e, false);
        }
    }

    /// A GET that is answered by JSON; any status but 2xx is a failure.
    public JsonNode get(URI url) {
        return json("GET", url, new byte[0]);
    }

    /// A POST that is answered by JSON; any status but 2xx is a failure.
    public JsonNode post(URI url, ObjectNode body) {
        return json("POST", url, Picture.sent(body));
    }

    /// As [#get], with any method; an empty answer reads as a missing node.
    public JsonNode json(String method, URI url, byte[] body) {
        var answer = shortExchange(method, url, body);
        try {
            if (answer.status() >= 300) {
                throw failures.of(answer);
            }
            var bytes = answer.bytes();
            try {
                return Json.MAPPER.readTree(bytes);
            } catch (JsonProcessingException e) {
                throw failures.noList(new String(bytes, 0, Math.min(bytes.length, MOST_RAW), UTF_8), e);
            }
        } catch (IOException e) {
            throw failures.of(e, false);
        } finally {
            done(answer);
        }
    }

    /// A connection kept from the last exchange may have died meanwhile, which shows when it is used: a question is asked again then.
    private EgressResponse shortExchange(String method, URI url, byte[] body) {
        for (int tries = 1; ; tries++) {
            try {
                return exchange(method, url, body, "application/json", Limits.SHORT);
            } catch (EgressException e) {
                if (e.kind() != EgressException.Kind.LOST || tries == MOST_TRIES || !method.equals("GET")) {
                    throw failures.ofShort(e);
                }
            }
        }
    }

    /// Closes an answer.
    public void done(EgressResponse answer) {
        forget(answer);
        answer.close();
    }

    /// Leaves an answer to the caller: [#close()] no longer ends it.
    void forget(EgressResponse answer) {
        forget(answer.call());
    }

    /// `base` and `path` put together, whether or not the one ends in a slash.
    public static URI url(URI base, String path) {
        var text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }

    @Override
    public void close() {
        Set<EgressCall> running;
        synchronized (this) {
            closed = true;
            running = Set.copyOf(calls);
            calls.clear();
        }
        running.forEach(EgressCall::abort);
    }

    private EgressResponse exchange(String method, URI url, byte[] body, String accept, Limits limits) throws EgressException {
        var purpose = Purpose.configured(PURPOSE, connection.baseUrl());
        // a redirect is answered: what a list follows a completion would not, and no key goes to the other host
        var call = egress.call(new EgressRequest(method, url, headers(accept), body, purpose, limits).withoutRedirects());
        synchronized (this) {
            if (closed) {
                call.abort(); // its send fails at once
            }
            calls.add(call);
        }
        try {
            return call.send();
        } catch (EgressException e) {
            forget(call);
            throw e;
        } catch (IllegalStateException e) {
            // what the HTTP client throws when a call is ended, by us or by its time, in the moment in which it connects
            forget(call);
            call.close();
            throw failures.of(ErrorCode.PROVIDER_TIMEOUT, String.valueOf(e.getMessage()), e);
        }
    }

    private synchronized void forget(EgressCall call) {
        calls.remove(call);
    }

    private Map<String, String> headers(String accept) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER); // an admin's own header wins, however it is written
        headers.put("Accept", accept);
        if (!connection.key().isBlank()) {
            headers.put("Authorization", "Bearer " + connection.key().strip());
        }
        headers.putAll(connection.headers());
        return headers;
    }
}
