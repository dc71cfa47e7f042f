package dev.glassplane.calico;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Objects;
import dev.glassplane.vpc.TestCluster;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.ObjectProvider;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class CalicoAdmissionTests {

    private static final YAMLMapper YAML = new YAMLMapper();

    private final TestCluster cluster = new TestCluster();
    private final CalicoAdmission admission = new CalicoAdmission(new ObjectProvider<>() {
        @Override
        public Objects getObject() {
            return cluster;
        }
    });

    @BeforeEach
    void pool() {
        cluster.put(pools(), object("first", "{cidr: 192.168.0.0/16}"));
    }

    private Kind pools() {
        return cluster.named(IpPool.RESOURCE);
    }

    private static ObjectNode object(String name, String spec) {
        return (ObjectNode) YAML.readTree("{metadata: {name: %s}, spec: %s}".formatted(name, spec));
    }

    private void check(String resource, String name, String spec) {
        admission.check(cluster.named(resource + ".crd.projectcalico.org"), Optional.empty(), object(name, spec));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ippools            | p       | {cidr: 10.0.0.0/16, blockSize: 26, ipipMode: Always, nodeSelector: all()}
            bgppeers           | p       | {peerIP: '10.0.1.1:1179', asNumber: 64512}
            bgppeers           | p       | {nodeSelector: has(a), peerSelector: b == 'c'}
            bgpconfigurations  | default | {asNumber: 64512}
            felixconfigurations| default | {natOutgoingAddress: 10.0.0.1}
            bgpfilters         | f       | {exportV4: [{action: Accept, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: {min: 8}}], importV6: [{action: Reject}]}
            """)
    void whatCalicoctlTakesIsTaken(String resource, String name, String spec) {
        check(resource.strip(), name.strip(), spec);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ippools            | p       | {cidr: ten}                                                     | IPPool CIDR must be a valid subnet
            ippools            | p       | {cidr: 10.0.0.1/16}                                             | IP pool CIDR is not strictly masked
            ippools            | p       | {cidr: 'fd00::/48'}                                             | limit: calico-ipv6
            ippools            | p       | {cidr: 192.168.128.0/24}                                        | CIDR overlaps with IPPool(first) CIDR 192.168.0.0/16
            ippools            | p       | {cidr: 10.0.0.0/30, blockSize: 26}                              | IP pool size is too small
            ippools            | p       | {cidr: 10.0.0.0/16, ipipMode: Always, vxlanMode: Always}        | cannot both be enabled
            ippools            | p       | {cidr: 10.0.0.0/16, nodeSelector: a = b}                        | spec.nodeSelector
            bgppeers           | p       | {peerIP: 10.0.1.1}                                              | spec.asNumber
            bgppeers           | p       | {asNumber: 1}                                                   | peerIP or peerSelector
            bgppeers           | p       | {peerIP: 10.0.1.1, asNumber: 1, peerSelector: all()}            | PeerIP field must be empty
            bgppeers           | p       | {node: a, nodeSelector: all(), peerSelector: all()}             | Node field must be empty
            bgppeers           | p       | {peerIP: 'fd00::1', asNumber: 1}                                | limit: calico-ipv6
            bgppeers           | p       | {peerIP: '10.0.1.1:99999', asNumber: 1}                         | with a port from 1 to 65535
            felixconfigurations| node.a  | {}                                                              | limit: calico-settings
            felixconfigurations| default | {natOutgoingAddress: ten}                                       | expected an IPv4 address
            bgpfilters         | f       | {exportV4: [{action: Accept, cidr: 10.0.0.0/8}]}                | cidr and matchOperator must both be set or both be empty
            bgpfilters         | f       | {importV4: [{action: Accept, cidr: 'fd00::/8', matchOperator: In}]} | expected a prefix of IPv4
            bgpfilters         | f       | {importV4: [{action: Accept, prefixLength: {min: 1}}]}          | cidr is required when prefixLength is set
            """)
    void theRestIsRefusedInItsWords(String resource, String name, String spec, String words) {
        assertThatThrownBy(() -> check(resource.strip(), name.strip(), spec)).isInstanceOf(ApiException.class).hasMessageContaining(words);
    }

    @Test
    void aPoolKeepsItsPrefixAndItsBlocks() {
        ObjectNode before = object("first", "{cidr: 192.168.0.0/16, blockSize: 26}");
        assertThatThrownBy(() -> admission.check(pools(), Optional.of(before), object("first", "{cidr: 192.168.0.0/17, blockSize: 27}")))
                .hasMessageContaining("IPPool CIDR cannot be modified").hasMessageContaining("IPPool BlockSize cannot be modified");
        admission.check(pools(), Optional.of(before), object("first", "{cidr: 192.168.0.0/16, blockSize: 26, natOutgoing: true}"));
        assertThat(cluster.list(pools()).objects()).hasSize(1);
    }
}
