package dev.glassplane.proxy.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.glassplane.linux.bpf.Algorithm;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.InvalidConfigurationException;
import dev.glassplane.proxy.ebpf.CiliumConfiguration.Acceleration;
import dev.glassplane.proxy.ebpf.CiliumConfiguration.Mode;
import dev.glassplane.proxy.ebpf.CiliumConfiguration.PortRange;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CiliumConfigurationReaderTests {

    @Test
    void nothingSaidIsTheReplacementBehindTheVpcCni() {
        CiliumConfiguration unset = CiliumConfigurationReader.read(Map.of());
        assertThat(unset).isEqualTo(CiliumConfiguration.DEFAULT);
        assertThat(unset.algorithm()).isEqualTo(Algorithm.RANDOM);
        assertThat(unset.mode()).isEqualTo(Mode.SNAT);
        assertThat(unset.acceleration()).isEqualTo(Acceleration.DISABLED);
        assertThat(unset.maglev().tableSize()).isEqualTo(16_381);
        assertThat(unset.sizes().services()).isEqualTo(65_536);
        assertThat(unset.nodePorts()).isEqualTo(new PortRange(30_000, 32_767));
        assertThat(unset.families()).containsExactlyInAnyOrder(Family.values());
        assertThat(unset.hostLegacyRouting()).isTrue();
        assertThat(unset.rejectWithoutBackend()).isTrue();
    }

    @Test
    void everyKeyIsRead() {
        Map<String, String> data = new TreeMap<>();
        data.put("bpf-lb-algorithm", "maglev");
        data.put("bpf-lb-mode", "dsr");
        data.put("bpf-lb-acceleration", "best-effort");
        data.put("bpf-lb-maglev-table-size", "251");
        data.put("bpf-lb-maglev-hash-seed", "AAAAAAAAAAAAAAAA");
        data.put("bpf-lb-map-max", "1024");
        data.put("bpf-lb-service-map-max", "2048");
        data.put("bpf-lb-sock-hostns-only", "true");
        data.put("bpf-lb-external-clusterip", "true");
        data.put("bpf-lb-source-range-all-types", "1");
        data.put("service-no-backend-response", "drop");
        data.put("enable-service-topology", "True");
        data.put("node-port-range", "31000,31999");
        data.put("nodeport-addresses", "10.0.0.0/16,fd00::/8");
        data.put("enable-host-legacy-routing", "false");
        data.put("enable-ipv6", "false");
        CiliumConfiguration read = CiliumConfigurationReader.read(data);
        assertThat(read.algorithm()).isEqualTo(Algorithm.MAGLEV);
        assertThat(read.mode()).isEqualTo(Mode.DSR);
        assertThat(read.acceleration()).isEqualTo(Acceleration.BEST_EFFORT);
        assertThat(read.maglev().tableSize()).isEqualTo(251);
        assertThat(read.maglev().seed().murmur()).isZero();
        assertThat(read.sizes().services()).isEqualTo(2048);
        assertThat(read.sizes().backends()).isEqualTo(1024);
        assertThat(read.socketLbHostOnly()).isTrue();
        assertThat(read.externalClusterIp()).isTrue();
        assertThat(read.sourceRangeAllTypes()).isTrue();
        assertThat(read.rejectWithoutBackend()).isFalse();
        assertThat(read.serviceTopology()).isTrue();
        assertThat(read.nodePorts()).isEqualTo(new PortRange(31_000, 31_999));
        assertThat(read.nodePortAddresses()).containsExactly(Cidr.parse("10.0.0.0/16"), Cidr.parse("fd00::/8"));
        assertThat(read.hostLegacyRouting()).isFalse();
        assertThat(read.families()).containsExactly(Family.IPV4);
    }

    @Test
    void keysThatDecideNothingHereAreLeftAlone() {
        assertThat(CiliumConfigurationReader.read(Map.of("hubble-listen-address", ":4244", "debug", "false", "cluster-name", "x",
                "enable-ipv6", "false", "enable-ipv6-masquerade", "true", "enable-ipv4-masquerade", "false", "bpf-lb-sock", "false",
                "routing-mode", "native", "cni-chaining-mode", "aws-cni", "enable-svc-source-range-check", "true")))
                .isEqualTo(CiliumConfigurationReader.read(Map.of("enable-ipv6", "false")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "bpf-lb-algorithm | lrh | bpf-lb-algorithm: expected one of random, maglev, found \"lrh\"",
            "bpf-lb-mode | nat | bpf-lb-mode: expected one of snat, dsr, hybrid, found \"nat\"",
            "bpf-lb-acceleration | generic | bpf-lb-acceleration: expected one of disabled, native, best-effort, found \"generic\"",
            "bpf-lb-maglev-table-size | 16384 | 'bpf-lb-maglev-table-size: expected one of 251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131071, found \"16384\"'",
            "bpf-lb-maglev-hash-seed | AAAA | 12 bytes, found 3 bytes",
            "bpf-lb-maglev-hash-seed | ??? | 'base64 of 12 bytes, found \"???\"'",
            "bpf-lb-map-max | many | bpf-lb-map-max: expected a number from 256 to 16777216, found \"many\"",
            "bpf-lb-external-clusterip | yes | bpf-lb-external-clusterip: expected \"true\" or \"false\", found \"yes\"",
            "kube-proxy-replacement | false | kube-proxy-replacement: expected \"true\" where nodes run mode ebpf, found \"false\"",
            "kube-proxy-replacement | strict | kube-proxy-replacement: expected \"true\" or \"false\", found \"strict\"",
            "node-port-range | '32767,30000' | node-port-range: expected two ports",
            "nodeport-addresses | 10.0.0.1 | nodeport-addresses: expected CIDRs such as 10.0.0.0/16, found \"10.0.0.1\"",
            "service-no-backend-response | ignore | 'service-no-backend-response: expected one of reject, drop'",
            "routing-mode | tunnel | routing-mode: expected \"native\", found \"tunnel\", which is not modelled (limit: cilium-settings)",
            "enable-wireguard | true | enable-wireguard: expected \"false\", found \"true\", which is not modelled (limit: cilium-settings)",
            "enable-session-affinity | false | enable-session-affinity: expected \"true\"",
            "cni-chaining-mode | none | cni-chaining-mode: expected one of aws-cni, found \"none\"",
            "bpf-lb-dsr-dispatch | ipip | bpf-lb-dsr-dispatch: expected \"opt\", found \"ipip\"",
            "bpf-lb-dsr-dispatch | geneve | bpf-lb-dsr-dispatch: expected \"opt\" unless tunnel-protocol is geneve"})
    void whatCannotBeUsedIsRefusedWithItsReason(String key, String value, String message) {
        assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> CiliumConfigurationReader.read(Map.of(key, value)))
                .withMessageContaining(message);
    }

    @Test
    void theAgentsForbiddenPairsAreForbidden() {
        refuses(Map.of("routing-mode", "tunnel", "bpf-lb-mode", "dsr"), "bpf-lb-mode: expected \"snat\" with routing-mode tunnel");
        refuses(Map.of("bpf-lb-mode", "hybrid", "bpf-lb-mode-annotation", "true"), "expected \"false\" with bpf-lb-mode hybrid");
        refuses(Map.of("enable-ipv4", "false", "enable-ipv6", "false"), "enable-ipv4: expected \"true\" unless enable-ipv6 is");
    }

    @Test
    void masqueradingByTheProgramsNeedsToKnowWhereThePodsAddressesAreKnown() {
        assertThat(CiliumConfigurationReader.read(Map.of("enable-ipv4-masquerade", "true", "enable-bpf-masquerade", "true", "enable-ipv6", "false",
                "ipv4-native-routing-cidr", "10.0.0.0/16")).masqueradeOutside()).contains(Cidr.parse("10.0.0.0/16"));
        refuses(Map.of("enable-ipv4-masquerade", "true"),
                "enable-ipv4-masquerade: expected \"false\" unless enable-bpf-masquerade is \"true\", found \"true\", which is not modelled");
        refuses(Map.of("enable-ipv4-masquerade", "true", "enable-bpf-masquerade", "true", "enable-ipv6", "false"),
                "ipv4-native-routing-cidr: expected an IPv4 CIDR");
    }

    private static void refuses(Map<String, String> data, String message) {
        assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> CiliumConfigurationReader.read(data))
                .withMessageContaining(message);
    }
}
