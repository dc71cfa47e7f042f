package dev.glassplane.loadbalancer.aws;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.model.Front;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.State;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.net.Origin;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.NetworkInterface;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stack as a load balancer that traces read: with the network interfaces and the targets that the image shows. */
public final class StackModel {

    private static final String CROSS_ZONE = "load_balancing.cross_zone.enabled";

    private StackModel() {}

    /**
     * @param stack     what is wanted
     * @param listeners of the load balancer; they name target groups of the stack
     * @param sources   who asked for it
     * @return the load balancer; it is provisioning until all its nodes are there
     */
    public static LoadBalancer of(Stack stack, List<Listener> listeners, List<Origin> sources, Cloud cloud) {
        List<LbNode> nodes = cloud.interfacesOf(stack.id()).stream().filter(of -> stack.places().stream()
                .anyMatch(place -> cloud.interfaceId(stack, place.subnet().id()).equals(of.id()))).map(of -> node(of, cloud))
                .flatMap(Optional::stream).sorted(Comparator.comparing(LbNode::zone)).toList();
        State state = nodes.size() == stack.places().size() ? State.ACTIVE : new State(State.Code.PROVISIONING, "its network interfaces are not there yet");
        Map<String, TargetGroup> groups = new LinkedHashMap<>();
        stack.targetGroups().forEach(group -> groups.put(group.name(), targetGroup(group, cloud)));
        boolean crossZone = switch (stack.kind()) {
            case APPLICATION -> true;
            case NETWORK -> stack.attributes().getOrDefault(CROSS_ZONE, "false").equals("true");
        };
        Provider provider = stack.kind() == Stack.Kind.NETWORK ? Provider.NLB : Provider.ALB;
        return new LoadBalancer(stack.name(), provider, stack.scheme(), state, Optional.of(AwsNames.loadBalancerArn(cloud.place(), stack.kind(), stack.name())),
                Optional.of(stack.dnsName(cloud.place())), new Front.Nodes(cloud.place().vpc(), nodes), stack.groupIds(cloud), crossZone, stack.attributes(),
                listeners, groups, sources);
    }

    private static Optional<LbNode> node(NetworkInterface of, Cloud cloud) {
        return of.primary().map(ip -> new LbNode(cloud.vpc().subnet(of.subnet()).map(subnet -> subnet.zone()).orElse(""), of.subnet(), of.id(), ip, of.publicIp()));
    }

    private static TargetGroup targetGroup(TargetGroupSpec group, Cloud cloud) {
        return new TargetGroup(group.name(), Optional.of(AwsNames.targetGroupArn(cloud.place(), group.name())), group.type(), group.protocol(), group.version(),
                group.port(), Optional.empty(), Optional.of(group.healthCheck()), group.preserveClientIp(), group.proxyProtocol(),
                Optional.ofNullable(group.attributes().get(CROSS_ZONE)).filter(value -> !value.equals("use_load_balancer_configuration")).map("true"::equals),
                group.attributes(), targets(group.binding().namespace(), group.name(), cloud.image()), group.origin());
    }

    /** @return targets of a TargetGroupBinding, with their health, as its status has them; none if there is no such object */
    public static List<Target> targets(String namespace, String binding, ClusterImage image) {
        return image.object(new ObjectKey(Binding.RESOURCE, namespace, binding)).stream().flatMap(stored -> Binding.of(stored).targets().stream())
                .map(entry -> target(entry)).toList();
    }

    private static Target target(TargetEntry entry) {
        Registration who = entry.target();
        String[] pod = who.pod().split("/", 2);
        return new Target(who.id(), who.node(), who.ip(), who.port(), who.zone(), entry.health(),
                pod.length < 2 ? Optional.empty() : Optional.of(new ObjectKey("pods", pod[0], pod[1])));
    }
}
