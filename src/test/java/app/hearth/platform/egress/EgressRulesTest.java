package app.hearth.platform.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.0.1",
                "169.254.169.254",
                "168.63.129.16",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.7",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.1",
                "198.51.100.1",
                "203.0.113.9",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::8.8.8.8",
                "::ffff:0:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:808:808::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void refusesWhatIsNotPublicToStrangers(String literal) {
        assertThat(EgressRules.DEFAULT.refusal(InetAddress.ofLiteral(literal), false))
                .isEqualTo(EgressException.Kind.REFUSED);
    }

    @Test
    void refusesAMappedAddressGivenAsBytes() {
        var disguised = Cidr.unmapped(InetAddress.ofLiteral("::ffff:127.0.0.1"));
        assertThat(EgressRules.DEFAULT.refusal(disguised, false)).isEqualTo(EgressException.Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.1.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.167.1.1",
                "192.169.0.1",
                "198.17.1.1",
                "198.20.0.1",
                "223.255.255.255",
                "2400:3200::1",
                "2606:4700::1111",
                "2001:4860:4860::8888"
            })
    void letsPublicAddressesThrough(String literal) {
        assertThat(EgressRules.DEFAULT.refusal(InetAddress.ofLiteral(literal), false))
                .isNull();
        assertThat(EgressRules.DEFAULT.refusal(InetAddress.ofLiteral(literal), true))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "192.168.1.7", "10.1.1.1", "::1", "fd12::1", "100.64.3.4", "172.17.0.1"})
    void letsAConfiguredConnectionReachItsNeighbourhood(String literal) {
        assertThat(EgressRules.DEFAULT.refusal(InetAddress.ofLiteral(literal), true))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "fd00:ec2::254",
                "fd20:ce::254",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "64:ff9b::6464:64c8",
                "224.0.0.1",
                "ff02::1",
                "255.255.255.255"
            })
    void keepsEvenAConfiguredConnectionFromMetadataAndCrowds(String literal) {
        assertThat(EgressRules.DEFAULT.refusal(InetAddress.ofLiteral(literal), true))
                .isEqualTo(EgressException.Kind.REFUSED);
    }

    @Test
    void opensListedRangesAndNothingBeside() {
        var rules = new EgressRules("127.0.0.0/8, 10.2.0.0/15 fd00:1::/32", false);
        assertThat(rules.refusal(InetAddress.ofLiteral("127.3.2.1"), false)).isNull();
        assertThat(rules.refusal(InetAddress.ofLiteral("10.3.255.255"), false)).isNull();
        assertThat(rules.refusal(InetAddress.ofLiteral("10.4.0.0"), false)).isEqualTo(EgressException.Kind.REFUSED);
        assertThat(rules.refusal(InetAddress.ofLiteral("fd00:1:5::1"), false)).isNull();
        assertThat(rules.refusal(InetAddress.ofLiteral("fd00:2::1"), false)).isEqualTo(EgressException.Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "fd00::/129", "example.com", "10.0.0.0/x", "1.2.3", "/8"})
    void namesARangeThatIsNone(String range) {
        assertThatThrownBy(() -> new EgressRules(range, false)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsPublicAddressesAndTheirNamesOutWhenOffline() {
        var rules = new EgressRules("", true);
        assertThat(rules.refusal(InetAddress.ofLiteral("8.8.8.8"), true)).isEqualTo(EgressException.Kind.OFFLINE);
        assertThat(rules.refusal(InetAddress.ofLiteral("192.168.0.2"), true)).isNull();
        assertThat(rules.mayResolve("api.example.com")).isFalse();
        assertThat(rules.mayResolve("ollama")).isTrue();
        assertThat(rules.mayResolve("127.0.0.1")).isTrue();
        assertThat(rules.mayResolve("::1")).isTrue();
        assertThat(rules.mayResolve("gpu.lan")).isTrue();
    }
}
