package dev.glassplane.calico.bgp;

import dev.glassplane.calico.Calico;
import dev.glassplane.calico.CalicoNode;
import dev.glassplane.calico.Encapsulation;
import dev.glassplane.calico.IpPool;
import dev.glassplane.calico.ipam.Block;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the nodes announce, what each speaker knows of it, and the routes that BIRD and Felix make of it in a node's kernel
 * ({@code confd/etc/calico/confd/templates/bird_aggr.cfg.template, bird_ipam.cfg.template}, {@code felix/dataplane/linux/vxlan_mgr.go}).
 */
public final class Routing {

    private final Calico calico;
    private final BgpTopology topology;
    private final Map<Way, Map<String, Path>> paths = new ConcurrentHashMap<>();

    /** @param topology of the same objects */
    public Routing(Calico calico, BgpTopology topology) {
        this.calico = calico;
        this.topology = topology;
    }

    /** @return who speaks with whom */
    public BgpTopology topology() {
        return topology;
    }

    /** @return the same topology with other pools and blocks: what was worked out about it stays */
    public Routing with(Calico other) {
        Routing next = new Routing(other, topology);
        next.paths.putAll(paths);
        return next;
    }

    /**
     * A prefix that a node announces.
     *
     * @param cidr     a block, or one borrowed address
     * @param node     who announces it
     * @param borrowed whether it is an address out of somebody else's block
     */
    public record Announced(Cidr cidr, String node, boolean borrowed) {}

    /**
     * A route in a node's kernel.
     *
     * @param via      next hop; empty for a blackhole
     * @param device   {@code eth0}, {@code tunl0}, {@code vxlan.calico}; empty for a blackhole
     * @param protocol {@code bird} or {@code 80}, Felix's number
     * @param onlink   whether the next hop is taken to be on the link
     */
    public record KernelRoute(Cidr cidr, Optional<Ip> via, Optional<String> device, String protocol, boolean onlink, Announced announced) {}

    /** @return what is announced of a block: the block by its node, and addresses that other nodes' pods have of it */
    public List<Announced> announced(Block block) {
        List<Announced> all = new ArrayList<>();
        block.node().filter(calico.nodes()::containsKey).ifPresent(node -> all.add(new Announced(block.cidr(), node, false)));
        new TreeMap<>(block.allocations()).forEach((position, allocation) -> {
            String node = allocation.attributes().getOrDefault("node", "");
            if (!block.node().equals(Optional.of(node)) && calico.nodes().containsKey(node)) {
                all.add(new Announced(block.at(position).asCidr(), node, true));
            }
        });
        return all;
    }

    /** @return everything that is announced, by prefix */
    public List<Announced> announced() {
        return calico.blocks().values().stream().flatMap(block -> announced(block).stream()).toList();
    }

    /** What decides the way of a prefix: where filters may tell prefixes apart, each has its own. */
    private record Way(String node, Optional<Cidr> prefix, boolean exported) {}

    /** @return the path by which the speaker knows what the node announces to others: nothing of a pool with disableBGPExport, unless a filter lets it pass */
    public Optional<Path> path(Announced announced, String speaker) {
        boolean exported = pool(announced.cidr()).filter(IpPool::disableBgpExport).isEmpty();
        if (!speaker.equals(announced.node()) && !exported && !topology.filters()) {
            return Optional.empty();
        }
        Way way = new Way(announced.node(), topology.filters() ? Optional.of(announced.cidr()) : Optional.empty(), exported || !topology.filters());
        return Optional.ofNullable(paths.computeIfAbsent(way, _ -> Propagation.from(topology, (Speaker.OnNode) topology.speaker(announced.node()).orElseThrow(),
                announced.cidr(), way.exported())).get(speaker));
    }

    /** @return where the fabric sends packets for the address, if it learned of a prefix around it */
    public Optional<Announced> fabricRoute(Ip ip) {
        return topology.fabric().flatMap(fabric -> announced().stream().filter(of -> of.cidr().contains(ip))
                .filter(of -> path(of, fabric.name()).isPresent()).max(java.util.Comparator.comparing(of -> of.cidr().prefixLength())));
    }

    /** @return whether the prefix could reach the fabric if it spoke BGP: some node has a peer that does not answer */
    public Optional<IpPool> pool(Cidr cidr) {
        return calico.poolAround(cidr.network());
    }

    /** @return the route that the prefix makes in the node's kernel, empty if there is none */
    public Optional<KernelRoute> route(Announced announced, CalicoNode at) {
        Encapsulation encapsulation = pool(announced.cidr()).map(IpPool::encapsulation).orElse(Encapsulation.NONE);
        if (at.name().equals(announced.node())) {
            boolean block = !announced.borrowed() && !announced.cidr().isSingle();
            return block ? Optional.of(new KernelRoute(announced.cidr(), Optional.empty(), Optional.empty(), encapsulation.vxlan() ? "80" : "bird", false, announced))
                    : Optional.empty();
        }
        return encapsulation.vxlan() ? byFelix(announced, at, encapsulation) : byBird(announced, at, encapsulation);
    }

    /** Felix knows nodes and blocks from the datastore, not from BGP. */
    private Optional<KernelRoute> byFelix(Announced announced, CalicoNode at, Encapsulation encapsulation) {
        CalicoNode owner = calico.nodes().get(announced.node());
        if (encapsulation.plain(at.onLink(owner.ip()))) {
            return Optional.of(new KernelRoute(announced.cidr(), Optional.of(owner.ip()), Optional.of("eth0"), "80", false, announced));
        }
        return owner.vxlan().map(vtep -> new KernelRoute(announced.cidr(), Optional.of(vtep), Optional.of("vxlan.calico"), "80", true, announced));
    }

    /** A next hop that is not on the link is reached as the node reaches it: through its default route ({@code gateway recursive}). */
    private Optional<KernelRoute> byBird(Announced announced, CalicoNode at, Encapsulation encapsulation) {
        return at.up() ? path(announced, at.name()).map(path -> {
            boolean near = at.onLink(path.nextHop());
            if (!encapsulation.plain(near)) {
                return new KernelRoute(announced.cidr(), Optional.of(path.nextHop()), Optional.of("tunl0"), "bird", true, announced);
            }
            return new KernelRoute(announced.cidr(), Optional.of(near ? path.nextHop() : at.gateway()), Optional.of("eth0"), "bird", false, announced);
        }) : Optional.empty();
    }
}
