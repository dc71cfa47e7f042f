package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.glassplane.calico.Calico;
import dev.glassplane.calico.CalicoNode;
import dev.glassplane.calico.TestCalico;
import dev.glassplane.calico.bgp.BgpTopology;
import dev.glassplane.calico.bgp.Routing;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real BGP speakers, configured with the sessions that Calico's objects ask for, end with the routes that the nodes' tables show. */
class FrrRoutesTests {

    private static final Map<String, String> PLAIN = Map.of();
    private static final Map<String, String> REFLECTOR = Map.of("route-reflector", "");
    private static final Map<String, String> HUB = Map.of("hub", "");
    private static final Optional<String> CLUSTER = Optional.of("1.0.0.1");

    @BeforeEach
    void needs() {
        Namespaces.assumeAvailable();
        assumeTrue(FrrLab.available(), "needs zebra and bgpd of the package frr");
    }

    private static Routing routing(Calico calico) {
        return new Routing(calico, BgpTopology.of(calico));
    }

    private static Set<String> shown(Calico calico, CalicoNode node) {
        Routing routing = routing(calico);
        return routing.announced().stream().flatMap(announced -> routing.route(announced, node).stream()).filter(route -> route.via().isPresent())
                .map(route -> route.cidr() + " via " + route.via().get() + " dev " + route.device().orElseThrow()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void settles(FrrLab lab, Calico calico) {
        for (CalicoNode node : calico.nodes().values().stream().filter(CalicoNode::up).toList()) {
            Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(lab.routes(node.name())).as(node.name()).isEqualTo(shown(calico, node)));
        }
    }

    private static void agrees(Calico calico) {
        try (FrrLab lab = FrrLab.start(calico, routing(calico))) {
            settles(lab, calico);
        }
    }

    @Test
    void aMeshAcrossSubnetsWithABorrowedAddress() {
        Calico calico = new TestCalico().node(10, 1, PLAIN).node(11, 1, PLAIN).node(12, 2, PLAIN).borrowed(12, 11, 5).build();
        assertThat(shown(calico, calico.nodes().get("n-10"))).containsExactly("192.168.11.0/26 via 10.0.1.11 dev eth0", "192.168.11.5/32 via 10.0.1.1 dev eth0",
                "192.168.12.0/26 via 10.0.1.1 dev eth0");
        agrees(calico);
    }

    @Test
    void aReflectorPassesOnWhatItsClientsSayAndTakesItWithItWhenItGoes() {
        Calico calico = reflected(true);
        try (FrrLab lab = FrrLab.start(calico, routing(calico))) {
            settles(lab, calico);
            assertThat(lab.routes("n-10")).hasSize(2);
            lab.stop("n-50");
            settles(lab, reflected(false));
            assertThat(lab.routes("n-10")).isEmpty();
        }
    }

    private static Calico reflected(boolean up) {
        return new TestCalico().mesh(false).node(10, 1, PLAIN).node(12, 2, PLAIN).node(50, 1, REFLECTOR, Optional.empty(), CLUSTER, up)
                .peerBySelector("clients", "!has(route-reflector)", "has(route-reflector)").build();
    }

    @Test
    void insideAnAsNothingIsPassedOnWithoutAReflector() {
        agrees(new TestCalico().mesh(false).node(10, 1, PLAIN).node(11, 1, PLAIN).node(40, 1, HUB).peerBySelector("star", "", "has(hub)").build());
    }

    @Test
    void anotherAsIsTheNextHop() {
        agrees(new TestCalico().mesh(false).node(10, 1, PLAIN, Optional.of(65_001L), Optional.empty(), true)
                .node(11, 1, HUB, Optional.of(65_002L), Optional.empty(), true).node(12, 1, PLAIN, Optional.of(65_003L), Optional.empty(), true)
                .peerBySelector("hub", "!has(hub)", "has(hub)").build());
    }

    @Test
    void whatIsNotExportedStaysAtHome() {
        agrees(new TestCalico().node(10, 1, PLAIN).node(11, 1, PLAIN).exported(false).build());
    }
}
