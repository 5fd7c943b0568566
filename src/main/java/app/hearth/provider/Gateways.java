package app.hearth.provider;

import app.hearth.platform.egress.Egress;
import app.hearth.provider.local.LocalModels;
import java.time.Clock;

/// Makes the gateway.
public final class Gateways {
    /// One for the whole house; thread-safe.
    public static Gateway over(Egress egress, LocalModels local, Clock clock) {
        return new HttpGateway(egress, local, clock, Backoff.USUAL);
    }

    private Gateways() {}
}
