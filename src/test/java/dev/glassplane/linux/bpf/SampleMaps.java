package dev.glassplane.linux.bpf;

import dev.glassplane.linux.bpf.DatapathSettings.HostRouting;
import dev.glassplane.linux.bpf.DatapathSettings.Masquerade;
import dev.glassplane.linux.bpf.DatapathSettings.NodePort;
import dev.glassplane.linux.bpf.DatapathSettings.Selection;
import dev.glassplane.linux.bpf.DatapathSettings.SocketLb;
import dev.glassplane.linux.bpf.MaglevTable.MaglevBackend;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntryTable;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes map entries as an agent would: backends get their ids in the order in which they are first named. */
public final class SampleMaps {

    private final List<Entry<?, ?>> entries = new ArrayList<>();
    private final Map<String, Integer> backends = new TreeMap<>();
    private SocketLb socketLb = SocketLb.ON;
    private Selection selection = Selection.DEFAULT;
    private NodePort nodePort = NodePort.on("ens5");
    private HostRouting hostRouting = HostRouting.LEGACY;
    private Optional<Masquerade> masquerade = Optional.empty();
    private int id;

    private SampleMaps() {}

    /** An agent with the programs of tc and the sockets in place. */
    public static SampleMaps agent() {
        SampleMaps maps = new SampleMaps();
        for (BpfProgram program : List.of(BpfProgram.SOCK_CONNECT, BpfProgram.SOCK_SENDMSG, BpfProgram.SOCK_RECVMSG, BpfProgram.SOCK_GETPEERNAME)) {
            maps.attach(program, Attachment.CGROUP_ROOT);
        }
        return maps.attach(BpfProgram.FROM_NETDEV, "ens5").attach(BpfProgram.TO_NETDEV, "ens5").attach(BpfProgram.FROM_CONTAINER, "eni*")
                .attach(BpfProgram.TO_CONTAINER, "eni*");
    }

    /** An agent with one program. */
    public static SampleMaps programs(BpfProgram program, String target) {
        return new SampleMaps().attach(program, target);
    }

    public SampleMaps attach(BpfProgram program, String target) {
        return put(Attachment.TABLE, new Attachment(program, target), Attachment.Mode.TCX);
    }

    public SampleMaps xdp() {
        return attach(BpfProgram.XDP_ENTRY, "ens5");
    }

    public SampleMaps socketLb(SocketLb other) {
        socketLb = other;
        return this;
    }

    public SampleMaps selection(Selection other) {
        selection = other;
        return this;
    }

    public SampleMaps mode(DatapathSettings.ForwardingMode mode) {
        nodePort = new NodePort(mode, nodePort.from(), nodePort.to(), nodePort.directRoutingDevice(), nodePort.loopback());
        return this;
    }

    public SampleMaps hostRouting() {
        hostRouting = HostRouting.BPF;
        return this;
    }

    public SampleMaps masquerade(String... nativeRouting) {
        masquerade = Optional.of(new Masquerade(List.of(nativeRouting).stream().map(Cidr::parse).toList(), List.of(), false));
        return this;
    }

    public SampleMaps identity(String ip, Identity identity) {
        return put(LoadBalancerMaps.IPCACHE, Cidr.parse(ip), identity);
    }

    public SampleMaps wildcard(String ip) {
        return put(LoadBalancerMaps.services(Ip.parse(ip).family()), ServiceKey.wildcard(Ip.parse(ip)),
                ServiceValue.master(Algorithm.DEFAULT, 0, 0, 0, 0, ServiceFlags.NONE));
    }

    public SampleMaps range(int frontend, String cidr) {
        Cidr range = Cidr.parse(cidr);
        return put(LoadBalancerMaps.sourceRanges(range.family()), new SourceRangeKey(frontend, range), Member.YES);
    }

    public SampleMaps limit(BpfMap<?, ?> map, int entriesMax) {
        return put(MapDeclaration.TABLE, map.name(), new MapDeclaration(map, entriesMax));
    }

    /** @param address {@code 10.96.10.1:80} */
    public SampleMaps tcp(String address, ServiceFlags flags, String... targets) {
        return service(address, L4.TCP, Scope.EXTERNAL, flags, 0, targets);
    }

    public SampleMaps service(String address, L4 l4, Scope scope, ServiceFlags flags, int affinity, String... targets) {
        IpPort frontend = endpoint(address);
        Family family = frontend.ip().family();
        int number = ++id;
        ServiceKey master = ServiceKey.master(frontend, l4, scope);
        put(LoadBalancerMaps.services(family), master, ServiceValue.master(Algorithm.DEFAULT, affinity, targets.length, 0, number, flags));
        put(LoadBalancerMaps.reverseNat(family), number, frontend);
        List<MaglevBackend> table = new ArrayList<>();
        for (int i = 0; i < targets.length; i++) {
            IpPort target = endpoint(targets[i]);
            boolean fresh = !backends.containsKey(targets[i] + l4);
            int backend = backends.computeIfAbsent(targets[i] + l4, _ -> backends.size() + 1);
            BackendValue value = new BackendValue(target.ip(), target.port(), l4, BackendState.ACTIVE);
            if (fresh) {
                put(LoadBalancerMaps.backends(family), backend, value);
            }
            put(LoadBalancerMaps.services(family), master.withSlot(i + 1), ServiceValue.slot(backend, number, flags));
            put(LoadBalancerMaps.AFFINITY_MATCH, new AffinityMatchKey(backend, number), Member.YES);
            table.add(MaglevBackend.of(backend, value));
        }
        return put(LoadBalancerMaps.maglev(family), number, new MaglevTable(MaglevSeed.DEFAULT, 251, table));
    }

    private static IpPort endpoint(String text) {
        int colon = text.lastIndexOf(':');
        return new IpPort(Ip.parse(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    private <K, V> SampleMaps put(EntryTable<K, V> table, K key, V value) {
        entries.add(new Entry<>(table, key, value, new Origin("cilium-agent", "Service", "shop", "web:http", "")));
        return this;
    }

    public List<Entry<?, ?>> build() {
        put(DatapathSettings.TABLE, DatapathSettings.KEY, new DatapathSettings(socketLb, selection, nodePort, masquerade, hostRouting));
        return entries;
    }
}
