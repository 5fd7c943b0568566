package app.hearth.provider;

import app.hearth.platform.egress.EgressException;
import app.hearth.platform.egress.EgressResponse;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.text.Authority;
import app.hearth.provider.bailian.BailianDialect;
import app.hearth.provider.stream.BrokenAnswer;
import app.hearth.provider.stream.CleanText;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Makes of what went wrong with one connection the exception that people read: connection, host, model and the upstream's own message
/// as arguments, its answer as raw, the key nowhere.
public final class Failures {
    private static final int MOST_RAW = 16 << 10;

    private final Connection connection;
    private final ProviderKind kind; // whose errors it speaks
    private final String model;
    private final Secrets secrets;
    private final Clock clock;

    /// @param model empty when none is asked
    Failures(Connection connection, String model, Clock clock) {
        this.connection = connection;
        this.kind = BailianDialect.isAt(connection.baseUrl()) ? ProviderKind.BAILIAN : connection.kind();
        this.model = model;
        this.secrets = new Secrets(connection);
        this.clock = clock;
    }

    /// @param began whether deltas were given already
    public HearthException of(IOException e, boolean began) {
        return switch (e) {
            case BrokenAnswer broken -> of(broken);
            case EgressException egress -> of(egress, began);
            default -> of(ErrorCode.PROVIDER_LOST, String.valueOf(e.getMessage()), e);
        };
    }

    /// For a short exchange, in which nothing can be lost: who hangs up without a word is not there.
    HearthException ofShort(EgressException e) {
        return e.kind() == EgressException.Kind.LOST ? of(ErrorCode.PROVIDER_UNREACHABLE, String.valueOf(e.getMessage()), e) : of(e, false);
    }

    /// For an answer, cut to what may be shown, that should have been a list of models or the like.
    public HearthException noList(String answer, Throwable cause) {
        var hint = answer.stripLeading().startsWith("<") ? "page" : kind == ProviderKind.OLLAMA ? "no_ollama" : "no_list";
        return of(ErrorCode.PROVIDER_GARBAGE, "no list of models", cause, Map.of("hint", hint))
                .raw(shown(answer.substring(0, Math.min(answer.length(), MOST_RAW))));
    }

    /// For an answer whose status is not 2xx; reads its body.
    public HearthException of(EgressResponse answer) {
        var body = body(answer);
        var report = UpstreamReport.of(body);
        var code = Classifier.ofStatus(answer.status(), report, kind);
        var message = report.message().isEmpty() ? "HTTP " + answer.status() : report.message();
        var failure = of(code, message, null, moved(answer)).raw(shown(body));
        var wait = RetryAfter.of(answer, clock);
        return wait.isPresent() ? failure.retryAfter(wait.get()) : failure;
    }

    /// For an answer that is no completion although its status is 2xx; reads its body.
    HearthException garbage(EgressResponse answer) {
        var body = body(answer);
        return of(ErrorCode.PROVIDER_GARBAGE, UpstreamReport.of(body).message(), null)
                .raw(shown(body));
    }

    public HearthException of(ErrorCode code, String message, Throwable cause) {
        return of(code, message, cause, Map.of());
    }

    private HearthException of(ErrorCode code, String message, Throwable cause, Map<String, String> more) {
        var arguments = new HashMap<>(Map.of(
                "connection", connection.name(),
                "host", host(),
                "model", model,
                "message", shown(message),
                "url", shown(String.valueOf(connection.baseUrl()))));
        Hints.of(code, message, cause, connection, kind).ifPresent(hint -> arguments.put("hint", hint));
        arguments.putAll(more);
        return new HearthException(code, arguments, cause);
    }

    /// Where a redirect leads: the base address there, when it is the same place under another one.
    private Map<String, String> moved(EgressResponse answer) {
        var location = answer.header("location").filter(_ -> answer.status() < 400);
        if (location.isEmpty()) {
            return Map.of();
        }
        URI there;
        try {
            there = answer.uri().resolve(location.get().strip());
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
        var text = there.toString();
        var from = String.valueOf(connection.baseUrl());
        var path = answer.uri().toString();
        var tail = path.startsWith(from) ? path.substring(from.length()) : path;
        boolean isSame = !tail.isEmpty() && text.endsWith(tail);
        return Map.of(
                "hint",
                isSame ? "moved" : "moved_elsewhere",
                "location",
                shown(isSame ? text.substring(0, text.length() - tail.length()) : text));
    }

    /// An error that stands in the upstream's JSON.
    public HearthException reported(JsonNode error) {
        return reported(error, error.toString());
    }

    /// A text of the upstream's, fit to be shown and stored: without the connection's secrets, and without what no database takes.
    String shown(String text) {
        return CleanText.whole(secrets.removedFrom(text));
    }

    private HearthException reported(JsonNode error, String raw) {
        var report = UpstreamReport.of(error);
        return of(Classifier.ofReport(report, kind), report.message(), null).raw(shown(raw));
    }

    private HearthException of(BrokenAnswer broken) {
        return switch (broken.kind()) {
            case ERROR -> reported(broken.error().orElseThrow(), broken.raw());
            case GARBAGE ->
                of(ErrorCode.PROVIDER_GARBAGE, "no chat completion", broken).raw(shown(broken.raw()));
            case CUT ->
                of(ErrorCode.PROVIDER_LOST, "ended before it was complete", broken)
                        .raw(shown(broken.raw()));
        };
    }

    private HearthException of(EgressException e, boolean began) {
        var code = switch (e.kind()) {
            case ADDRESS -> ErrorCode.PROVIDER_ADDRESS_WRONG;
            case REFUSED -> ErrorCode.EGRESS_REFUSED;
            case OFFLINE -> ErrorCode.OFFLINE;
            case DNS, CONNECT, TLS -> ErrorCode.PROVIDER_UNREACHABLE;
            case NO_ANSWER, TOO_LONG -> ErrorCode.PROVIDER_TIMEOUT;
            case SILENT -> began ? ErrorCode.PROVIDER_SILENT : ErrorCode.PROVIDER_TIMEOUT;
            case TOO_LARGE -> ErrorCode.PROVIDER_GARBAGE;
            case REDIRECT -> ErrorCode.PROVIDER_NOT_FOUND;
            case LOST, ABORTED -> ErrorCode.PROVIDER_LOST;
        };
        return of(code, String.valueOf(e.getMessage()), e);
    }

    private String host() {
        if (connection.kind() == ProviderKind.LOCAL) {
            return "llama-server";
        }
        var url = connection.baseUrl();
        var named = Optional.ofNullable(url).flatMap(Authority::of);
        return named.map(found -> found.port() < 0 ? found.host() : found.host() + ":" + found.port())
                .orElseGet(() -> String.valueOf(url));
    }

    /// As much of the body as comes; that it breaks off changes nothing about the failure.
    private static String body(EgressResponse answer) {
        var bytes = new byte[MOST_RAW];
        int count = 0;
        try {
            int got = answer.body().read(bytes, 0, MOST_RAW);
            while (got > 0) {
                count += got;
                got = answer.body().read(bytes, count, MOST_RAW - count);
            }
        } catch (IOException e) {
            return new String(bytes, 0, count, StandardCharsets.UTF_8);
        }
        return new String(bytes, 0, count, StandardCharsets.UTF_8);
    }
}
