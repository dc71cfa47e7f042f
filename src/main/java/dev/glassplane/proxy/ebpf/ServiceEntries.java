package dev.glassplane.proxy.ebpf;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.linux.bpf.AffinityMatchKey;
import dev.glassplane.linux.bpf.Algorithm;
import dev.glassplane.linux.bpf.BackendState;
import dev.glassplane.linux.bpf.BackendValue;
import dev.glassplane.linux.bpf.L4;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.bpf.MaglevTable;
import dev.glassplane.linux.bpf.Member;
import dev.glassplane.linux.bpf.ServiceFlag;
import dev.glassplane.linux.bpf.ServiceFlags;
import dev.glassplane.linux.bpf.ServiceKey;
import dev.glassplane.linux.bpf.ServiceValue;
import dev.glassplane.linux.bpf.SourceRangeKey;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntryTable;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Origin;
import dev.glassplane.proxy.EndpointView;
import dev.glassplane.proxy.ebpf.EbpfContext.Facts;
import dev.glassplane.proxy.ebpf.EbpfContext.FrontendType;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the map entries of one Service on one node ({@code cilium/cilium: pkg/loadbalancer/reconciler/bpf_reconciler.go}). */
final class ServiceEntries {

    private final CiliumConfiguration cilium;
    private final Facts facts;
    private final OwnIds ids;
    private final NodeFacts node;
    private final List<Entry<?, ?>> out = new ArrayList<>();
    private final Map<BackendId, EndpointView> backends = new LinkedHashMap<>();
    private Origin origin;

    ServiceEntries(CiliumConfiguration cilium, Facts facts, OwnIds ids, NodeFacts node) {
        this.cilium = cilium;
        this.facts = facts;
        this.ids = ids;
        this.node = node;
    }

    /** Writes a frontend that is the Service's own; {@code address} is what stands for a node's own address. */
    ServiceEntries write(Frontend frontend, Ip address) {
        Integer id = ids.frontends().get(frontend.id());
        if (id != null) {
            origin = origin(frontend);
            if (frontend.id().isWildcard()) {
                put(LoadBalancerMaps.services(address.family()), ServiceKey.wildcard(address),
                        new ServiceValue(0, 0, 0, ServiceFlags.of(typeFlag(frontend)), 0));
            } else {
                write(frontend, address, id);
            }
        }
        return this;
    }

    private void write(Frontend frontend, Ip address, int id) {
        Family family = address.family();
        ServiceKey master = frontend.id().master(address);
        ServiceFlags flags = flags(frontend);
        Backends chosen = Backends.of(frontend.port(), frontend.local(), facts.topology(), node);
        int seconds = frontend.port().affinityTimeoutSeconds().map(timeout -> Math.min(timeout, ServiceValue.AFFINITY_SECONDS_MAX)).orElse(0);
        put(LoadBalancerMaps.services(family), master, ServiceValue.master(facts.algorithm().orElse(Algorithm.DEFAULT), seconds,
                chosen.usable().size(), chosen.behind().size(), id, flags));
        int slot = 0;
        for (EndpointView endpoint : chosen.slots()) {
            put(LoadBalancerMaps.services(family), master.withSlot(++slot), ServiceValue.slot(backend(frontend, endpoint).id(), id, flags));
        }
        put(LoadBalancerMaps.reverseNat(family), id, new IpPort(address, frontend.id().address().port()));
        chosen.all().forEach(endpoint -> backends.put(Backends.id(endpoint, frontend.port()), endpoint));
        if (seconds > 0) {
            chosen.usable().stream().filter(endpoint -> Backends.state(endpoint) == BackendState.ACTIVE).forEach(endpoint ->
                    put(LoadBalancerMaps.AFFINITY_MATCH, new AffinityMatchKey(backend(frontend, endpoint).id(), id), Member.YES));
        }
        if (flags.has(ServiceFlag.CHECK_SOURCE_RANGE)) {
            facts.sourceRanges().stream().filter(range -> range.family() == family).distinct().forEach(range ->
                    put(LoadBalancerMaps.sourceRanges(family), new SourceRangeKey(id, range), Member.YES));
        }
        maglev(frontend, id, chosen);
    }

    /** Tables exist where the packet path may look them up. */
    private void maglev(Frontend frontend, int id, Backends chosen) {
        Algorithm algorithm = facts.algorithm().orElse(cilium.algorithm());
        if (algorithm == Algorithm.MAGLEV && !chosen.usable().isEmpty() && isRoutable(frontend)) {
            List<MaglevTable.MaglevBackend> inTable = chosen.usable().stream().map(endpoint ->
                    MaglevTable.MaglevBackend.of(backend(frontend, endpoint).id(), value(Backends.id(endpoint, frontend.port())))).toList();
            put(LoadBalancerMaps.maglev(frontend.port().family()), id,
                    new MaglevTable(cilium.maglev().seed(), cilium.maglev().tableSize(), inTable));
        }
    }

    private OwnIds.Backend backend(Frontend frontend, EndpointView endpoint) {
        return ids.backends().get(Backends.id(endpoint, frontend.port()));
    }

    private BackendValue value(BackendId id) {
        return new BackendValue(id.address().ip(), id.address().port(), id.protocol(), ids.backends().get(id).state());
    }

    /** Every Service that has a backend writes the same entry for it, so that it does not matter who came first. */
    List<Entry<?, ?>> entries() {
        List<Entry<?, ?>> all = new ArrayList<>(out);
        backends.forEach((id, endpoint) -> {
            OwnIds.Backend backend = ids.backends().get(id);
            ObjectKey owner = backend.owner();
            all.add(new Entry<>(LoadBalancerMaps.backends(id.address().ip().family()), backend.id(), value(id),
                    new Origin(EbpfProgrammer.COMPONENT, "Service", owner.namespace(), owner.name(), "endpoint")));
        });
        return all;
    }

    private boolean isRoutable(Frontend frontend) {
        return !frontend.surrogate() && (frontend.type() != FrontendType.CLUSTER_IP || cilium.externalClusterIp());
    }

    private Set<ServiceFlag> typeFlag(Frontend frontend) {
        return switch (frontend.type()) {
            case CLUSTER_IP -> EnumSet.noneOf(ServiceFlag.class);
            case NODE_PORT -> EnumSet.of(ServiceFlag.NODE_PORT);
            case LOAD_BALANCER -> EnumSet.of(ServiceFlag.LOAD_BALANCER);
            case EXTERNAL_IP -> EnumSet.of(ServiceFlag.EXTERNAL_IP);
        };
    }

    private ServiceFlags flags(Frontend frontend) {
        Set<ServiceFlag> flags = typeFlag(frontend);
        set(flags, ServiceFlag.EXTERNAL_LOCAL, frontend.port().externalLocal());
        set(flags, ServiceFlag.INTERNAL_LOCAL, frontend.port().internalLocal());
        set(flags, ServiceFlag.TWO_SCOPES, frontend.twoScopes());
        set(flags, ServiceFlag.AFFINITY, frontend.port().affinityTimeoutSeconds().isPresent());
        set(flags, ServiceFlag.ROUTABLE, isRoutable(frontend));
        boolean guarded = !facts.sourceRanges().isEmpty() && (frontend.type() == FrontendType.LOAD_BALANCER || cilium.sourceRangeAllTypes());
        set(flags, ServiceFlag.CHECK_SOURCE_RANGE, guarded);
        set(flags, ServiceFlag.SOURCE_RANGE_DENY, guarded && facts.denyRanges());
        set(flags, ServiceFlag.FORWARD_DSR, dsr(frontend));
        return ServiceFlags.of(flags);
    }

    /** The flag is read only where it may differ from frontend to frontend. */
    private boolean dsr(Frontend frontend) {
        return switch (cilium.mode()) {
            case HYBRID -> frontend.id().protocol() == L4.TCP;
            case DSR -> cilium.modeAnnotation() && facts.dsr().orElse(true);
            case SNAT -> cilium.modeAnnotation() && facts.dsr().orElse(false);
        };
    }

    private static void set(Set<ServiceFlag> flags, ServiceFlag flag, boolean on) {
        if (on) {
            flags.add(flag);
        }
    }

    private Origin origin(Frontend frontend) {
        var name = frontend.port().name();
        String port = name.port().isEmpty() || frontend.id().isWildcard() ? "" : ":" + name.port();
        String reason = frontend.id().isWildcard() ? "unknown ports of " + word(frontend.type()) : word(frontend.type());
        return new Origin(EbpfProgrammer.COMPONENT, "Service", name.namespace(), name.service() + port, reason);
    }

    private static String word(FrontendType type) {
        return switch (type) {
            case CLUSTER_IP -> "clusterIP";
            case NODE_PORT -> "nodePort";
            case LOAD_BALANCER -> "status.loadBalancer.ingress";
            case EXTERNAL_IP -> "externalIPs";
        };
    }

    private <K, V> void put(EntryTable<K, V> table, K key, V value) {
        out.add(new Entry<>(table, key, value, origin));
    }
}
