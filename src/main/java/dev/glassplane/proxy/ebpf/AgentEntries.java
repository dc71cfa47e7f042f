package dev.glassplane.proxy.ebpf;

import dev.glassplane.linux.bpf.Algorithm;
import dev.glassplane.linux.bpf.Attachment;
import dev.glassplane.linux.bpf.BpfMap;
import dev.glassplane.linux.bpf.BpfProgram;
import dev.glassplane.linux.bpf.DatapathSettings;
import dev.glassplane.linux.bpf.Identity;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.bpf.MapDeclaration;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntryTable;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.proxy.ebpf.CiliumConfiguration.Acceleration;
import dev.glassplane.proxy.ebpf.EbpfContext.Devices;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what is there without any Service: maps with their sizes, programs at their places, what is compiled into them, and the identities of
 * nodes. Beside the VPC CNI the agent finds one native device, the primary interface: the others have no route of the main table.
 */
final class AgentEntries {

    /** The only device that the agent takes for one that faces the network. */
    static final String NATIVE_DEVICE = "eth0";
    private static final Origin PROGRAMS = Origin.of(EbpfProgrammer.COMPONENT, "kube-proxy-replacement");

    private final CiliumConfiguration cilium;
    private final List<Entry<?, ?>> out = new ArrayList<>();

    AgentEntries(CiliumConfiguration cilium) {
        this.cilium = cilium;
    }

    List<Entry<?, ?>> agent(Devices devices) {
        maps();
        programs(devices);
        put(DatapathSettings.TABLE, DatapathSettings.KEY, settings(), Origin.of(EbpfProgrammer.COMPONENT, "ConfigMap kube-system/cilium-config"));
        return out;
    }

    private void maps() {
        CiliumConfiguration.MapSizes sizes = cilium.sizes();
        for (Family family : Family.values()) {
            if (cilium.families().contains(family)) {
                map(LoadBalancerMaps.services(family), sizes.services(), "bpf-lb-map-max");
                map(LoadBalancerMaps.backends(family), sizes.backends(), "bpf-lb-map-max");
                map(LoadBalancerMaps.reverseNat(family), sizes.revNat(), "bpf-lb-map-max");
                map(LoadBalancerMaps.affinity(family), sizes.affinity(), "bpf-lb-map-max");
                map(LoadBalancerMaps.sourceRanges(family), sizes.sourceRanges(), "bpf-lb-map-max");
                if (cilium.algorithm() == Algorithm.MAGLEV || cilium.algorithmAnnotation()) {
                    map(LoadBalancerMaps.maglev(family), sizes.maglev(), "bpf-lb-map-max");
                }
            }
        }
        map(LoadBalancerMaps.AFFINITY_MATCH, sizes.affinity(), "bpf-lb-map-max");
        map(LoadBalancerMaps.IPCACHE, LoadBalancerMaps.IPCACHE.defaultMaxEntries(), "kube-proxy-replacement");
    }

    private void map(BpfMap<?, ?> map, int size, String reason) {
        put(MapDeclaration.TABLE, map.name(), new MapDeclaration(map, size), Origin.of(EbpfProgrammer.COMPONENT, reason));
    }

    private void programs(Devices devices) {
        for (BpfProgram program : List.of(BpfProgram.SOCK_CONNECT, BpfProgram.SOCK_SENDMSG, BpfProgram.SOCK_RECVMSG, BpfProgram.SOCK_GETPEERNAME)) {
            attach(program, Attachment.CGROUP_ROOT, Attachment.Mode.CGROUP);
        }
        if (cilium.acceleration() != Acceleration.DISABLED && devices.mtu() <= CiliumSettings.XDP_MTU_MAX) {
            put(Attachment.TABLE, new Attachment(BpfProgram.XDP_ENTRY, NATIVE_DEVICE), Attachment.Mode.NATIVE,
                    Origin.of(EbpfProgrammer.COMPONENT, "bpf-lb-acceleration"));
        }
        attach(BpfProgram.FROM_NETDEV, NATIVE_DEVICE, Attachment.Mode.TCX);
        attach(BpfProgram.TO_NETDEV, NATIVE_DEVICE, Attachment.Mode.TCX);
        attach(BpfProgram.FROM_CONTAINER, devices.pods() + "*", Attachment.Mode.TCX);
        attach(BpfProgram.TO_CONTAINER, devices.pods() + "*", Attachment.Mode.TCX);
    }

    private void attach(BpfProgram program, String target, Attachment.Mode mode) {
        put(Attachment.TABLE, new Attachment(program, target), mode, PROGRAMS);
    }

    private DatapathSettings settings() {
        var selection = new DatapathSettings.Selection(cilium.algorithm(), cilium.maglev().tableSize(), cilium.maglev().seed(), cilium.rejectWithoutBackend(),
                true, !cilium.externalIpMitigation());
        var nodePort = new DatapathSettings.NodePort(mode(), cilium.nodePorts().from(), cilium.nodePorts().to(), NATIVE_DEVICE,
                DatapathSettings.NodePort.LOOPBACK_DEFAULT);
        return new DatapathSettings(cilium.socketLbHostOnly() ? DatapathSettings.SocketLb.HOST_ONLY : DatapathSettings.SocketLb.ON, selection, nodePort,
                cilium.masqueradeOutside().map(inside -> new DatapathSettings.Masquerade(List.of(inside), List.of(), false)), cilium.hostLegacyRouting() ? DatapathSettings.HostRouting.LEGACY : DatapathSettings.HostRouting.BPF);
    }

    private DatapathSettings.ForwardingMode mode() {
        return switch (cilium.mode()) {
            case HYBRID -> DatapathSettings.ForwardingMode.PER_FRONTEND;
            case DSR -> cilium.modeAnnotation() ? DatapathSettings.ForwardingMode.PER_FRONTEND : DatapathSettings.ForwardingMode.DSR;
            case SNAT -> cilium.modeAnnotation() ? DatapathSettings.ForwardingMode.PER_FRONTEND : DatapathSettings.ForwardingMode.SNAT;
        };
    }

    /** An address of the node itself counts more than what all nodes are told of it. */
    List<Entry<?, ?>> identities(List<Ip> addresses, Identity identity, Origin origin) {
        addresses.forEach(ip -> put(LoadBalancerMaps.IPCACHE, ip.asCidr(), identity, origin));
        return out;
    }

    private <K, V> void put(EntryTable<K, V> table, K key, V value, Origin origin) {
        out.add(new Entry<>(table, key, value, origin));
    }
}
