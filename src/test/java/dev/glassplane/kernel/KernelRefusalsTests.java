package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.kernel.Observation.Outcome;
import dev.glassplane.linux.HostText;
import dev.glassplane.linux.Observed;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the real kernel refuses by its settings, and IPv6: the emulator agrees. */
@Tag("kernel")
class KernelRefusalsTests {

    /** Two ways lead to the client: eth0 is the way back, eth1 is the one that "far" sends by. */
    private static HostText router() {
        return HostText.named("router").device("eth0", "10.0.1.1/24").device("eth1", "10.0.2.1/24").device("eth2", "10.0.3.1/24").device("eni1").device("eni2")
                .route("10.8.0.9 via 10.0.1.2 dev eth0").route("10.4.0.4 dev eni1").route("blackhole 10.7.0.0/16").route("unreachable 10.6.0.0/16")
                .sysctl("net.ipv4.ip_forward", "1");
    }

    private static Topology topology(HostText router) {
        Topology topology = new Topology().host(router.build())
                .host(HostText.named("near").device("eth0", "10.0.1.2/24", "10.8.0.9/32").route("default via 10.0.1.1 dev eth0").build())
                .host(HostText.named("far").device("eth0", "10.0.2.2/24", "10.8.0.9/32").route("default via 10.0.2.1 dev eth0").build())
                .host(HostText.named("server").device("eth0", "10.0.3.2/24").route("default via 10.0.3.1 dev eth0").build())
                .host(behind("odd", "eni1", router, "10.4.0.4/32", "10.0.1.7/32")).host(behind("thief", "eni2", router, "10.0.1.1/32"))
                .wire("near/eth0", "router/eth0").wire("far/eth0", "router/eth1").wire("server/eth0", "router/eth2").wire("odd/eth0", "router/eni1")
                .wire("thief/eth0", "router/eni2");
        return topology.listen("server", Protocol.TCP, 80).listen("router", Protocol.TCP, 80).listen("near", Protocol.TCP, 80);
    }

    private static HostState behind(String name, String device, HostText router, String... addresses) {
        return HostText.named(name).device("eth0", addresses).route("169.254.1.1 dev eth0").route("default via 169.254.1.1 dev eth0")
                .neighbor("169.254.1.1", "eth0", router.build().routing().link(device).orElseThrow().mac()).build();
    }

    @Test
    void reversePathFiltering() {
        assertBothAgree(topology(router()), "far", "10.8.0.9 > 10.0.3.2:80", Outcome.TIMEOUT);
        assertBothAgree(topology(router().sysctl("net.ipv4.conf.eth1.rp_filter", "1")), "far", "10.0.2.2 > 10.0.3.2:80", Outcome.ANSWERED);
        assertBothAgree(topology(router().sysctl("net.ipv4.conf.eth1.rp_filter", "1")), "far", "10.8.0.9 > 10.0.3.2:80", Outcome.TIMEOUT);
        assertBothAgree(topology(router().sysctl("net.ipv4.conf.eni1.rp_filter", "2")), "odd", "10.0.1.7 > 10.0.3.2:80", Outcome.TIMEOUT);
        assertBothAgree(topology(router().sysctl("net.ipv4.conf.all.rp_filter", "2")), "odd", "10.4.0.4 > 10.0.3.2:80", Outcome.ANSWERED);
    }

    @Test
    void sourcesOfTheHostItself() {
        assertBothAgree(topology(router()), "thief", "10.0.1.1 > 10.0.3.2:80", Outcome.TIMEOUT);
        assertBothAgree(topology(router().rule("500: from 10.4.0.4 lookup main")), "thief", "10.0.1.1 > 10.0.3.2:80", Outcome.TIMEOUT);
    }

    @Test
    void routesThatLeadNowhere() {
        assertBothAgree(topology(router()), "near", "10.0.1.2 > 10.7.0.1:80", Outcome.TIMEOUT);
        assertBothAgree(topology(router()), "near", "10.0.1.2 > 10.6.0.1:80", Outcome.UNREACHABLE);
        assertBothAgree(topology(router()), "near", "10.0.1.2 > 10.99.0.1:80", Outcome.UNREACHABLE);
        assertBothAgree(topology(router()), "router", "10.0.1.1 > 10.99.0.1:80", Outcome.UNREACHABLE);
    }

    @Test
    void aHostThatDoesNotForward() {
        assertBothAgree(topology(router().sysctl("net.ipv4.ip_forward", "0")), "near", "10.0.1.2 > 10.0.3.2:80", Outcome.TIMEOUT);
        assertBothAgree(topology(router().sysctl("net.ipv4.ip_forward", "0")), "near", "10.0.1.2 > 10.0.2.1:80", Outcome.ANSWERED);
    }

    @Test
    void loopbackAddressesThatAreTranslated() {
        String out = "*nat\n-A OUTPUT -d 127.0.0.1/32 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.0.3.2:80\n";
        String masquerade = out + "-A POSTROUTING -s 127.0.0.0/8 ! -o lo -j MASQUERADE\n";
        assertBothAgree(topology(router().tables(masquerade)), "router", "127.0.0.1 > 127.0.0.1:8080", Outcome.TIMEOUT);
        assertBothAgree(topology(router().tables(masquerade).sysctl("net.ipv4.conf.all.route_localnet", "1")), "router",
                "127.0.0.1 > 127.0.0.1:8080", Outcome.ANSWERED);
        String in = "*nat\n-A PREROUTING -d 10.0.1.1/32 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 127.0.0.1:80\n";
        assertBothAgree(topology(router().tables(in)), "near", "10.0.1.2 > 10.0.1.1:8080", Outcome.TIMEOUT);
        assertBothAgree(topology(router().tables(in).sysctl("net.ipv4.conf.eth0.route_localnet", "1")), "near", "10.0.1.2 > 10.0.1.1:8080",
                Outcome.ANSWERED);
    }

    @Test
    void translatedToWhereNoRouteLeads() {
        String out = "*nat\n-A OUTPUT -d 10.0.3.9/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.99.0.1:80\n"
                + "-A OUTPUT -d 10.0.3.9/32 -p udp -m udp --dport 80 -j DNAT --to-destination 10.99.0.1:80\n";
        assertBothAgree(topology(router().tables(out)), "router", "10.0.3.1 > 10.0.3.9:80", Outcome.TIMEOUT);
        assertBothAgree(topology(router().tables(out)), "router", "10.0.3.1 > 10.0.3.9:80 udp", Outcome.UNREACHABLE);
    }

    @Test
    void answersThatTakeAnotherWayAreInvalid() {
        String drop = "*filter\n-A FORWARD -m conntrack --ctstate INVALID -j DROP\n-A FORWARD -j ACCEPT\n";
        Topology topology = new Topology()
                .host(HostText.named("client").device("eth0", "10.0.1.2/24").route("default via 10.0.1.1 dev eth0").build())
                .host(HostText.named("there").device("eth0", "10.0.1.1/24").device("eth1", "10.0.2.1/24").sysctl("net.ipv4.ip_forward", "1").build())
                .host(HostText.named("back").device("eth0", "10.0.1.9/24").device("eth1", "10.0.2.9/24").sysctl("net.ipv4.ip_forward", "1")
                        .tables(drop).build())
                .host(HostText.named("server").device("eth0", "10.0.2.2/24").route("default via 10.0.2.9 dev eth0").build())
                .wire("client/eth0", "there/eth0", "back/eth0").wire("there/eth1", "server/eth0", "back/eth1").listen("server", Protocol.TCP, 80);
        assertBothAgree(topology, "client", "10.0.1.2 > 10.0.2.2:80", Outcome.TIMEOUT);
    }

    @Test
    void sixthVersion() {
        String tables = """
                *nat
                :PREROUTING ACCEPT [0:0]
                :INPUT ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                :POSTROUTING ACCEPT [0:0]
                :KUBE-SVC - [0:0]
                -A PREROUTING -d fd00:100::10/128 -p tcp -m tcp --dport 80 -j KUBE-SVC
                -A OUTPUT -d fd00:100::10/128 -p tcp -m tcp --dport 80 -j KUBE-SVC
                -A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE --random-fully
                -A KUBE-SVC -s fd00:1::2/128 -m addrtype ! --dst-type LOCAL -j MARK --set-xmark 0x4000/0x4000
                -A KUBE-SVC -p tcp -m statistic --mode random --probability 0.50000000000 -m tcp -j DNAT --to-destination [fd00:3::2]:80
                -A KUBE-SVC -p tcp -m tcp -j DNAT --to-destination [fd00:1::2]:80
                COMMIT
                *filter
                :INPUT ACCEPT [0:0]
                :FORWARD ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                -A FORWARD -d fd00:100::11/128 -j REJECT --reject-with icmp6-port-unreachable
                COMMIT
                """;
        Topology topology = new Topology()
                .host(HostText.named("router").device("eth0", "fd00:1::1/64").device("eth1", "fd00:3::1/64").route("fd00:100::/112 via fd00:3::2 dev eth1")
                        .sysctl("net.ipv6.conf.all.forwarding", "1").tables6(tables).build())
                .host(HostText.named("client").device("eth0", "fd00:1::2/64").route("default via fd00:1::1 dev eth0").build())
                .host(HostText.named("server").device("eth0", "fd00:3::2/64").route("default via fd00:3::1 dev eth0").build())
                .wire("client/eth0", "router/eth0").wire("server/eth0", "router/eth1")
                .listen("server", Protocol.TCP, 80).listen("client", Protocol.TCP, 80);
        assertBothAgree(topology, "client", "[fd00:1::2] > [fd00:100::10]:80", Outcome.ANSWERED);
        assertBothAgree(topology, "router", "[fd00:1::1] > [fd00:100::10]:80", Outcome.ANSWERED);
        assertBothAgree(topology, "client", "[fd00:1::2] > [fd00:100::11]:80", Outcome.REFUSED);
        assertBothAgree(topology, "client", "[fd00:1::2] > [fd00:9::9]:80", Outcome.UNREACHABLE);
    }

    private static void assertBothAgree(Topology topology, String from, String packet, Outcome expected) {
        Packet parsed = Observed.packet(packet.replaceFirst(" ", ":20000 ") + (packet.endsWith(" udp") ? "" : " tcp"));
        Set<Observation> emulated = EmulatedLab.observe(topology, from, parsed).keySet();
        assertThat(emulated).extracting(Observation::outcome).containsOnly(expected);
        try (KernelLab lab = KernelLab.open(topology)) {
            assertThat(emulated).as(packet).contains(lab.probe(from, parsed));
        }
    }
}
