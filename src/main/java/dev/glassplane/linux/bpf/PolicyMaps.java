package dev.glassplane.linux.bpf;

import dev.glassplane.linux.bpf.BpfMap.Type;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Maps of the network policy agent ({@code aws/aws-network-policy-agent: pkg/ebpf/c, pkg/utils/utils.go}): for each pod identifier and direction the
 * rules and the state of its pods. IPv4 only, as in an IPv4 cluster.
 */
public final class PolicyMaps {

    /** Entries of a rule map. */
    public static final int RULES_MAX = 65_536;
    /** Entries of the map of flows ({@code conntrack-table-cache-size}). */
    public static final int FLOWS_MAX = 262_144;
    /** Name of the map of flows, which only the programs fill. */
    public static final String FLOWS = "aws_conntrack_map";

    private static final String DIRECTORY = "/sys/fs/bpf/globals/aws/maps/";
    private static final int STATES_MAX = 2;
    private static final int SLOT_BYTES = 12;

    private static final Layout<Cidr> KEY = new Layout<>(8, (buffer, key) -> buffer.putInt(key.prefixLength()).put(key.network().bytes()), buffer -> {
        int length = buffer.getInt();
        return new Cidr(Layout.address(buffer, Family.IPV4), length);
    });
    private static final Layout<PolicySlots> SLOTS = new Layout<>(PolicySlots.MAX * SLOT_BYTES, (buffer, value) -> value.slots()
            .forEach(slot -> buffer.putInt(slot.protocol()).putInt(slot.from()).putInt(slot.to())), buffer -> {
        List<PolicySlots.Slot> slots = new ArrayList<>();
        for (int i = 0; i < PolicySlots.MAX; i++) {
            PolicySlots.Slot slot = new PolicySlots.Slot(buffer.getInt(), buffer.getInt(), buffer.getInt());
            if (slot.protocol() != 0) {
                slots.add(slot);
            }
        }
        return new PolicySlots(slots);
    });
    private static final Layout<Integer> STATE_KEY = new Layout<>(4, java.nio.ByteBuffer::putInt, java.nio.ByteBuffer::getInt);
    private static final Layout<PodState> STATE = new Layout<>(1, (buffer, value) -> buffer.put((byte) value.ordinal()),
            buffer -> PodState.values()[Layout.hostByte(buffer)]);

    private PolicyMaps() {}

    /** @return whether a map is one of the network policy agent's */
    public static boolean owns(BpfMap<?, ?> map) {
        return map.pin().startsWith(DIRECTORY);
    }

    /** @return {@code IDENTIFIER_ingress_map} or {@code IDENTIFIER_egress_map} */
    public static BpfMap<Cidr, PolicySlots> rules(String podIdentifier, boolean ingress) {
        return new BpfMap<>(podIdentifier + (ingress ? "_ingress_map" : "_egress_map"), Type.LPM_TRIE, KEY, SLOTS, RULES_MAX,
                Comparator.naturalOrder(), DIRECTORY);
    }

    /** @return {@code IDENTIFIER_cp_ingress_map} or {@code IDENTIFIER_cp_egress_map}: rules of cluster-wide policies, of which there are none */
    public static BpfMap<Cidr, PolicySlots> clusterRules(String podIdentifier, boolean ingress) {
        return new BpfMap<>(podIdentifier + (ingress ? "_cp_ingress_map" : "_cp_egress_map"), Type.LPM_TRIE, KEY, SLOTS, RULES_MAX,
                Comparator.naturalOrder(), DIRECTORY);
    }

    /** @return {@code IDENTIFIER_ingress_pod_state_map} or {@code IDENTIFIER_egress_pod_state_map} */
    public static BpfMap<Integer, PodState> states(String podIdentifier, boolean ingress) {
        return new BpfMap<>(podIdentifier + (ingress ? "_ingress_pod_state_map" : "_egress_pod_state_map"), Type.HASH, STATE_KEY, STATE, STATES_MAX,
                Comparator.naturalOrder(), DIRECTORY);
    }
}
