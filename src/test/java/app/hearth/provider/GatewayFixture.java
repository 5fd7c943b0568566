package app.hearth.provider;

import app.hearth.platform.egress.Egress;
import app.hearth.platform.egress.EgressRules;
import app.hearth.platform.error.HearthException;
import app.hearth.provider.CompletionRequest.Message;
import app.hearth.provider.CompletionRequest.Role;
import app.hearth.provider.local.LocalModels;
import app.hearth.provider.local.LocalOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A real gateway over real sockets, and short words for what tests do with it.
final class GatewayFixture implements AutoCloseable {
    final Egress egress = new Egress(EgressRules.DEFAULT, Clock.systemUTC());
    private final LocalModels local;
    final Gateway gateway;

    GatewayFixture() {
        this(new Backoff(3, Duration.ofMillis(1), Duration.ofSeconds(20)));
    }

    GatewayFixture(Backoff backoff) {
        local = new LocalModels(LocalOptions.of(Path.of("target", "no-models")), _ -> false, Clock.systemUTC());
        gateway = new HttpGateway(egress, local, Clock.systemUTC(), backoff);
    }

    static CompletionRequest ask(String model) {
        return CompletionRequest.of(model, List.of(Message.of(Role.USER, "hi")));
    }

    List<Delta> all(Connection connection, CompletionRequest request) {
        try (var completion = gateway.complete(connection, request, Attempts.IGNORED)) {
            return all(completion);
        }
    }

    static List<Delta> all(Completion completion) {
        var deltas = new ArrayList<Delta>();
        for (var delta = completion.next(); delta.isPresent(); delta = completion.next()) {
            deltas.add(delta.get());
        }
        return deltas;
    }

    /// What came before it failed, and how; no failure when it ended well.
    record Outcome(List<Delta> deltas, Optional<HearthException> failure) {
        String text() {
            return GatewayFixture.text(deltas);
        }
    }

    Outcome outcome(Connection connection, CompletionRequest request) {
        var deltas = new ArrayList<Delta>();
        try (var completion = gateway.complete(connection, request, Attempts.IGNORED)) {
            for (var delta = completion.next(); delta.isPresent(); delta = completion.next()) {
                deltas.add(delta.get());
            }
            return new Outcome(deltas, Optional.empty());
        } catch (HearthException e) {
            return new Outcome(deltas, Optional.of(e));
        }
    }

    static String text(List<Delta> deltas) {
        var all = new StringBuilder();
        deltas.forEach(delta -> all.append(delta instanceof Delta.Text(var text) ? text : ""));
        return all.toString();
    }

    static String reasoning(List<Delta> deltas) {
        var all = new StringBuilder();
        deltas.forEach(delta -> all.append(delta instanceof Delta.Reasoning(var text) ? text : ""));
        return all.toString();
    }

    @Override
    public void close() {
        local.close();
        egress.close();
    }
}
