package dev.glassplane.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.image.Node;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeProxyConfigurationReaderTests {

    private static final String HEAD = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n";

    private static KubeProxyConfiguration read(String fields) {
        return KubeProxyConfigurationReader.read(HEAD + fields.replace("\\n", "\n"));
    }

    private static NodeFacts node() {
        Node node = ClusterImages.of(ProgrammedNode.objects("""
                apiVersion: v1
                kind: Node
                metadata: {name: n1}
                spec: {podCIDRs: [10.244.1.0/24, "fd00:1::/64"]}
                status: {addresses: [{type: InternalIP, address: 10.0.1.10}]}
                """)).node("n1").orElseThrow();
        return new NodeFacts(node, List.of(Ip.parse("10.0.1.10"), Ip.parse("10.0.1.20"), Ip.parse("10.9.0.1")));
    }

    @Test
    void theTextOfEksIsReadAndMeansTheDefaults() {
        assertThat(read("""
                bindAddress: 0.0.0.0
                clientConnection: {acceptContentTypes: "", burst: 10, contentType: application/vnd.kubernetes.protobuf, qps: 5}
                clusterCIDR: ""
                configSyncPeriod: 15m0s
                conntrack: {maxPerCore: 32768, min: 131072, tcpCloseWaitTimeout: 1h0m0s, tcpEstablishedTimeout: 24h0m0s}
                enableProfiling: false
                healthzBindAddress: 0.0.0.0:10256
                hostnameOverride: ""
                iptables: {masqueradeAll: false, masqueradeBit: 14, minSyncPeriod: 0s, syncPeriod: 30s}
                ipvs: {excludeCIDRs: null, minSyncPeriod: 0s, scheduler: "", syncPeriod: 30s}
                metricsBindAddress: 127.0.0.1:10249
                mode: "iptables"
                nodePortAddresses: null
                oomScoreAdj: -998
                portRange: ""
                """)).isEqualTo(KubeProxyConfiguration.EKS_DEFAULT).isEqualTo(read("mode: ''"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            iptabels: {}                               | iptabels: unknown field, expected one of apiVersion
            iptables: {masqueradBit: 3}                | iptables.masqueradBit: unknown field, expected one of localhostNodePorts, masqueradeAll
            iptables: {masqueradeBit: x}               | iptables.masqueradeBit: expected an integer, found "x"
            iptables: {masqueradeBit: 32}              | iptables.masqueradeBit: expected 0 to 31, found "32"
            iptables: {masqueradeAll: "yes"}           | iptables.masqueradeAll: expected true or false, found "yes"
            iptables: {syncPeriod: 30}                 | iptables.syncPeriod: expected a duration such as 30s or 1h0m0s, found 30
            iptables: {syncPeriod: 0s}                 | iptables.syncPeriod: expected more than 0, found "0s"
            iptables: {minSyncPeriod: 1m, syncPeriod: 30s} | iptables.syncPeriod: expected at least iptables.minSyncPeriod (1m), found "30s"
            ipvs: {scheduler: round-robin}             | ipvs.scheduler: expected one of rr, wrr, lc, wlc, lblc, lblcr, dh, sh, sed, nq, fo, ovf, mh, twos, found "round-robin"
            mode: ipvs\\nipvs: {syncPeriod: 0s}        | ipvs.syncPeriod: expected more than 0, found "0s"
            iptables: []                               | iptables: expected a map, found []
            clusterCIDR: 10.0.0.0                      | clusterCIDR: expected a CIDR such as 10.0.0.0/16, found "10.0.0.0"
            clusterCIDR: 10.0.0.0/8,10.1.0.0/16        | clusterCIDR: expected at most one CIDR of each family, found "10.0.0.0/8,10.1.0.0/16"
            detectLocalMode: Guess                     | detectLocalMode: expected one of ClusterCIDR, NodeCIDR, BridgeInterface, InterfaceNamePrefix, found "Guess"
            detectLocalMode: BridgeInterface           | detectLocal.bridgeInterface: expected 1 to 15 characters, found ""
            detectLocalMode: InterfaceNamePrefix\\ndetectLocal: {interfaceNamePrefix: abcdefghijklmnop} | detectLocal.interfaceNamePrefix: expected 1 to 15 characters
            nodePortAddresses: [10.0.0.0/8, here]      | nodePortAddresses[1]: expected a CIDR such as 10.0.0.0/16, found "here"
            nodePortAddresses: [primary, 10.0.0.0/8]   | nodePortAddresses[0]: expected "primary" to stand alone, or a CIDR
            nodePortAddresses: 10.0.0.0/8              | nodePortAddresses: expected a list of strings
            hostnameOverride: x                        | hostnameOverride: expected it to be empty
            oomScoreAdj: 1001                          | oomScoreAdj: expected -1000 to 1000, found "1001"
            conntrack: {min: -1}                       | conntrack.min: expected 0 to
            featureGates: {A: maybe}                   | featureGates: expected a map of names to true or false
            mode: nftables\\nnftables: {syncPeriod: 0s} | nftables.syncPeriod: expected more than 0, found "0s"
            nftables: {masqueradeBit: 32}              | nftables.masqueradeBit: expected 0 to 31, found "32"
            mode: userspace                            | mode: expected one of iptables
            mode: iptables\\nmode: iptables            | not readable as YAML
            mode: [                                    | not readable as YAML
            """)
    void refusalsNameTheField(String fields, String message) {
        assertThatThrownBy(() -> read(fields)).isInstanceOf(InvalidConfigurationException.class).hasMessageContaining(message);
    }

    @Test
    void theKindIsChecked() {
        assertThatThrownBy(() -> KubeProxyConfigurationReader.read("kind: KubeProxyConfiguration")).hasMessage(
                "apiVersion: expected \"kubeproxy.config.k8s.io/v1alpha1\", found \"\"");
        assertThatThrownBy(() -> KubeProxyConfigurationReader.read("apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeletConfiguration"))
                .hasMessage("kind: expected \"KubeProxyConfiguration\", found \"KubeletConfiguration\"");
        assertThatThrownBy(() -> KubeProxyConfigurationReader.read("")).hasMessageContaining("expected a YAML map");
        assertThatThrownBy(() -> KubeProxyConfigurationReader.read("- a")).hasMessageContaining("expected a YAML map");
        assertThatThrownBy(() -> KubeProxyConfigurationReader.read("#".repeat(70_000))).hasMessageContaining("expected at most 65536");
    }

    @Test
    void localTrafficIsToldInFourWaysOrNotAtAll() {
        assertThat(read("clusterCIDR: 10.244.0.0/16").localTraffic(node(), Family.IPV4))
                .isEqualTo(new LocalTraffic.FromCidr(Cidr.parse("10.244.0.0/16")));
        assertThat(read("clusterCIDR: 10.244.0.0/16").localTraffic(node(), Family.IPV6)).isEqualTo(new LocalTraffic.Unknown());
        assertThat(read("detectLocalMode: NodeCIDR").localTraffic(node(), Family.IPV6))
                .isEqualTo(new LocalTraffic.FromCidr(Cidr.parse("fd00:1::/64")));
        assertThat(read("detectLocalMode: BridgeInterface\ndetectLocal: {bridgeInterface: cni0}").localTraffic(node(), Family.IPV4))
                .isEqualTo(new LocalTraffic.FromInterface("cni0"));
        assertThat(read("detectLocalMode: InterfaceNamePrefix\ndetectLocal: {interfaceNamePrefix: eni}").localTraffic(node(), Family.IPV4))
                .isEqualTo(new LocalTraffic.FromInterface("eni+"));
    }

    @Test
    void nodePortsAnswerWhereTheyAreTold() {
        NodePortAddresses some = read("nodePortAddresses: [10.0.0.0/16]").nodePortAddresses();
        assertThat(some.on(node(), Family.IPV4)).containsExactly(Ip.parse("10.0.1.10"), Ip.parse("10.0.1.20"));
        assertThat(some.matchesAll(Family.IPV4)).isFalse();
        assertThat(some.matchesAll(Family.IPV6)).as("a family without a CIDR means all of it").isTrue();
        assertThat(read("nodePortAddresses: [primary]").nodePortAddresses().on(node(), Family.IPV4)).containsExactly(Ip.parse("10.0.1.10"));
        assertThat(read("nodePortAddresses: [127.0.0.0/8]").nodePortAddresses().on(node(), Family.IPV4)).containsExactly(Ip.parse("127.0.0.1"));
        assertThat(read("nodePortAddresses: [0.0.0.0/0, 10.0.0.0/16]").nodePortAddresses().matchesAll(Family.IPV4)).isTrue();
    }

    @Test
    void loopbackNodePortsNeedTheSettingAndAnAddressRange() {
        assertThat(read("mode: ''").loopbackNodePorts(Family.IPV4)).isTrue();
        assertThat(read("mode: ''").loopbackNodePorts(Family.IPV6)).isFalse();
        assertThat(read("iptables: {localhostNodePorts: false}").loopbackNodePorts(Family.IPV4)).isFalse();
        assertThat(read("nodePortAddresses: [10.0.0.0/16]").loopbackNodePorts(Family.IPV4)).isFalse();
        assertThat(read("nodePortAddresses: [127.0.0.1/32]").loopbackNodePorts(Family.IPV4)).isTrue();
    }
}
