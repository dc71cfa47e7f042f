package dev.glassplane.linux.bpf.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.HostText;
import dev.glassplane.linux.Observed;
import dev.glassplane.linux.bpf.DatapathSettings.ForwardingMode;
import dev.glassplane.linux.bpf.DatapathSettings.Selection;
import dev.glassplane.linux.bpf.DatapathSettings.SocketLb;
import dev.glassplane.linux.bpf.Algorithm;
import dev.glassplane.linux.bpf.DropReason;
import dev.glassplane.linux.bpf.Identity;
import dev.glassplane.linux.bpf.L4;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.bpf.MaglevSeed;
import dev.glassplane.linux.bpf.SampleMaps;
import dev.glassplane.linux.bpf.Scope;
import dev.glassplane.linux.bpf.ServiceFlag;
import dev.glassplane.linux.bpf.ServiceFlags;
import dev.glassplane.linux.stack.StackResult;
import dev.glassplane.linux.stack.StackStep;
import dev.glassplane.net.Family;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatapathTests {

    private static final ServiceFlags NODE_PORT = ServiceFlags.of(ServiceFlag.NODE_PORT, ServiceFlag.ROUTABLE);
    private static final String CLIENT = "203.0.113.7:40000 > ";

    private static Observed node(SampleMaps maps) {
        return Observed.of(HostText.named("node-a").sysctl("net.ipv4.ip_forward", "1").device("ens5", "10.0.1.10/24").route("default via 10.0.1.1 dev ens5")
                .pod("eni1", "10.0.1.21").pod("eni2", "10.0.1.22").rule("32766: from all lookup main").entries(maps.build()));
    }

    private static Observed pod(String ip, Observed node) {
        return Observed.of(HostText.named("pod/shop/" + ip).device("eth0", ip + "/32").route("169.254.1.1 dev eth0")
                .route("default via 169.254.1.1 dev eth0").rule("32766: from all lookup main")).inside(node);
    }

    private static Packet forwarded(StackResult result, String device) {
        assertThat(result).isInstanceOf(StackResult.Forwarded.class);
        assertThat(((StackResult.Forwarded) result).device()).isEqualTo(device);
        return ((StackResult.Forwarded) result).packet();
    }

    private static List<String> decisions(Observed host) {
        return host.steps(StackStep.Decided.class).map(StackStep.Decided::decision)
                .map(decision -> decision.place().split(" ")[0] + " " + decision.result()).toList();
    }

    @Test
    void rewritesTheDestinationOfAPodsSocket() {
        Observed node = node(SampleMaps.agent().tcp("10.96.10.1:80", ServiceFlags.NONE, "10.0.1.22:8080", "10.0.2.21:8080"));
        Observed pod = pod("10.0.1.21", node);
        Packet sent = forwarded(pod.send("10.0.1.21:41000 > 10.96.10.1:80 tcp"), "eth0");
        assertThat(sent).hasToString("10.0.1.21:41000 -> 10.0.2.21:8080/TCP");
        assertThat(decisions(pod)).containsExactly("cil_sock4_connect dnat");
        assertThat(pod.steps(StackStep.LookedUp.class).map(step -> step.lookup().table() + " " + step.lookup().key())).containsExactly(
                "cilium_lb4_services_v2 10.96.10.1:80/TCP (0)", "cilium_lb4_services_v2 10.96.10.1:80/TCP (2)", "cilium_lb4_backends_v3 2");
        assertThat(forwarded(node.receive("eni1", sent, false), "ens5")).hasToString(sent.toString());
        assertThat(forwarded(node.receive("ens5", sent.reply(), true), "eni1")).hasToString(sent.reply().toString());
        StackResult seen = pod.receive("eth0", sent.reply(), true);
        assertThat(seen).isInstanceOf(StackResult.Delivered.class);
        assertThat(((StackResult.Delivered) seen).packet()).hasToString("10.96.10.1:80 -> 10.0.1.21:41000/TCP");
        assertThat(decisions(pod)).containsExactly("cil_sock4_getpeername un-dnat");
    }

    @Test
    void asksOnlyOnceForAConnection() {
        Observed node = node(SampleMaps.agent().tcp("10.96.10.1:80", ServiceFlags.NONE, "10.0.2.21:8080", "10.0.2.22:8080"));
        Observed pod = pod("10.0.1.21", node).deciding(draw -> 1);
        Packet first = forwarded(pod.send("10.0.1.21:41000 > 10.96.10.1:80 tcp"), "eth0");
        pod.deciding(draw -> 0);
        assertThat(forwarded(pod.send("10.0.1.21:41000 > 10.96.10.1:80 tcp"), "eth0")).isEqualTo(first);
        assertThat(pod.steps(StackStep.LookedUp.class)).isEmpty();
        pod.at(60);
        assertThat(forwarded(pod.send("10.0.1.21:41000 > 10.96.10.1:80 tcp"), "eth0").destination()).isEqualTo(Ip.parse("10.0.2.21"));
    }

    @Test
    void leavesOtherDestinationsAlone() {
        Observed pod = pod("10.0.1.21", node(SampleMaps.agent().tcp("10.96.10.1:80", ServiceFlags.NONE, "10.0.1.22:8080")));
        assertThat(forwarded(pod.send("10.0.1.21:41000 > 10.96.10.1:81 tcp"), "eth0").destination()).isEqualTo(Ip.parse("10.96.10.1"));
        assertThat(forwarded(pod.send("10.0.1.21:41000 > 10.96.10.1:80 udp"), "eth0").destination()).isEqualTo(Ip.parse("10.96.10.1"));
    }

    @Test
    void failsTheCallWhereNobodyIsBehindTheService() {
        Observed node = node(SampleMaps.agent().tcp("10.96.10.1:80", ServiceFlags.NONE));
        StackResult result = pod("10.0.1.21", node).send("10.0.1.21:41000 > 10.96.10.1:80 tcp");
        assertThat(result).isInstanceOfSatisfying(StackResult.Stopped.class, refused -> {
            assertThat(refused.with()).contains("EHOSTUNREACH");
            assertThat(refused.reason()).isEqualTo("no endpoints");
        });
        Observed lenient = node(SampleMaps.agent().selection(new Selection(Algorithm.RANDOM, 251, MaglevSeed.DEFAULT, true, false, false))
                .tcp("10.96.10.1:80", ServiceFlags.NONE));
        forwarded(pod("10.0.1.21", lenient).send("10.0.1.21:41000 > 10.96.10.1:80 tcp"), "eth0");
    }

    @Test
    void servesNodePortsOfOtherNodesAtTheClient() {
        Observed node = node(SampleMaps.agent().tcp("0.0.0.0:30080", ServiceFlags.of(ServiceFlag.NODE_PORT), "10.0.2.21:8080")
                .identity("10.0.2.10", Identity.REMOTE_NODE).identity("10.0.1.10", Identity.HOST));
        Observed pod = pod("10.0.1.21", node);
        assertThat(forwarded(pod.send("10.0.1.21:41000 > 10.0.2.10:30080 tcp"), "eth0").destination()).isEqualTo(Ip.parse("10.0.2.21"));
        assertThat(forwarded(pod.send("10.0.1.21:41000 > 10.0.1.10:30080 tcp"), "eth0").destination()).isEqualTo(Ip.parse("10.0.2.21"));
        assertThat(forwarded(pod.send("10.0.1.21:41000 > 10.0.9.9:30080 tcp"), "eth0").destination()).isEqualTo(Ip.parse("10.0.9.9"));
        Packet fromHost = forwarded(node.send("127.0.0.1:41000 > 127.0.0.1:30080 tcp"), "ens5");
        assertThat(fromHost).hasToString("10.0.1.10:41000 -> 10.0.2.21:8080/TCP");
        StackResult back = node.receive("ens5", fromHost.reply(), true);
        assertThat(((StackResult.Delivered) back).packet()).hasToString("127.0.0.1:30080 -> 127.0.0.1:41000/TCP");
    }

    @Test
    void leavesExternalIpsOfOthersAlone() {
        Observed node = node(SampleMaps.agent().tcp("198.51.100.1:80", ServiceFlags.of(ServiceFlag.EXTERNAL_IP, ServiceFlag.ROUTABLE), "10.0.2.21:8080"));
        Observed pod = pod("10.0.1.21", node);
        assertThat(forwarded(pod.send("10.0.1.21:41000 > 198.51.100.1:80 tcp"), "eth0").destination()).isEqualTo(Ip.parse("198.51.100.1"));
    }

    @Test
    void keepsAClientAtItsBackend() {
        SampleMaps maps = SampleMaps.agent().service("10.96.10.1:80", L4.TCP, Scope.EXTERNAL, ServiceFlags.of(ServiceFlag.AFFINITY), 100, "10.0.2.21:80", "10.0.2.22:80");
        Observed pod = pod("10.0.1.21", node(maps)).deciding(draw -> 0);
        assertThat(forwarded(pod.send("10.0.1.21:41000 > 10.96.10.1:80 tcp"), "eth0").destination()).isEqualTo(Ip.parse("10.0.2.21"));
        pod.deciding(draw -> 1).at(99);
        assertThat(forwarded(pod.send("10.0.1.21:41001 > 10.96.10.1:80 tcp"), "eth0").destination()).isEqualTo(Ip.parse("10.0.2.21"));
        pod.at(199);
        assertThat(forwarded(pod.send("10.0.1.21:41002 > 10.96.10.1:80 tcp"), "eth0").destination()).isEqualTo(Ip.parse("10.0.2.22"));
    }

    @Test
    void translatesForARemoteBackendAndBack() {
        for (SampleMaps maps : List.of(SampleMaps.agent(), SampleMaps.agent().xdp())) {
            Observed node = node(maps.tcp("10.0.1.10:30080", NODE_PORT, "10.0.2.21:8080"));
            Packet there = forwarded(node.receive("ens5", CLIENT + "10.0.1.10:30080 tcp"), "ens5");
            assertThat(there).hasToString("10.0.1.10:40000 -> 10.0.2.21:8080/TCP");
            assertThat(there.ttl()).isEqualTo(63);
            Packet back = forwarded(node.receive("ens5", there.reply(), true), "ens5");
            assertThat(back).hasToString("10.0.1.10:30080 -> 203.0.113.7:40000/TCP");
            assertThat(node.conntrack().connections()).isEmpty();
        }
    }

    @Test
    void keepsTheSourceForALocalBackend() {
        for (SampleMaps maps : List.of(SampleMaps.agent(), SampleMaps.agent().xdp(), SampleMaps.agent().hostRouting())) {
            Observed node = node(maps.tcp("10.0.1.10:30080", NODE_PORT, "10.0.1.21:8080"));
            Packet there = forwarded(node.receive("ens5", CLIENT + "10.0.1.10:30080 tcp"), "eni1");
            assertThat(there).hasToString("203.0.113.7:40000 -> 10.0.1.21:8080/TCP");
            Packet back = forwarded(node.receive("eni1", there.reply(), true), "ens5");
            assertThat(back).hasToString("10.0.1.10:30080 -> 203.0.113.7:40000/TCP");
        }
    }

    @Test
    void givesAnswersOfHostNetworkBackendsTheServicesAddress() {
        Observed node = node(SampleMaps.agent().tcp("10.0.1.10:30080", NODE_PORT, "10.0.1.10:8080"));
        StackResult there = node.receive("ens5", CLIENT + "10.0.1.10:30080 tcp");
        assertThat(((StackResult.Delivered) there).packet()).hasToString("203.0.113.7:40000 -> 10.0.1.10:8080/TCP");
        Packet back = forwarded(node.send("10.0.1.10:8080 > 203.0.113.7:40000 tcp"), "ens5");
        assertThat(back).hasToString("10.0.1.10:30080 -> 203.0.113.7:40000/TCP");
    }

    @Test
    void namesTheServiceInAnOptionAndLetsTheOtherNodeAnswer() {
        Observed node = node(SampleMaps.agent().mode(ForwardingMode.DSR).tcp("10.0.1.10:30080", NODE_PORT, "10.0.2.21:8080"));
        Packet there = forwarded(node.receive("ens5", CLIENT + "10.0.1.10:30080 tcp"), "ens5");
        assertThat(there).hasToString("203.0.113.7:40000 -> 10.0.2.21:8080/TCP");
        assertThat(there.service()).contains(new IpPort(Ip.parse("10.0.1.10"), 30_080));
        assertThat(there.sizeBytes()).isEqualTo(68);
        Observed other = Observed.of(HostText.named("node-b").sysctl("net.ipv4.ip_forward", "1").device("ens5", "10.0.2.10/24").route("default via 10.0.2.1 dev ens5")
                .pod("eni7", "10.0.2.21").rule("32766: from all lookup main").entries(SampleMaps.agent().mode(ForwardingMode.DSR).build()));
        Packet inside = forwarded(other.receive("ens5", there, false), "eni7");
        assertThat(forwarded(other.receive("eni7", inside.reply(), true), "ens5")).hasToString("10.0.1.10:30080 -> 203.0.113.7:40000/TCP");
    }

    @Test
    void forwardsEachFrontendAsItsFlagSays() {
        SampleMaps maps = SampleMaps.agent().mode(ForwardingMode.PER_FRONTEND).tcp("10.0.1.10:30080", NODE_PORT.with(ServiceFlag.FORWARD_DSR), "10.0.2.21:8080")
                .service("10.0.1.10:30053", L4.UDP, Scope.EXTERNAL, NODE_PORT, 0, "10.0.2.21:53");
        Observed node = node(maps);
        assertThat(forwarded(node.receive("ens5", CLIENT + "10.0.1.10:30080 tcp"), "ens5").source()).isEqualTo(Ip.parse("203.0.113.7"));
        assertThat(forwarded(node.receive("ens5", CLIENT + "10.0.1.10:30053 udp"), "ens5").source()).isEqualTo(Ip.parse("10.0.1.10"));
    }

    @Test
    void dropsWhatMayNotComeIn() {
        ServiceFlags ranged = ServiceFlags.of(ServiceFlag.LOAD_BALANCER, ServiceFlag.ROUTABLE, ServiceFlag.CHECK_SOURCE_RANGE);
        SampleMaps maps = SampleMaps.agent().tcp("198.51.100.1:80", ranged, "10.0.1.21:8080").range(1, "203.0.113.0/24").wildcard("198.51.100.1")
                .tcp("10.96.10.1:80", ServiceFlags.NONE, "10.0.1.21:8080");
        Observed node = node(maps);
        forwarded(node.receive("ens5", CLIENT + "198.51.100.1:80 tcp"), "eni1");
        dropped(node.receive("ens5", "192.0.2.1:40000 > 198.51.100.1:80 tcp"), DropReason.DENIED_BY_LB_SRC_RANGE_CHECK);
        dropped(node.receive("ens5", CLIENT + "198.51.100.1:81 tcp"), DropReason.SERVICE_BACKEND_NOT_FOUND);
        dropped(node.receive("ens5", CLIENT + "10.96.10.1:80 tcp"), DropReason.IS_A_CLUSTERIP);
        dropped(node.receive("eni1", "10.0.1.22:40000 > 10.0.2.21:80 tcp"), DropReason.INVALID_SOURCE_IP);
    }

    private static void dropped(StackResult result, DropReason reason) {
        assertThat(result).isInstanceOfSatisfying(StackResult.Stopped.class, drop -> {
            assertThat(drop.with()).isEmpty();
            assertThat(drop.sentence()).endsWith("(" + reason.code() + ", " + reason.text() + ")");
        });
    }

    @Test
    void refusesForAServiceWithoutBackends() {
        ServiceFlags local = NODE_PORT.with(ServiceFlag.EXTERNAL_LOCAL);
        StackResult result = node(SampleMaps.agent().tcp("10.0.1.10:30080", local)).receive("ens5", CLIENT + "10.0.1.10:30080 tcp");
        assertThat(result).isInstanceOfSatisfying(StackResult.Stopped.class, refused -> {
            assertThat(refused.with()).contains("icmp-port-unreachable");
            assertThat(refused.reason()).isEqualTo("externalTrafficPolicy: Local");
        });
        Selection drop = new Selection(Algorithm.RANDOM, 251, MaglevSeed.DEFAULT, false, true, false);
        dropped(node(SampleMaps.agent().selection(drop).tcp("10.0.1.10:30080", NODE_PORT)).receive("ens5", CLIENT + "10.0.1.10:30080 tcp"),
                DropReason.SERVICE_BACKEND_NOT_FOUND);
    }

    @Test
    void choosesByTheMaglevTable() {
        SampleMaps maps = SampleMaps.agent().selection(new Selection(Algorithm.MAGLEV, 251, MaglevSeed.DEFAULT, true, true, false))
                .tcp("10.0.1.10:30080", NODE_PORT, "10.0.2.21:8080", "10.0.2.22:8080", "10.0.2.23:8080");
        Observed node = node(maps).deciding(draw -> {
            throw new AssertionError("a table leaves nothing to chance");
        });
        forwarded(node.receive("ens5", CLIENT + "10.0.1.10:30080 tcp"), "ens5");
        var chosen = node.steps(StackStep.Decided.class).flatMap(step -> step.decision().chosen().stream()).findFirst().orElseThrow();
        assertThat(chosen.by()).isEqualTo("hash");
        assertThat(chosen.of()).isEqualTo(3);
    }

    @Test
    void switchesToTheScopeForTheInside() {
        ServiceFlags both = ServiceFlags.of(ServiceFlag.NODE_PORT, ServiceFlag.EXTERNAL_LOCAL, ServiceFlag.TWO_SCOPES);
        SampleMaps maps = SampleMaps.agent().service("10.0.1.10:30080", L4.TCP, Scope.EXTERNAL, both.with(ServiceFlag.ROUTABLE), 0)
                .service("10.0.1.10:30080", L4.TCP, Scope.INTERNAL, both, 0, "10.0.2.21:8080");
        Observed node = node(maps);
        assertThat(forwarded(pod("10.0.1.21", node).send("10.0.1.21:41000 > 10.0.1.10:30080 tcp"), "eth0").destination()).isEqualTo(Ip.parse("10.0.2.21"));
        assertThat(node.receive("ens5", CLIENT + "10.0.1.10:30080 tcp")).isInstanceOf(StackResult.Stopped.class);
    }

    @Test
    void translatesPacketByPacketWhereSocketsAreNotServed() {
        Observed node = node(SampleMaps.agent().socketLb(SocketLb.HOST_ONLY).tcp("10.96.10.1:80", ServiceFlags.NONE, "10.0.2.21:8080"));
        Packet sent = forwarded(pod("10.0.1.21", node).send("10.0.1.21:41000 > 10.96.10.1:80 tcp"), "eth0");
        assertThat(sent.destination()).isEqualTo(Ip.parse("10.96.10.1"));
        Packet out = forwarded(node.receive("eni1", sent, false), "ens5");
        assertThat(out).hasToString("10.0.1.21:41000 -> 10.0.2.21:8080/TCP");
        assertThat(forwarded(node.receive("ens5", out.reply(), true), "eni1")).hasToString("10.96.10.1:80 -> 10.0.1.21:41000/TCP");
    }

    @Test
    void letsAPodReachItselfPacketByPacket() {
        Observed node = node(SampleMaps.agent().socketLb(SocketLb.OFF).tcp("10.96.10.1:80", ServiceFlags.NONE, "10.0.1.21:8080"));
        Packet in = forwarded(node.receive("eni1", "10.0.1.21:41000 > 10.96.10.1:80 tcp"), "eni1");
        assertThat(in).hasToString("169.254.42.1:41000 -> 10.0.1.21:8080/TCP");
        assertThat(forwarded(node.receive("eni1", in.reply(), true), "eni1")).hasToString("10.96.10.1:80 -> 10.0.1.21:41000/TCP");
    }

    @Test
    void masqueradesWhatPodsSendToTheWorld() {
        Observed node = node(SampleMaps.agent().hostRouting().masquerade("10.0.0.0/16"));
        Packet out = forwarded(node.receive("eni1", "10.0.1.21:41000 > 198.51.100.9:443 tcp"), "ens5");
        assertThat(out).hasToString("10.0.1.10:41000 -> 198.51.100.9:443/TCP");
        Packet second = forwarded(node.receive("eni2", "10.0.1.22:41000 > 198.51.100.9:443 tcp"), "ens5");
        assertThat(second.source()).isEqualTo(Ip.parse("10.0.1.10"));
        assertThat(second.sourcePort()).isBetween(32_768, 65_535).isNotEqualTo(41_000);
        assertThat(forwarded(node.receive("ens5", out.reply(), true), "eni1")).hasToString("198.51.100.9:443 -> 10.0.1.21:41000/TCP");
        assertThat(forwarded(node.receive("eni1", "10.0.1.21:41000 > 10.0.2.21:443 tcp"), "ens5").source()).isEqualTo(Ip.parse("10.0.1.21"));
        assertThat(node.steps(StackStep.Routed.class)).as("routes of the stack").isEmpty();
    }

    @Test
    void tellsThatAFullMapLeftAnEntryOut() {
        SampleMaps maps = SampleMaps.agent().limit(LoadBalancerMaps.services(Family.IPV4), 3).tcp("10.96.10.1:80", ServiceFlags.NONE, "10.0.1.21:80")
                .tcp("10.96.10.2:80", ServiceFlags.NONE, "10.0.1.21:80");
        Observed pod = pod("10.0.1.22", node(maps));
        assertThat(forwarded(pod.send("10.0.1.22:1 > 10.96.10.1:80 tcp"), "eth0").destination()).isEqualTo(Ip.parse("10.0.1.21"));
        assertThat(forwarded(pod.send("10.0.1.22:1 > 10.96.10.2:80 tcp"), "eth0").destination()).isEqualTo(Ip.parse("10.96.10.2"));
        assertThat(decisions(pod)).containsExactly("cil_sock4_connect map-full");
    }
}
