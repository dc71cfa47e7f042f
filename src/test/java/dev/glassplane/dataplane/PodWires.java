package dev.glassplane.dataplane;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.route.RoutingTables;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import dev.glassplane.store.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A small pod network for tests: a route, a rule and a namespace a pod, on the pod's node alone; not on nodes labelled {@code bare}. */
final class PodWires implements NodeProgrammer<ObjectKey, Pod> {

    @Override
    public String component() {
        return "wires";
    }

    @Override
    public boolean runsOn(NodeFacts node, ClusterImage image) {
        return !node.labels().containsKey("bare");
    }

    @Override
    public Set<ObjectKey> causes(ClusterImage image) {
        return image.pods().keySet();
    }

    @Override
    public Set<ObjectKey> affected(ClusterDelta delta, ClusterImage image) {
        Set<ObjectKey> pods = new HashSet<>(delta.touched());
        pods.removeIf(key -> !key.resource().equals("pods"));
        return pods;
    }

    @Override
    public Optional<Pod> view(ObjectKey cause, ClusterImage image) {
        return Optional.ofNullable(image.pods().get(cause)).filter(pod -> !pod.ips().isEmpty());
    }

    @Override
    public Optional<Set<String>> only(ObjectKey cause, Pod pod) {
        return Optional.of(Set.of(pod.nodeName()));
    }

    @Override
    public Object reads(ObjectKey cause, Pod pod, NodeFacts node) {
        return pod.nodeName().equals(node.name());
    }

    @Override
    public Contribution program(ObjectKey cause, Pod pod, NodeFacts node) {
        if (!pod.nodeName().equals(node.name())) {
            return Contribution.NONE;
        }
        Origin origin = new Origin("wires", "Pod", cause.namespace(), cause.name(), "wire");
        Rule rule = new Rule(origin, List.of(new Match.Source(pod.ips().getFirst().asCidr(), false)), new Statement.Accept());
        ChainPart part = ChainPart.of(new ChainId(TableId.iptables(Family.IPV4, "filter"), "FORWARD"), "700-" + cause, List.of(rule));
        HostState inside = new HostState(cause.name(), Netfilter.EMPTY, RoutingTables.EMPTY, Map.of());
        return Contribution.ofChains(List.of(part)).withRoutes(
                List.of(Route.onLink(origin, Route.MAIN, pod.ips().getFirst().asCidr(), "veth-" + cause.name())), List.of(), List.of())
                .withPods(Map.of(cause, new Contribution.PodNamespace("veth-" + cause.name(), "eth0", inside)));
    }
}
