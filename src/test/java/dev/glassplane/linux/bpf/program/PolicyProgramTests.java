package dev.glassplane.linux.bpf.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.HostText;
import dev.glassplane.linux.Observed;
import dev.glassplane.linux.bpf.BpfMap;
import dev.glassplane.linux.bpf.MapDeclaration;
import dev.glassplane.linux.bpf.PodState;
import dev.glassplane.linux.bpf.PolicyAttachment;
import dev.glassplane.linux.bpf.PolicyMaps;
import dev.glassplane.linux.bpf.PolicySlots;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntryTable;
import dev.glassplane.linux.stack.StackResult;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The network policy agent's programs at a pod that 10.0.2.0/24 may reach on TCP 80, but for one address. */
class PolicyProgramTests {

    private static final Origin ORIGIN = Origin.of("agent", "test");
    private static final String ID = "web-demo";

    private final List<Entry<?, ?>> entries = new ArrayList<>();

    private <K, V> void put(EntryTable<K, V> table, K key, V value) {
        entries.add(new Entry<>(table, key, value, ORIGIN));
    }

    private Observed node(PodState state) {
        put(PolicyAttachment.TABLE, "eni1", new PolicyAttachment(ID));
        for (boolean ingress : List.of(true, false)) {
            for (BpfMap<?, ?> map : List.of(PolicyMaps.rules(ID, ingress), PolicyMaps.clusterRules(ID, ingress), PolicyMaps.states(ID, ingress))) {
                put(MapDeclaration.TABLE, map.name(), new MapDeclaration(map, map.defaultMaxEntries()));
            }
            put(PolicyMaps.states(ID, ingress), PodState.NETWORK_POLICY_KEY, state);
            put(PolicyMaps.states(ID, ingress), PodState.CLUSTER_POLICY_KEY, PodState.DEFAULT_ALLOW);
        }
        return Observed.of(HostText.named("node-a").sysctl("net.ipv4.ip_forward", "1").device("eth0", "10.0.1.10/24").route("default via 10.0.1.1 dev eth0")
                .pod("eni1", "10.0.1.21").rule("32766: from all lookup main").entries(entries));
    }

    private void rule(boolean ingress, String cidr, PolicySlots.Slot... slots) {
        put(PolicyMaps.rules(ID, ingress), Cidr.parse(cidr), new PolicySlots(List.of(slots)));
    }

    private static boolean passes(StackResult result) {
        if (result instanceof StackResult.Stopped stopped) {
            assertThat(stopped.reason()).isIn(StackResult.Stopped.POLICY_INGRESS, StackResult.Stopped.POLICY_EGRESS);
            return false;
        }
        assertThat(result).isInstanceOf(StackResult.Forwarded.class);
        return true;
    }

    private Observed restricted() {
        rule(true, "10.0.2.0/24", new PolicySlots.Slot(6, 80, 0));
        rule(true, "10.0.2.9/32", new PolicySlots.Slot(PolicySlots.DENY, 0, 0));
        rule(false, "0.0.0.0/0", new PolicySlots.Slot(PolicySlots.ANY, 0, 0));
        return node(PodState.POLICIES_APPLIED);
    }

    @Test
    void theLongestPrefixDecides() {
        Observed node = restricted();
        assertThat(passes(node.receive("eth0", "10.0.2.5:40000 > 10.0.1.21:80 tcp"))).isTrue();
        assertThat(passes(node.receive("eth0", "10.0.2.5:40001 > 10.0.1.21:81 tcp"))).as("another port").isFalse();
        assertThat(passes(node.receive("eth0", "10.0.2.5:40002 > 10.0.1.21:80 udp"))).as("another protocol").isFalse();
        assertThat(passes(node.receive("eth0", "10.0.2.9:40003 > 10.0.1.21:80 tcp"))).as("the exception").isFalse();
        assertThat(passes(node.receive("eth0", "10.0.3.5:40004 > 10.0.1.21:80 tcp"))).as("nobody speaks of it").isFalse();
    }

    @Test
    void answersOfAFlowThatPassedPass() {
        Observed node = restricted();
        assertThat(passes(node.receive("eni1", "10.0.1.21:50000 > 10.0.3.5:443 tcp"))).isTrue();
        assertThat(passes(node.receive("eth0", "10.0.3.5:443 > 10.0.1.21:50000 tcp"))).isTrue();
        assertThat(passes(node.receive("eth0", "10.0.3.5:444 > 10.0.1.21:50000 tcp"))).as("not of that flow").isFalse();
    }

    @Test
    void withoutAPolicyTheStateDecides() {
        assertThat(passes(node(PodState.DEFAULT_ALLOW).receive("eth0", "10.0.3.5:40000 > 10.0.1.21:80 tcp"))).isTrue();
        entries.clear();
        assertThat(passes(node(PodState.DEFAULT_DENY).receive("eth0", "10.0.3.5:40000 > 10.0.1.21:80 tcp"))).as("strict mode").isFalse();
    }
}
