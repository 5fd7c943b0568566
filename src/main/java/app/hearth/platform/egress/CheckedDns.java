package app.hearth.platform.egress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/// The HTTP client's only source of addresses: what it returns was checked, and the client connects to nothing else. A name with one
/// forbidden address among good ones is refused whole.
final class CheckedDns implements DnsResolver {
    private final NameResolver names;
    private final EgressRules rules;
    private final boolean configured;

    CheckedDns(NameResolver names, EgressRules rules, boolean configured) {
        this.names = names;
        this.rules = rules;
        this.configured = configured;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return checked(host).toArray(InetAddress[]::new);
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        var all = new ArrayList<InetSocketAddress>();
        for (var address : checked(host)) {
            all.add(new InetSocketAddress(address, port));
        }
        return all;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private List<InetAddress> checked(String host) throws UnknownHostException {
        if (!rules.mayResolve(host)) {
            throw new Refused(host, EgressException.Kind.OFFLINE);
        }
        var addresses = names.resolve(host);
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        for (var address : addresses) {
            var refusal = rules.refusal(address, configured);
            if (refusal != null) {
                throw new Refused(host, refusal);
            }
        }
        return addresses;
    }

    /// Carries the refusal through the HTTP client.
    static final class Refused extends UnknownHostException {
        private static final long serialVersionUID = 1L;
        final EgressException.Kind kind;

        Refused(String host, EgressException.Kind kind) {
            super(host);
            this.kind = kind;
        }
    }
}
