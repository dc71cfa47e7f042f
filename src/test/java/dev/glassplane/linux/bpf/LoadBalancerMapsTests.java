package dev.glassplane.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LoadBalancerMapsTests {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private static <K, V> void holds(BpfMap<K, V> map, K key, String keyBytes, V value, String valueBytes) {
        assertThat(HEX.formatHex(map.encodeKey(key))).as(map + " key").isEqualTo(keyBytes);
        assertThat(HEX.formatHex(map.encodeValue(value))).as(map + " value").isEqualTo(valueBytes);
        assertThat(map.decodeKey(map.encodeKey(key))).isEqualTo(key);
        assertThat(map.decodeValue(map.encodeValue(value))).isEqualTo(value);
        assertThat(map.encodeKey(key)).hasSize(map.keyBytes());
        assertThat(map.encodeValue(value)).hasSize(map.valueBytes());
    }

    @Test
    void laysOutServices() {
        ServiceFlags flags = ServiceFlags.of(ServiceFlag.AFFINITY, ServiceFlag.NODE_PORT, ServiceFlag.ROUTABLE, ServiceFlag.TWO_SCOPES);
        ServiceKey key = ServiceKey.master(new IpPort(Ip.parse("10.96.10.1"), 80), L4.TCP, Scope.EXTERNAL);
        holds(LoadBalancerMaps.services(Family.IPV4), key, "0a 60 0a 01 00 50 00 00 06 00 00 00",
                ServiceValue.master(Algorithm.MAGLEV, 10_800, 3, 1, 5, flags), "30 2a 00 02 03 00 00 05 52 20 01 00");
        holds(LoadBalancerMaps.services(Family.IPV4), key.withSlot(258).withScope(Scope.INTERNAL), "0a 60 0a 01 00 50 02 01 06 01 00 00",
                ServiceValue.slot(7, 5, ServiceFlags.NONE), "07 00 00 00 00 00 00 05 00 00 00 00");
        holds(LoadBalancerMaps.services(Family.IPV6), ServiceKey.wildcard(Ip.parse("fd00::1")),
                "fd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00",
                ServiceValue.master(Algorithm.DEFAULT, 0, 0, 0, 0, ServiceFlags.NONE), "00 00 00 00 00 00 00 00 00 00 00 00");
    }

    @Test
    void laysOutBackends() {
        holds(LoadBalancerMaps.backends(Family.IPV4), 1, "01 00 00 00",
                new BackendValue(Ip.parse("10.244.1.10"), 8080, L4.TCP, BackendState.ACTIVE), "0a f4 01 0a 1f 90 06 00 00 00 00 00");
        holds(LoadBalancerMaps.backends(Family.IPV6), 70_000, "70 11 01 00",
                new BackendValue(Ip.parse("fd00::2"), 53, L4.UDP, BackendState.TERMINATING, 3, 9),
                "fd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 02 00 35 11 01 03 00 09 00");
    }

    @Test
    void laysOutWhatBelongsToAFrontend() {
        holds(LoadBalancerMaps.reverseNat(Family.IPV4), 5, "00 05", new IpPort(Ip.parse("10.96.10.1"), 80), "0a 60 0a 01 00 50");
        holds(LoadBalancerMaps.sourceRanges(Family.IPV4), new SourceRangeKey(7, Cidr.parse("203.0.113.0/24")),
                "38 00 00 00 00 07 00 00 cb 00 71 00", Member.YES, "00");
        holds(LoadBalancerMaps.AFFINITY_MATCH, new AffinityMatchKey(2, 5), "02 00 00 00 00 05 00 00", Member.YES, "00");
        holds(LoadBalancerMaps.affinity(Family.IPV4), new AffinityKey(new AffinityKey.Address(Ip.parse("203.0.113.7")), 5),
                "cb 00 71 07 00 00 00 00 00 05 00 00 00 00 00 00", new AffinityValue(100, 2), "64 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00");
        holds(LoadBalancerMaps.affinity(Family.IPV6), new AffinityKey(new AffinityKey.Netns(258), 5),
                "02 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 05 01 00 00 00 00 00", new AffinityValue(0, 1),
                "00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00");
        assertThat(HEX.formatHex(LoadBalancerMaps.maglev(Family.IPV4).encodeKey(3))).isEqualTo("00 03");
    }

    @Test
    void laysOutIdentitiesOfBothFamilies() {
        holds(LoadBalancerMaps.IPCACHE, Cidr.parse("10.0.1.10"), "40 00 00 00 00 00 00 01 0a 00 01 0a 00 00 00 00 00 00 00 00 00 00 00 00",
                Identity.REMOTE_NODE, "06 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
        holds(LoadBalancerMaps.IPCACHE, Cidr.parse("fd00::a"), "a0 00 00 00 00 00 00 02 fd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 0a",
                Identity.HOST, "01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
    }

    @Test
    void printsFlagsInTheAgentsOrder() {
        assertThat(ServiceFlags.NONE).hasToString("ClusterIP, non-routable");
        assertThat(ServiceFlags.of(ServiceFlag.NODE_PORT, ServiceFlag.EXTERNAL_LOCAL, ServiceFlag.TWO_SCOPES, ServiceFlag.AFFINITY))
                .hasToString("NodePort, Local, two-scopes, sessionAffinity, non-routable");
        assertThat(ServiceFlags.of(ServiceFlag.LOAD_BALANCER, ServiceFlag.ROUTABLE, ServiceFlag.CHECK_SOURCE_RANGE, ServiceFlag.SOURCE_RANGE_DENY))
                .hasToString("LoadBalancer, check source-range deny");
    }
}
