package dev.glassplane.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import dev.glassplane.proxy.EndpointCategories.Topology;
import dev.glassplane.store.ObjectKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointCategoriesTests {

    /**
     * An endpoint in short: {@code NAME[@NODE][!STATE][>HINT...]}; states are going (serving and terminating), gone (terminating) and
     * unready; a hint in upper case is a node, in lower case a zone.
     */
    private static EndpointView endpoint(String text) {
        String[] hints = text.split(">");
        String[] state = hints[0].split("!");
        String[] place = state[0].split("@");
        String condition = state.length > 1 ? state[1] : "ready";
        List<String> all = Arrays.asList(hints).subList(1, hints.length);
        Set<String> zones = Set.copyOf(all.stream().filter(hint -> hint.equals(hint.toLowerCase())).toList());
        Set<String> nodes = Set.copyOf(all.stream().filter(hint -> !zones.contains(hint)).toList());
        IpPort address = new IpPort(Ip.parse("10.0.0." + (place[0].charAt(0) - 'a' + 1)), 80);
        return new EndpointView(address, place[0], condition.equals("ready"), condition.equals("ready") || condition.equals("going"),
                condition.startsWith("go"), place.length > 1 ? place[1] : "", zones, nodes,
                new ObjectKey("endpointslices.discovery.k8s.io", "shop", "web-x"));
    }

    private static ServiceView view(String policy, String endpoints) {
        List<EndpointView> list = endpoints == null ? List.of() : Arrays.stream(endpoints.split(" ")).map(EndpointCategoriesTests::endpoint).toList();
        boolean external = policy.startsWith("external");
        return new ServiceView(new ServicePortName("shop", "web", "", Protocol.TCP), Family.IPV4, Ip.parse("10.100.0.1"), 80,
                external ? 30080 : 0, List.of(), List.of(), List.of(), policy.equals("external-local"), policy.equals("internal-local"),
                Optional.empty(), 0, list);
    }

    private static String names(List<EndpointView> endpoints) {
        return String.join("", endpoints.stream().map(EndpointView::text).toList());
    }

    /** The node is N1 in zone z1. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            cluster        | -                                  | NONE             | -   | -   | -   | false
            cluster        | a@N1 b@N2 c                        | NONE             | abc | -   | abc | true
            cluster        | a@N1!unready b@N2                  | NONE             | b   | -   | b   | true
            cluster        | a@N1!going b@N2                    | NONE             | b   | -   | b   | true
            cluster        | a@N1!going b@N2!gone c!unready     | NONE             | a   | -   | a   | true
            cluster        | a!gone b!unready                   | NONE             | -   | -   | -   | false
            cluster        | a>z1 b>z2                          | PREFER_SAME_ZONE | a   | -   | a   | true
            cluster        | a>z2 b>z3                          | NONE             | ab  | -   | ab  | true
            cluster        | a>z1 b                             | NONE             | ab  | -   | ab  | true
            cluster        | a>z1 b!unready                     | PREFER_SAME_ZONE | a   | -   | a   | true
            cluster        | a>z1>z2 b>z2                       | PREFER_SAME_ZONE | a   | -   | a   | true
            cluster        | a>N1>z1 b>N2>z1                    | PREFER_SAME_NODE | a   | -   | a   | true
            cluster        | a>N3>z1 b>N2>z2                    | PREFER_SAME_ZONE | a   | -   | a   | true
            cluster        | a!going>z2 b!going>z1              | NONE             | ab  | -   | ab  | true
            internal-local | a@N1 b@N2                          | NONE             | -   | a   | a   | true
            internal-local | a@N2 b                             | NONE             | -   | -   | -   | true
            internal-local | a@N2!going                         | NONE             | -   | -   | -   | true
            internal-local | a@N1!going b@N2                    | NONE             | -   | a   | a   | true
            internal-local | a@N1!gone b!unready                | NONE             | -   | -   | -   | false
            external-local | a@N1 b@N2                          | NONE             | ab  | a   | ab  | true
            external-local | a@N1!going b@N2                    | NONE             | b   | a   | ab  | true
            external-local | a@N1>z2 b@N2>z1                    | PREFER_SAME_ZONE | b   | a   | ab  | true
            external-local | a@N2 b@N2                          | NONE             | ab  | -   | ab  | true
            """)
    void aNodeUsesTheseEndpoints(String policy, String endpoints, Topology topology, String cluster, String local, String reachable, boolean any) {
        EndpointCategories categories = EndpointCategories.of(view(policy, endpoints), "N1", "z1");
        assertThat(categories.topology()).isEqualTo(topology);
        assertThat(names(categories.cluster())).isEqualTo(cluster == null ? "" : cluster);
        assertThat(names(categories.local())).isEqualTo(local == null ? "" : local);
        assertThat(names(categories.reachable())).isEqualTo(reachable == null ? "" : reachable);
        assertThat(categories.hasEndpoints()).isEqualTo(any);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cluster        | a@N1 b@N2   | true
            cluster        | a>z1 b      | true
            cluster        | a>z1 b>z2   | false
            internal-local | a@N1        | false
            external-local | a@N1        | false
            external       | a@N1        | true
            """)
    void onlyLocalPoliciesAndHintsMakeNodesDiffer(String policy, String endpoints, boolean same) {
        assertThat(view(policy, endpoints).sameOnEveryNode()).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({"a>z1 b>z2, ab", "a>N1>z1 b>N2>z2, a"})
    void aNodeWithoutAZoneFollowsNoZoneHints(String endpoints, String cluster) {
        assertThat(names(EndpointCategories.of(view("cluster", endpoints), "N1", "").cluster())).isEqualTo(cluster);
    }
}
