package dev.glassplane.calico.bgp;

import dev.glassplane.calico.BgpFilter;
import dev.glassplane.calico.CalicoNode;
import dev.glassplane.calico.bgp.BgpTopology.Link;
import dev.glassplane.calico.bgp.Path.Learned;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How what one node announces spreads: every speaker keeps the best path that it hears of and tells its peers, within the rules of BGP: nothing learned
 * from the same AS goes on inside it but through route reflectors (RFC 4456), and no path passes an AS or a cluster of reflectors twice. Filters of a session
 * come before what is exported without them; all prefixes of a node that no filter tells apart take the same way.
 */
final class Propagation {

    private static final String DEVICE = "eth0";

    private final BgpTopology topology;
    private final CalicoNode origin;
    private final Cidr prefix;
    private final boolean exported;
    private final Map<String, Path> best = new HashMap<>();
    private final Map<String, Map<String, Path>> heard = new HashMap<>();

    private Propagation(BgpTopology topology, Speaker.OnNode origin, Cidr prefix, boolean exported) {
        this.topology = topology;
        this.prefix = prefix;
        this.exported = exported;
        this.origin = origin.node();
        best.put(origin.name(), new Path(Learned.LOCAL, this.origin.ip(), List.of(), Optional.empty(), this.origin.ip(), List.of()));
        spread(origin);
    }

    /**
     * @param prefix   what the node announces
     * @param exported whether it passes where no filter speaks of it: its pool is exported
     * @return the best path of every speaker that knows of it, by name; of none if the node is down
     */
    static Map<String, Path> from(BgpTopology topology, Speaker.OnNode origin, Cidr prefix, boolean exported) {
        return origin.node().up() ? new Propagation(topology, origin, prefix, exported).best : Map.of();
    }

    private void spread(Speaker origin) {
        ArrayDeque<Speaker> changed = new ArrayDeque<>(List.of(origin));
        while (!changed.isEmpty()) {
            Speaker from = changed.poll();
            Path path = best.get(from.name());
            for (Link link : topology.linksOf(from)) {
                Optional<Path> told = Optional.ofNullable(path).flatMap(known -> tell(from, link, known));
                if (hear(link.to(), from, told)) {
                    changed.add(link.to());
                }
            }
        }
    }

    /** @return whether the listener's best path is another now */
    private boolean hear(Speaker listener, Speaker from, Optional<Path> told) {
        Map<String, Path> of = heard.computeIfAbsent(listener.name(), _ -> new HashMap<>());
        Path before = told.isPresent() ? of.put(from.name(), told.get()) : of.remove(from.name());
        if (told.equals(Optional.ofNullable(before)) || listener.name().equals(origin.name())) {
            return false;
        }
        Path was = best.get(listener.name());
        Optional<Path> now = of.values().stream().min(Path.BETTER);
        now.ifPresentOrElse(path -> best.put(listener.name(), path), () -> best.remove(listener.name()));
        return !now.equals(Optional.ofNullable(was));
    }

    private Optional<Path> tell(Speaker from, Link link, Path path) {
        Speaker to = link.to();
        if (path.from().equals(Optional.of(to.name())) || !passes(link, path)) {
            return Optional.empty();
        }
        return from.asNumber() == to.asNumber() ? inside(from, to, path) : outside(from, link, path);
    }

    /** Who tells filters first, then who is told; a route that was told has the node's one device. */
    private boolean passes(Link link, Path path) {
        boolean told = path.learned() != Learned.LOCAL;
        return BgpFilter.verdict(link.exports(), false, prefix, told, told ? Optional.of(DEVICE) : Optional.empty()).orElse(exported)
                && BgpFilter.verdict(link.imports(), true, prefix, true, Optional.of(DEVICE)).orElse(true);
    }

    private Optional<Path> inside(Speaker from, Speaker to, Path path) {
        List<String> clusters = path.clusters();
        if (path.learned() == Learned.INTERNAL) {
            boolean client = from.reflectsFor(to) || path.from().flatMap(topology::speaker).filter(from::reflectsFor).isPresent();
            if (from.clusterId().isEmpty() || !client || to.name().equals(origin.name())) {
                return Optional.empty();
            }
            clusters = new ArrayList<>(clusters);
            clusters.addFirst(from.clusterId().get());
        }
        if (to.clusterId().filter(clusters::contains).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Path(Learned.INTERNAL, path.nextHop(), path.asPath(), Optional.of(from.name()), address(from, to), clusters));
    }

    private Optional<Path> outside(Speaker from, Link link, Path path) {
        List<Long> asPath = new ArrayList<>(path.asPath());
        asPath.addFirst(from.asNumber());
        if (asPath.contains(link.to().asNumber())) {
            return Optional.empty();
        }
        Ip self = address(from, link.to());
        return Optional.of(new Path(Learned.EXTERNAL, link.keepNextHop() ? path.nextHop() : self, asPath, Optional.of(from.name()), self, List.of()));
    }

    /** The fabric has an address on every node's link. */
    private static Ip address(Speaker of, Speaker to) {
        return switch (of) {
            case Speaker.OnNode on -> on.node().ip();
            case Speaker.Fabric _ -> ((Speaker.OnNode) to).node().gateway();
        };
    }
}
