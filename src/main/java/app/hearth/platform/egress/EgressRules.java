package app.hearth.platform.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/// Where the house may connect to.
public final class EgressRules {
    /// Nothing special: private networks only for configured connections.
    public static final EgressRules DEFAULT = new EgressRules("", false);

    private static final List<Cidr> PRIVATE =
            Cidr.list("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 127.0.0.0/8 169.254.0.0/16 100.64.0.0/10 " + "::1 fc00::/7 fe80::/10");
    private static final List<Cidr> NOT_PUBLIC_V4 =
            Cidr.list("0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 168.63.129.16 192.0.0.0/24 192.0.2.0/24"
                    + " 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3");
    // everything public lies in 2000::/3; within it Teredo and other protocol assignments, documentation and 6to4 are not
    private static final Cidr PUBLIC_V6 = Cidr.of("2000::/3");
    private static final List<Cidr> NOT_PUBLIC_V6 = Cidr.list("2001::/23 2001:db8::/32 2002::/16 3fff::/20");
    // a cloud machine's keys are read there; no model lives there
    private static final List<Cidr> METADATA =
            Cidr.list("169.254.169.0/24 169.254.170.0/24 100.100.100.200 168.63.129.16 192.0.0.192 fd00:ec2::/32 fd20:ce::254");
    private static final List<Cidr> NOBODY = Cidr.list("224.0.0.0/4 255.255.255.255 ff00::/8");

    private final List<Cidr> listed;
    private final boolean offline;

    /// @param allow ranges that are open to everybody: `HEARTH_EGRESS_ALLOW`. Throws `IllegalArgumentException` naming an entry that is
    /// none.
    /// @param offline nothing public is contacted, and its name is not even looked up
    public EgressRules(String allow, boolean offline) {
        this.listed = Cidr.list(allow);
        this.offline = offline;
    }

    /// Whether the house may ask the DNS for this name.
    boolean mayResolve(String host) {
        if (!offline) {
            return true;
        }
        var name = host.toLowerCase(Locale.ROOT);
        return name.indexOf('.') < 0
                || name.indexOf(':') >= 0
                || name.matches("[0-9.]+")
                || name.matches(".*\\.(localhost|local|lan|internal|intranet|home\\.arpa|svc)");
    }

    /// Null when `address` may be connected to, else why not.
    EgressException.Kind refusal(InetAddress address, boolean configured) {
        var plain = Cidr.unmapped(address);
        if (Cidr.anyContains(listed, plain)) {
            return null;
        }
        var isPublic = plain.equals(address) && isPublic(plain); // an IPv4 address in disguise is nobody's honest spelling
        if (configured ? isNobodys(plain) || isNobodys(Cidr.translated(plain)) : !isPublic) {
            return EgressException.Kind.REFUSED;
        }
        return offline && !Cidr.anyContains(PRIVATE, plain) && !plain.isAnyLocalAddress() ? EgressException.Kind.OFFLINE : null;
    }

    private static boolean isNobodys(InetAddress address) {
        return Cidr.anyContains(METADATA, address) || Cidr.anyContains(NOBODY, address);
    }

    /// Whether an address is of this machine or its neighbourhood.
    static boolean isPrivate(InetAddress address) {
        return Cidr.anyContains(PRIVATE, Cidr.unmapped(address));
    }

    private static boolean isPublic(InetAddress address) {
        return address.getAddress().length == 4
                ? !Cidr.anyContains(NOT_PUBLIC_V4, address)
                : PUBLIC_V6.contains(address) && !Cidr.anyContains(NOT_PUBLIC_V6, address);
    }
}
