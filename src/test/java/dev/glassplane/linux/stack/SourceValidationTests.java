package dev.glassplane.linux.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.HostText;
import dev.glassplane.linux.Observed;
import dev.glassplane.linux.stack.StackResult.Delivered;
import dev.glassplane.linux.stack.StackResult.Discarded;
import dev.glassplane.linux.stack.StackResult.Forwarded;
import dev.glassplane.linux.stack.StackResult.TooBig;
import dev.glassplane.linux.stack.StackResult.Unreachable;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import org.junit.jupiter.api.Test;

/** What the kernel refuses before any rule does. */
class SourceValidationTests {

    private static HostText router() {
        return HostText.named("r").device("eth0", "10.0.1.10/24").device("eth1", "10.0.2.10/24").device("eni1")
                .route("default via 10.0.1.1 dev eth0").route("10.0.1.77 dev eni1").sysctl("net.ipv4.ip_forward", "1");
    }

    @Test
    void strictFilteringWantsTheWayBackOnTheSameDevice() {
        assertThat(receive(router(), "eth1", "8.8.8.8:1 > 10.0.1.77:80 tcp")).isInstanceOf(Forwarded.class);
        assertThat(receive(router().sysctl("net.ipv4.conf.eth1.rp_filter", "1"), "eth1", "8.8.8.8:1 > 10.0.1.77:80 tcp"))
                .isEqualTo(new Discarded("RPF_FAILED"));
        assertThat(receive(router().sysctl("net.ipv4.conf.eth1.rp_filter", "1"), "eth1", "10.0.2.3:1 > 10.0.1.77:80 tcp"))
                .isInstanceOf(Forwarded.class);
        assertThat(receive(router().sysctl("net.ipv4.conf.eth1.rp_filter", "1"), "eth1", "8.8.8.8:1 > 10.0.2.10:80 tcp"))
                .as("packets for the host itself are filtered too").isEqualTo(new Discarded("RPF_FAILED"));
    }

    @Test
    void looseFilteringWantsAnyWayBackAndAnAddressOnTheDevice() {
        assertThat(receive(router().sysctl("net.ipv4.conf.eth1.rp_filter", "2"), "eth1", "8.8.8.8:1 > 10.0.1.77:80 tcp"))
                .isInstanceOf(Forwarded.class);
        assertThat(receive(router().sysctl("net.ipv4.conf.eni1.rp_filter", "2"), "eni1", "8.8.8.8:1 > 10.0.2.3:80 tcp"))
                .isEqualTo(new Discarded("RPF_FAILED"));
    }

    @Test
    void theLargerOfAllAndTheDeviceCounts() {
        HostText loose = router().sysctl("net.ipv4.conf.all.rp_filter", "1").sysctl("net.ipv4.conf.eth1.rp_filter", "2");
        assertThat(receive(loose, "eth1", "8.8.8.8:1 > 10.0.1.77:80 tcp")).isInstanceOf(Forwarded.class);
        HostText strict = router().sysctl("net.ipv4.conf.all.rp_filter", "1").sysctl("net.ipv4.conf.eth1.rp_filter", "0");
        assertThat(receive(strict, "eth1", "8.8.8.8:1 > 10.0.1.77:80 tcp")).isEqualTo(new Discarded("RPF_FAILED"));
    }

    @Test
    void ownAddressesDoNotComeFromOutside() {
        assertThat(receive(router(), "eth0", "10.0.2.10:1 > 10.0.1.77:80 tcp")).isEqualTo(new Discarded("MARTIAN_SOURCE"));
        assertThat(receive(router().sysctl("net.ipv4.conf.eth0.accept_local", "1"), "eth0", "10.0.2.10:1 > 10.0.1.77:80 tcp"))
                .isInstanceOf(Forwarded.class);
    }

    @Test
    void loopbackAddressesStayInsideUnlessAllowed() {
        assertThat(receive(router(), "eth0", "10.0.1.3:1 > 127.0.0.1:80 tcp")).isEqualTo(new Discarded("LOCALNET_BLOCKED"));
        assertThat(receive(router().sysctl("net.ipv4.conf.all.route_localnet", "1"), "eth0", "10.0.1.3:1 > 127.0.0.1:80 tcp"))
                .isInstanceOf(Delivered.class);
        String dnat = "*nat\n-A OUTPUT -d 127.0.0.1/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.1.77:8080\n";
        assertThat(Observed.of(router().tables(dnat)).send("127.0.0.1:4000 > 127.0.0.1:80 tcp")).isEqualTo(new Discarded("LOCALNET_BLOCKED"));
        assertThat(Observed.of(router().tables(dnat).sysctl("net.ipv4.conf.all.route_localnet", "1")).send("127.0.0.1:4000 > 127.0.0.1:80 tcp"))
                .isInstanceOf(Forwarded.class);
    }

    @Test
    void aHostThatDoesNotForwardThrowsAway() {
        assertThat(receive(router().sysctl("net.ipv4.ip_forward", "0"), "eth0", "10.0.1.3:1 > 10.0.1.77:80 tcp"))
                .isEqualTo(new Discarded("FORWARDING_OFF"));
        assertThat(receive(router().sysctl("net.ipv4.ip_forward", "0"), "eth0", "10.0.1.3:1 > 10.0.1.10:80 tcp")).isInstanceOf(Delivered.class);
    }

    @Test
    void noWayIsAnsweredByIcmp() {
        HostText nowhere = HostText.named("r").device("eth0", "10.0.1.10/24").sysctl("net.ipv4.ip_forward", "1")
                .route("unreachable 10.7.0.0/16").route("blackhole 10.8.0.0/16");
        assertThat(receive(nowhere, "eth0", "10.0.1.3:1 > 8.8.8.8:80 tcp")).isEqualTo(new Unreachable("icmp-net-unreachable"));
        assertThat(receive(nowhere, "eth0", "10.0.1.3:1 > 10.7.0.1:80 tcp")).isEqualTo(new Unreachable("icmp-host-unreachable"));
        assertThat(receive(nowhere, "eth0", "10.0.1.3:1 > 10.8.0.1:80 tcp")).isEqualTo(new Discarded("BLACKHOLE"));
        assertThat(Observed.of(nowhere).send("10.0.1.10:1 > 8.8.8.8:80 tcp")).isEqualTo(new Unreachable("icmp-net-unreachable"));
    }

    @Test
    void hopsAndSizesEnd() {
        Packet last = new Packet(Ip.parse("10.0.1.3"), Ip.parse("10.0.2.3"), Protocol.UDP, 1, 2, 1, 60);
        assertThat(Observed.of(router()).receive("eth0", last, false)).isEqualTo(new Discarded("TTL_EXPIRED"));
        Packet large = new Packet(Ip.parse("10.0.1.3"), Ip.parse("10.0.2.3"), Protocol.UDP, 1, 2, 64, 1501);
        assertThat(Observed.of(router()).receive("eth0", large, false)).isEqualTo(new TooBig("eth1", 1500));
        Packet fits = new Packet(Ip.parse("10.0.1.3"), Ip.parse("10.0.2.3"), Protocol.UDP, 1, 2, 2, 1500);
        assertThat(((Forwarded) Observed.of(router()).receive("eth0", fits, false)).packet().ttl()).isEqualTo(1);
    }

    @Test
    void aPacketMayLeaveByTheDeviceItCameInBy() {
        assertThat(((Forwarded) receive(router(), "eth0", "10.0.1.3:1 > 10.0.1.4:80 tcp")).device()).isEqualTo("eth0");
    }

    @Test
    void ipv6PacketsAreForwardedAndRefusedInTheirOwnWords() {
        HostText router = HostText.named("r").device("eth0", "fd00:1::10/64").device("eth1", "fd00:2::10/64").sysctl("net.ipv6.conf.all.forwarding", "1")
                .tables6("*filter\n-A FORWARD -d fd00:2::9/128 -j REJECT --reject-with icmp6-port-unreachable\n");
        assertThat(receive(router, "eth0", "[fd00:1::3]:1 > [fd00:2::3]:80 tcp")).isInstanceOf(Forwarded.class);
        assertThat(((StackResult.Rejected) receive(router, "eth0", "[fd00:1::3]:1 > [fd00:2::9]:80 tcp")).with()).isEqualTo("icmp6-port-unreachable");
        assertThat(receive(router, "eth0", "[fd00:1::3]:1 > [fd00:9::9]:80 tcp")).isEqualTo(new Unreachable("icmp6-no-route"));
    }

    private static StackResult receive(HostText host, String device, String packet) {
        return Observed.of(host).receive(device, packet);
    }
}
