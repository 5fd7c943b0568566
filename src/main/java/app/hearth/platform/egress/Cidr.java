package app.hearth.platform.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A range of addresses: `10.0.0.0/8`, `fd00::/8`, or a single address.
public record Cidr(byte[] network, int bits) {
    private static final Cidr NAT64 = of("64:ff9b::/96");
    private static final Cidr SIX_TO_FOUR = of("2002::/16");

    /// A list separated by commas or blanks. Throws `IllegalArgumentException` naming the entry that is none.
    public static List<Cidr> list(String text) {
        var all = new ArrayList<Cidr>();
        for (var entry : text.split("[,\\s]+")) {
            if (!entry.isEmpty()) {
                all.add(of(entry));
            }
        }
        return List.copyOf(all);
    }

    public static Cidr of(String text) {
        var slash = text.indexOf('/');
        var address = slash < 0 ? text : text.substring(0, slash);
        // only literals: a name would ask the DNS
        if (!address.matches("[0-9]+([.][0-9]+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw new IllegalArgumentException(text);
        }
        try {
            var network = InetAddress.ofLiteral(address).getAddress();
            var bits = slash < 0 ? network.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > network.length * 8) {
                throw new IllegalArgumentException(text);
            }
            return new Cidr(network, bits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    public boolean contains(InetAddress address) {
        var bytes = address.getAddress();
        if (bytes.length != network.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            var mask = 0x80 >> (i & 7);
            if ((bytes[i >> 3] & mask) != (network[i >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    public static boolean anyContains(List<Cidr> ranges, InetAddress address) {
        for (var range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /// The four bytes inside an IPv4-mapped or -compatible IPv6 address, else the address itself.
    public static InetAddress unmapped(InetAddress address) {
        var bytes = address.getAddress();
        if (bytes.length != 16) {
            return address;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return address;
            }
        }
        var mapped = bytes[10] == -1 && bytes[11] == -1;
        var compatible = bytes[10] == 0 && bytes[11] == 0 && (bytes[12] != 0 || bytes[13] != 0);
        return mapped || compatible ? v4(bytes, 12) : address;
    }

    /// The IPv4 address to which a translator sends an address of NAT64 (`64:ff9b::/96`) or 6to4 (`2002::/16`), else the address itself.
    static InetAddress translated(InetAddress address) {
        if (NAT64.contains(address)) {
            return v4(address.getAddress(), 12);
        }
        return SIX_TO_FOUR.contains(address) ? v4(address.getAddress(), 2) : address;
    }

    private static InetAddress v4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four bytes are always an address
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr(var otherNetwork, var otherBits) && bits == otherBits && Arrays.equals(network, otherNetwork);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(network) * 31 + bits;
    }

    @Override
    public String toString() {
        return Arrays.toString(network) + "/" + bits;
    }
}
