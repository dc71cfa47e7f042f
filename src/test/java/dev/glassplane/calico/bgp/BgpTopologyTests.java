package dev.glassplane.calico.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.calico.Calico;
import dev.glassplane.calico.Encapsulation;
import dev.glassplane.calico.TestCalico;
import dev.glassplane.calico.bgp.Routing.Announced;
import dev.glassplane.calico.bgp.Session.State;
import dev.glassplane.net.Cidr;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BgpTopologyTests {

    private static final Map<String, String> PLAIN = Map.of();
    private static final Map<String, String> REFLECTOR = Map.of("route-reflector", "true");

    private static TestCalico nodes(int count) {
        TestCalico calico = new TestCalico();
        IntStream.range(0, count).forEach(i -> calico.node(10 + i, 1, PLAIN));
        return calico;
    }

    private static TestCalico reflected(int clients, boolean firstUp) {
        TestCalico calico = nodes(clients).mesh(false).node(50, 1, REFLECTOR, Optional.empty(), Optional.of("1.0.0.1"), firstUp)
                .node(51, 2, REFLECTOR, Optional.empty(), Optional.of("1.0.0.1"), true);
        return calico.peerBySelector("clients", "!has(route-reflector)", "has(route-reflector)").peerBySelector("reflectors", "has(route-reflector)",
                "has(route-reflector)");
    }

    private static Routing routing(Calico calico) {
        return new Routing(calico, BgpTopology.of(calico));
    }

    private static String routes(Calico calico, String node) {
        Routing routing = routing(calico);
        StringBuilder text = new StringBuilder();
        routing.announced().forEach(announced -> routing.route(announced, calico.nodes().get(node)).ifPresent(route -> text.append(route.cidr())
                .append(route.via().map(via -> " via " + via).orElse(" blackhole")).append(route.device().map(device -> " dev " + device).orElse(""))
                .append(" proto ").append(route.protocol()).append(route.onlink() ? " onlink" : "").append('\n')));
        return text.toString();
    }

    @Test
    void aMeshHasASessionForEveryPair() {
        for (int n : new int[] {1, 2, 5, 12}) {
            BgpTopology topology = BgpTopology.of(nodes(n).build());
            assertThat(topology.sessionCount()).isEqualTo(n * (n - 1) / 2);
            assertThat(topology.sessionsOf("n-10")).hasSize(n - 1).allMatch(Session::established);
        }
    }

    @Test
    void reflectorsNeedASessionPerClientAndReflector() {
        BgpTopology topology = BgpTopology.of(reflected(10, true).build());
        assertThat(topology.sessionCount()).isEqualTo(10 * 2 + 1);
        assertThat(topology.sessionsOf("n-10")).extracting(Session::protocol).containsExactly("Node_10_0_1_50", "Node_10_0_2_51");
    }

    @Test
    void whatAReflectorPassesOnKeepsItsNextHop() {
        Calico calico = reflected(3, true).build();
        assertThat(routes(calico, "n-10")).isEqualTo("""
                192.168.10.0/26 blackhole proto bird
                192.168.11.0/26 via 10.0.1.11 dev eth0 proto bird
                192.168.12.0/26 via 10.0.1.12 dev eth0 proto bird
                192.168.50.0/26 via 10.0.1.50 dev eth0 proto bird
                192.168.51.0/26 via 10.0.1.1 dev eth0 proto bird
                """);
        Path path = routing(calico).path(new Announced(Cidr.parse("192.168.11.0/26"), "n-11", false), "n-10").orElseThrow();
        assertThat(path.clusters()).containsExactly("1.0.0.1");
    }

    @Test
    void aReflectorThatGoesTakesItsRoutesWithItUnlessThereIsAnother() {
        assertThat(routes(reflected(2, false).build(), "n-10")).contains("192.168.11.0/26 via 10.0.1.11").doesNotContain("192.168.50.0/26");
        Calico alone = nodes(2).mesh(false).node(50, 1, REFLECTOR, Optional.empty(), Optional.of("1.0.0.1"), false)
                .peerBySelector("clients", "!has(route-reflector)", "has(route-reflector)").build();
        assertThat(routes(alone, "n-10")).isEqualTo("192.168.10.0/26 blackhole proto bird\n");
        assertThat(BgpTopology.of(alone).sessionsOf("n-10")).extracting(Session::state).containsExactly(State.UNANSWERED);
    }

    @Test
    void withoutAReflectorPeersOfOneAsTellEachOtherOnlyOfThemselves() {
        Calico star = nodes(3).mesh(false).peerBySelector("star", "", "has(hub)").node(40, 1, Map.of("hub", "")).build();
        assertThat(routes(star, "n-10")).contains("192.168.40.0/26 via 10.0.1.40").doesNotContain("192.168.11.0/26");
        assertThat(routes(star, "n-40")).contains("192.168.10.0/26", "192.168.11.0/26", "192.168.12.0/26");
    }

    @Test
    void anotherAsIsTheNextHopForWhatItPassesOn() {
        Calico racks = new TestCalico().mesh(false).node(10, 1, PLAIN, Optional.of(65_001L), Optional.empty(), true)
                .node(11, 1, Map.of("hub", ""), Optional.of(65_002L), Optional.empty(), true).node(12, 1, PLAIN, Optional.of(65_003L), Optional.empty(), true)
                .peerBySelector("hub", "!has(hub)", "has(hub)").build();
        assertThat(routes(racks, "n-10")).isEqualTo("""
                192.168.10.0/26 blackhole proto bird
                192.168.11.0/26 via 10.0.1.11 dev eth0 proto bird
                192.168.12.0/26 via 10.0.1.11 dev eth0 proto bird
                """);
    }

    @Test
    void encapsulationDecidesTheDevice() {
        TestCalico two = new TestCalico().node(10, 1, PLAIN).node(11, 1, PLAIN).node(12, 2, PLAIN).borrowed(12, 11, 5);
        assertThat(routes(two.pool(Encapsulation.IPIP).build(), "n-10")).isEqualTo("""
                192.168.10.0/26 blackhole proto bird
                192.168.11.0/26 via 10.0.1.11 dev tunl0 proto bird onlink
                192.168.11.5/32 via 10.0.2.12 dev tunl0 proto bird onlink
                192.168.12.0/26 via 10.0.2.12 dev tunl0 proto bird onlink
                """);
        assertThat(routes(two.pool(Encapsulation.IPIP_CROSS_SUBNET).build(), "n-10")).contains("192.168.11.0/26 via 10.0.1.11 dev eth0 proto bird\n",
                "192.168.12.0/26 via 10.0.2.12 dev tunl0 proto bird onlink\n");
        assertThat(routes(two.pool(Encapsulation.VXLAN).build(), "n-10")).isEqualTo("""
                192.168.10.0/26 blackhole proto 80
                192.168.11.0/26 via 192.168.11.0 dev vxlan.calico proto 80 onlink
                192.168.11.5/32 via 192.168.12.0 dev vxlan.calico proto 80 onlink
                192.168.12.0/26 via 192.168.12.0 dev vxlan.calico proto 80 onlink
                """);
        assertThat(routes(two.pool(Encapsulation.VXLAN_CROSS_SUBNET).build(), "n-10")).contains("192.168.11.0/26 via 10.0.1.11 dev eth0 proto 80\n");
        assertThat(routes(two.pool(Encapsulation.NONE).build(), "n-10")).contains("192.168.12.0/26 via 10.0.1.1 dev eth0 proto bird\n");
        assertThat(routes(two.pool(Encapsulation.NONE).build(), "n-11")).contains("192.168.11.5/32 via 10.0.1.1 dev eth0 proto bird\n");
    }

    @Test
    void aPoolThatIsNotExportedStaysAtHome() {
        assertThat(routes(nodes(2).exported(false).build(), "n-10")).isEqualTo("192.168.10.0/26 blackhole proto bird\n");
    }

    @Test
    void theFabricAnswersOnTheFirstAddressOfTheSubnetIfItSpeaksBgp() {
        TestCalico calico = new TestCalico().node(10, 1, PLAIN).node(12, 2, PLAIN).mesh(false).peerByAddress("tor-1", "", "10.0.1.1", 65_000)
                .peerByAddress("tor-2", "", "10.0.2.1", 65_000);
        assertThat(BgpTopology.of(calico.build()).sessionsOf("n-10")).extracting(Session::state).containsExactly(State.UNANSWERED, State.UNANSWERED);
        Calico peering = calico.fabric(65_000).build();
        assertThat(BgpTopology.of(peering).sessionsOf("n-10")).extracting(Session::state).containsExactly(State.ESTABLISHED, State.UNANSWERED);
        Routing routing = routing(peering);
        assertThat(routing.fabricRoute(Cidr.parse("192.168.12.0/26").at(9)).map(Announced::node)).contains("n-12");
        assertThat(routing.fabricRoute(Cidr.parse("192.168.13.0/26").at(9))).isEmpty();
        assertThat(BgpTopology.of(calico.fabric(65_001).build()).sessionsOf("n-10")).extracting(Session::state)
                .containsExactly(State.WRONG_AS, State.UNANSWERED);
        assertThat(List.of(routes(peering, "n-10"))).as("the fabric's path has the node's own AS in it").containsExactly("192.168.10.0/26 blackhole proto bird\n");
    }

    @Test
    void aPeerThatIsNobodyIsNotAnswered() {
        Calico calico = nodes(2).peerByAddress("nobody", "", "10.9.9.9", 65_000).build();
        assertThat(BgpTopology.of(calico).sessionsOf("n-10")).extracting(Session::state).containsExactly(State.ESTABLISHED, State.UNANSWERED);
    }
}
