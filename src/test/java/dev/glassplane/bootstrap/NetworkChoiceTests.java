package dev.glassplane.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Cidr;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class NetworkChoiceTests {

    private static final Cidr SERVICES = Cidr.parse("10.100.0.0/16");
    private static final Cidr VPC = Cidr.parse("10.0.0.0/16");

    private static NetworkChoice started(String cni, String podCidr) {
        NetworkChoice choice = NetworkChoice.of(cni, podCidr, false);
        choice.check(SERVICES, VPC);
        return choice;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            flannel |                 | glassplane.cni: expected one of vpc, vxlan, bgp, found "flannel"
            vpc     | 10.244.0.0/16   | leave it out
            vxlan   | 10.244          | glassplane.pod-cidr: expected an IPv4 prefix such as 10.244.0.0/16, found "10.244"
            vxlan   | fd00::/48       | expected an IPv4 prefix (limit: pod-networks)
            vxlan   | 10.244.0.0/25   | expected a prefix length of 8 to 24, since each node gets a /24 of it
            vxlan   | 10.100.128.0/20 | overlaps glassplane.service-cluster-ip-range=10.100.0.0/16
            bgp     | 10.0.0.0/20     | overlaps the VPC of the nodes, 10.0.0.0/16
            """)
    void aStartThatCannotBeMetNamesTheSettingAndWhatWasExpected(String cni, String podCidr, String words) {
        assertThatThrownBy(() -> started(cni, podCidr == null ? "" : podCidr)).isInstanceOf(StartRefusedException.class).hasMessageContaining(words);
    }

    @Test
    void podsAreCountedOnInterfacesInTheVpcCniOnly() {
        assertThatThrownBy(() -> NetworkChoice.of("vxlan", "", true)).hasMessageContaining("glassplane.max-pods").hasMessageContaining("110");
        assertThat(NetworkChoice.of("vpc", "", true).podCidr()).isEmpty();
    }

    @Test
    void everyNetworkHasItsUsualPrefix() {
        assertThat(started("vxlan", "").podCidr()).contains(Cidr.parse("10.244.0.0/16"));
        assertThat(started("bgp", "").podCidr()).contains(Cidr.parse("192.168.0.0/16"));
        assertThat(started("vpc", "").podCidr()).isEmpty();
    }

    @Test
    void aClusterKeepsItsNetwork() {
        ClusterNetwork flannel = new ClusterNetwork(PodNetwork.VXLAN, Optional.of(Cidr.parse("10.50.0.0/16")));
        assertThatThrownBy(() -> started("vpc", "").continues(flannel)).hasMessageContaining("start with --glassplane.cni=vxlan");
        assertThatThrownBy(() -> started("vxlan", "10.244.0.0/16").continues(flannel)).hasMessageContaining("has 10.50.0.0/16");
        started("vxlan", "").continues(flannel);
        started("vxlan", "10.50.0.0/16").continues(flannel);
    }

    @Test
    void theManifestsNameThePrefix() {
        NetworkChoice choice = started("vxlan", "10.50.0.0/16");
        assertThat(choice.manifests()).anySatisfy(object -> assertThat(object.path("data").path("net-conf.json").asString("")).contains("\"Network\": \"10.50.0.0/16\""));
        ObjectNode kubeProxy = SeedManifests.resource("system.yaml").stream()
                .filter(object -> object.path("metadata").path("name").asString().equals("kube-proxy-config")).findFirst().orElseThrow();
        choice.configureKubeProxy(kubeProxy);
        assertThat(kubeProxy.path("data").path("config").asString()).contains("clusterCIDR: 10.50.0.0/16\n");
    }
}
