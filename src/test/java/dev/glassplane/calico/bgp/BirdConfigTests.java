package dev.glassplane.calico.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.calico.Calico;
import dev.glassplane.calico.Encapsulation;
import dev.glassplane.calico.TestCalico;
import dev.glassplane.calico.TestFilters;
import dev.glassplane.calico.bgp.Routing.Announced;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** BIRD's files, and what its filters do to routes. */
class BirdConfigTests {

    private static final String REJECT_ONE = "{exportV4: [{action: Reject, cidr: 192.168.10.0/26, matchOperator: Equal}, {action: Accept, cidr: 192.168.0.0/16, matchOperator: In, "
            + "prefixLength: {min: 24, max: 26}}], importV4: [{action: Reject, source: RemotePeers, interface: 'tunl*'}]}";

    private static TestCalico pair() {
        return new TestCalico().node(10, 1, Map.of()).node(11, 1, Map.of());
    }

    private static BirdConfig config(Calico calico, String node) {
        return new BirdConfig(calico, new Routing(calico, BgpTopology.of(calico)), calico.nodes().get(node));
    }

    private static boolean knows(Calico calico, String from, String at) {
        Routing routing = new Routing(calico, BgpTopology.of(calico));
        Announced announced = routing.announced().stream().filter(each -> each.node().equals(from)).findFirst().orElseThrow();
        return routing.path(announced, at).isPresent();
    }

    @Test
    void theMeshIsOneProtocolAPeer() {
        String main = config(pair().build(), "n-10").main();
        assertThat(main).contains("router id 10.0.1.10;", "# No v4 BGPFilters configured\n", "protocol bgp Mesh_10_0_1_11 from bgp_template {\n", "neighbor 10.0.1.11 as 64512;",
                "import all;        # Import all routes", "calico_export_to_bgp_peers(true);", "passive on; # Mesh is unidirectional", "# No global peers configured.");
        assertThat(config(pair().build(), "n-11").main()).as("the higher address is the one that connects").doesNotContain("passive on");
    }

    @Test
    void blocksAreAggregated() {
        assertThat(config(pair().build(), "n-10").aggregation()).contains("   route 192.168.10.0/26 blackhole;\n", "if ( net = 192.168.10.0/26 ) then { accept; }",
                "if ( net ~ 192.168.10.0/26 ) then { reject; }").doesNotContain("192.168.11.0");
    }

    @Test
    void encapsulationIsSaidToTheKernel() {
        assertThat(config(pair().pool(Encapsulation.IPIP).build(), "n-10").pools()).contains("krt_tunnel = \"tunl0\";");
        assertThat(config(pair().pool(Encapsulation.NONE).build(), "n-10").pools()).contains("krt_tunnel = \"\";").doesNotContain("tunl0");
        assertThat(config(pair().pool(Encapsulation.VXLAN).build(), "n-10").pools()).contains("these are handled by Felix");
        assertThat(config(pair().exported(false).build(), "n-10").pools()).contains("if ( net ~ 192.168.0.0/16 ) then { reject; }", "BGP export is disabled");
    }

    @Test
    void filtersAreFunctionsThatPeersCall() {
        Calico calico = pair().mesh(false).filter(TestFilters.of("f", REJECT_ONE)).peerBySelector("all", "all()", "all()", "f").build();
        assertThat(config(calico, "n-10").main()).contains("""
                # v4 BGPFilter f
                function 'bgp_f_importFilterV4'() {
                  if (((defined(source))&&(source ~ [ RTS_BGP ]))&&((defined(ifname))&&(ifname ~ "tunl*"))) then { reject; }
                }
                function 'bgp_f_exportFilterV4'() {
                  if ((net = 192.168.10.0/26)) then { reject; }
                  if ((net ~ [ 192.168.0.0/16{24,26} ])) then { accept; }
                }
                """, "  import filter {\n    'bgp_f_importFilterV4'();\n    accept;", "  export filter {\n    'bgp_f_exportFilterV4'();\n    calico_export_to_bgp_peers(true);\n");
    }

    @Test
    void aLongNameIsCutAndHashed() {
        String name = "a-filter-with-a-name-that-is-a-good-deal-longer-than-bird-can-take";
        Calico calico = pair().filter(TestFilters.of(name, "{importV4: [{action: Accept}]}")).build();
        assertThat(config(calico, "n-10").main().lines().filter(line -> line.startsWith("function 'bgp_a-")).findFirst().orElseThrow())
                .matches("function 'bgp_a-filter[-a-z]+_[0-9A-F]{16}_importFilterV4'\\(\\) \\{").hasSize("function ''() {".length() + 64);
    }

    @Test
    void anExportFilterKeepsAPrefixBack() {
        Calico calico = pair().mesh(false).filter(TestFilters.of("f", REJECT_ONE)).peerBySelector("all", "all()", "all()", "f").build();
        assertThat(knows(calico, "n-10", "n-11")).isFalse();
        assertThat(knows(calico, "n-11", "n-10")).isTrue();
    }

    @Test
    void anImportFilterTakesNoPrefix() {
        Calico calico = pair().mesh(false).filter(TestFilters.of("f", "{importV4: [{action: Reject, cidr: 192.168.11.0/24, matchOperator: In}]}"))
                .peerBySelector("all", "all()", "all()", "f").build();
        assertThat(knows(calico, "n-11", "n-10")).isFalse();
        assertThat(knows(calico, "n-10", "n-11")).isTrue();
    }

    @Test
    void aFilterComesBeforeThePoolsOwnWord() {
        Calico calico = pair().exported(false).mesh(false).filter(TestFilters.of("f", "{exportV4: [{action: Accept, cidr: 192.168.10.0/24, matchOperator: In}]}"))
                .peerBySelector("all", "all()", "all()", "f").build();
        assertThat(knows(calico, "n-10", "n-11")).as("disableBGPExport, but accepted before").isTrue();
        assertThat(knows(calico, "n-11", "n-10")).isFalse();
    }

    @Test
    void aFilterThatIsNotThereIsLeftOut() {
        Calico calico = pair().mesh(false).peerBySelector("all", "all()", "all()", "gone").build();
        assertThat(knows(calico, "n-10", "n-11")).isTrue();
        assertThat(config(calico, "n-10").main()).contains("import all;").doesNotContain("gone");
    }
}
