package dev.glassplane.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.EntrySet;
import dev.glassplane.net.Family;
import java.util.List;
import org.junit.jupiter.api.Test;

class CiliumTablesTests {

    private static final ServiceFlags LOCAL = ServiceFlags.of(ServiceFlag.NODE_PORT, ServiceFlag.EXTERNAL_LOCAL, ServiceFlag.TWO_SCOPES);

    private static CiliumTables tables(SampleMaps maps) {
        return CiliumTables.of(BpfMaps.of(Entries.of(List.of(EntrySet.EMPTY.with(maps.build())))));
    }

    private static SampleMaps sample() {
        return SampleMaps.agent().tcp("10.96.10.1:80", ServiceFlags.NONE, "10.244.1.10:8080", "10.244.2.10:8080").wildcard("10.96.10.1")
                .tcp("0.0.0.0:30080", LOCAL).service("192.168.10.11:30080", L4.TCP, Scope.INTERNAL, LOCAL, 0, "10.244.2.10:8080");
    }

    @Test
    void listsSlots() {
        assertThat(tables(sample()).list().print()).isEqualTo("""
                SERVICE ADDRESS                 BACKEND ADDRESS (REVNAT_ID) (SLOT)
                0.0.0.0:30080/TCP (0)           0.0.0.0:0 (2) (0) [NodePort, Local, two-scopes, non-routable]
                10.96.10.1:0/ANY (0)            0.0.0.0:0 (0) (0) [ClusterIP, non-routable]
                10.96.10.1:80/TCP (0)           0.0.0.0:0 (1) (0) [ClusterIP, non-routable]
                10.96.10.1:80/TCP (1)           10.244.1.10:8080/TCP (1) (1)
                10.96.10.1:80/TCP (2)           10.244.2.10:8080/TCP (1) (2)
                192.168.10.11:30080/TCP/i (0)   0.0.0.0:0 (3) (0) [NodePort, Local, two-scopes, non-routable]
                192.168.10.11:30080/TCP/i (1)   10.244.2.10:8080/TCP (3) (1)
                """);
    }

    @Test
    void listsServicesById() {
        assertThat(tables(sample()).serviceList().print()).isEqualTo("""
                ID   Frontend                    Service Type   Backend
                1    10.96.10.1:80/TCP           ClusterIP      1 => 10.244.1.10:8080/TCP (active)
                                                                2 => 10.244.2.10:8080/TCP (active)
                2    0.0.0.0:30080/TCP           NodePort
                3    192.168.10.11:30080/TCP/i   NodePort       1 => 10.244.2.10:8080/TCP (active)
                """);
    }

    @Test
    void listsTheOtherMaps() {
        CiliumTables tables = tables(sample().range(7, "203.0.113.0/24"));
        assertThat(tables.backends().print()).isEqualTo("""
                ID   BACKEND ADDRESS (REVNAT_ID) (SLOT)
                1    TCP://10.244.1.10
                2    TCP://10.244.2.10
                """);
        assertThat(tables.reverseNat().print()).startsWith("""
                ID   BACKEND ADDRESS (REVNAT_ID) (SLOT)
                1    10.96.10.1:80
                """);
        assertThat(tables.frontends().print()).contains("10.96.10.1:80/TCP (0)           0 2[0] (1) [0x0 0x0]\n",
                "10.96.10.1:80/TCP (1)           1 0[0] (1) [0x0 0x0]\n");
        assertThat(tables.sourceRanges().print()).isEqualTo("SOURCE RANGE (REVNAT_ID)\n203.0.113.0/24 (7)\n");
        assertThat(tables.maglev().print()).startsWith("SVC ID   LOOKUP TABLE\n[1]/v4   [").contains("\n[2]/v4   []\n");
    }

    @Test
    void dumpsBytes() {
        BpfMaps maps = BpfMaps.of(Entries.of(List.of(EntrySet.EMPTY.with(sample().identity("10.0.1.10", Identity.HOST).build()))));
        assertThat(BpftoolDump.print(LoadBalancerMaps.backends(Family.IPV4), maps.held(LoadBalancerMaps.backends(Family.IPV4)))).isEqualTo("""
                key: 01 00 00 00  value: 0a f4 01 0a 1f 90 06 00  00 00 00 00
                key: 02 00 00 00  value: 0a f4 02 0a 1f 90 06 00  00 00 00 00
                Found 2 elements
                """);
        assertThat(BpftoolDump.print(LoadBalancerMaps.IPCACHE, maps.held(LoadBalancerMaps.IPCACHE))).isEqualTo("""
                key:
                40 00 00 00 00 00 00 01  0a 00 01 0a 00 00 00 00
                00 00 00 00 00 00 00 00
                value:
                01 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
                00 00 00 00 00 00 00 00
                Found 1 element
                """);
    }
}
