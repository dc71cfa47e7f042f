package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.kernel.Observation.Outcome;
import dev.glassplane.linux.Observed;
import dev.glassplane.linux.SampleNode;
import dev.glassplane.linux.conntrack.ConntrackList;
import dev.glassplane.linux.route.IpRouteShow;
import dev.glassplane.linux.route.IpRuleShow;
import dev.glassplane.linux.route.RoutingTables;
import dev.glassplane.net.Family;
import dev.glassplane.net.Packet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.numbers.fraction.BigFraction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The emulator and the real kernel agree on who answers, on the source that is seen, and on every rule that matches. */
@Tag("kernel")
class KernelPacketsTests {

    private static final int TRACED = 4;
    private static final int DRAWN = 600;

    private static final Topology TOPOLOGY = SampleTopology.of(SampleNode.host().sysctl("net.ipv4.conf.all.route_localnet", "1"));
    private static KernelLab lab;

    @BeforeAll
    static void build() {
        lab = KernelLab.open(TOPOLOGY);
    }

    @AfterAll
    static void remove() {
        if (lab != null) {
            lab.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "pod to ClusterIP,              pod-12,  10.0.1.12,   10.100.0.10:80,    tcp, ANSWERED",
        "pod to ClusterIP of itself too, pod-11, 10.0.1.11,   10.100.0.10:80,    tcp, ANSWERED",
        "no endpoints,                  pod-12,  10.0.1.12,   10.100.0.11:80,    tcp, REFUSED",
        "no endpoints from the node,    node-a,  10.0.1.10,   10.100.0.11:80,    tcp, REFUSED",
        "node to ClusterIP,             node-a,  10.0.1.10,   10.100.0.10:80,    tcp, ANSWERED",
        "outside to node port,          outside, 203.0.113.9, 10.0.1.10:30080,   tcp, ANSWERED",
        "second node to node port,      node-b,  10.0.2.10,   10.0.1.10:30080,   tcp, ANSWERED",
        "remote pod to node port,       pod-21,  10.0.2.21,   10.0.1.10:30080,   tcp, ANSWERED",
        "node to its own node port,     node-a,  10.0.1.10,   10.0.1.10:30080,   tcp, ANSWERED",
        "node to its loopback port,     node-a,  127.0.0.1,   127.0.0.1:30080,   tcp, ANSWERED",
        "pod to its node's port,        pod-12,  10.0.1.12,   10.0.1.10:30080,   tcp, ANSWERED",
        "pod to pod,                    pod-12,  10.0.1.12,   10.0.1.11:8080,    tcp, ANSWERED",
        "pod to pod datagram,           pod-12,  10.0.1.12,   10.0.1.11:53,      udp, ANSWERED",
        "pod to remote pod,             pod-12,  10.0.1.12,   10.0.2.21:8080,    tcp, ANSWERED",
        "second interface to remote pod, pod-77, 10.0.1.77,   10.0.2.21:8080,    tcp, ANSWERED",
        "second interface to outside,   pod-77,  10.0.1.77,   203.0.113.9:443,   tcp, ANSWERED",
        "pod to outside,                pod-12,  10.0.1.12,   203.0.113.9:443,   tcp, ANSWERED",
        "outside to pod,                outside, 203.0.113.9, 10.0.1.12:8080,    tcp, ANSWERED",
        "outside to second interface,   outside, 203.0.113.9, 10.0.1.77:8080,    tcp, ANSWERED",
        "nobody listens,                pod-12,  10.0.1.12,   10.0.1.11:22,      tcp, REFUSED",
        "nobody listens for datagrams,  pod-12,  10.0.1.12,   10.0.1.11:22,      udp, REFUSED",
        "no such ClusterIP,             pod-12,  10.0.1.12,   10.100.9.9:80,     tcp, UNREACHABLE",
        "node to itself,                node-a,  10.0.1.10,   10.0.1.10:22,      tcp, REFUSED",
    })
    void bothAgree(String what, String from, String source, String to, String protocol, Outcome expected) {
        for (int i = 0; i < TRACED; i++) {
            Packet packet = Observed.packet(source + ":" + (20_000 + i) + " > " + to + " " + protocol);
            Map<Observation, BigFraction> emulated = EmulatedLab.observe(TOPOLOGY, from, packet);
            assertThat(emulated.keySet()).extracting(Observation::outcome).containsOnly(expected);
            assertThat(emulated.keySet()).as(what).contains(lab.probe(from, packet));
        }
    }

    @Test
    void theKernelDrawsWithTheSharesThatTheEmulatorStates() {
        Packet packet = Observed.packet("10.0.1.12:0 > 10.100.0.10:80 tcp");
        Map<String, Double> expected = new HashMap<>();
        EmulatedLab.observe(TOPOLOGY, "pod-12", packet).forEach((seen, share) -> expected.merge(seen.answeredBy(), share.doubleValue(), Double::sum));
        Map<String, Long> counted = lab.probes("pod-12", packet, DRAWN).stream().collect(Collectors.groupingBy(Observation::answeredBy,
                Collectors.counting()));
        assertThat(expected.keySet()).isEqualTo(Set.of("pod-11", "pod-12", "pod-77")).isEqualTo(counted.keySet());
        double chiSquare = expected.entrySet().stream().mapToDouble(entry -> {
            double wanted = entry.getValue() * DRAWN;
            return Math.pow(counted.get(entry.getKey()) - wanted, 2) / wanted;
        }).sum();
        assertThat(chiSquare).as("chi square of %s: one run in ten million exceeds this", counted).isLessThan(32.2);
    }

    @Test
    void connectionsAreListedAsTheToolListsThem() {
        Observed emulated = Observed.of(SampleNode.host());
        emulated.receive("eni12", "10.0.1.12:33333 > 10.0.1.11:53 udp");
        emulated.receiveAnswer("eni11", "10.0.1.11:53 > 10.0.1.12:33333 udp");
        lab.probe("pod-12", Observed.packet("10.0.1.12:33333 > 10.0.1.11:53 udp"));
        assertThat(timeless(lab.run("node-a", "", "conntrack", "-L", "-p", "udp", "--orig-port-src", "33333")))
                .contains(timeless(ConntrackList.print(emulated.conntrack())));
        emulated = Observed.of(SampleNode.host());
        emulated.receive("eni12", "10.0.1.12:33334 > 10.0.2.9:80 tcp");
        lab.probe("pod-12", Observed.packet("10.0.1.12:33334 > 10.0.2.9:80 tcp"));
        assertThat(timeless(lab.run("node-a", "", "conntrack", "-L", "-p", "tcp", "--orig-port-src", "33334")))
                .contains(timeless(ConntrackList.print(emulated.conntrack())));
    }

    private static String timeless(String list) {
        return list.replaceAll("(?m)^(\\S+ +\\d+) \\d+ ", "$1 T ");
    }

    @Test
    void theKernelsListsAreWhatIsPrinted() {
        RoutingTables routing = TOPOLOGY.hosts().get("node-a").routing();
        assertThat(lab.run("node-a", "", "ip", "rule", "show")).isEqualTo(
                IpRuleShow.print(routing, Family.IPV4));
        assertThat(lab.run("node-a", "", "ip", "-4", "route", "show", "table", "all")).isEqualTo(
                IpRouteShow.printAll(routing, Family.IPV4));
    }
}
