package dev.glassplane.loadbalancer.aws;

import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Front;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.loadbalancer.model.State;
import dev.glassplane.net.Origin;
import dev.glassplane.vpc.NetworkInterface;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A load balancer that was made of objects which now ask for something impossible. The real one stays as it was; how it was is not kept here, so whatever reaches
 * it is not modelled.
 */
public final class Remains {

    private static final String LIMIT = "last-good-load-balancers";
    private static final String WHAT = "the load balancer stays as it was before the objects that ask for it became impossible";

    private Remains() {}

    /** @return the load balancer, empty if none was made */
    public static Optional<LoadBalancer> of(StackId stack, List<Origin> sources, Cloud cloud) {
        List<NetworkInterface> interfaces = cloud.interfacesOf(stack);
        if (interfaces.isEmpty()) {
            return Optional.empty();
        }
        String[] path = interfaces.getFirst().attributes().about().description().replaceFirst("^ELB ", "").split("/");
        Stack.Kind kind = path[0].equals(Stack.Kind.APPLICATION.word()) ? Stack.Kind.APPLICATION : Stack.Kind.NETWORK;
        String name = path.length > 1 ? path[1] : stack.name();
        Scheme scheme = interfaces.stream().anyMatch(of -> of.publicIp().isPresent()) ? Scheme.INTERNET_FACING : Scheme.INTERNAL;
        List<LbNode> nodes = interfaces.stream().flatMap(of -> of.primary().map(ip -> new LbNode(cloud.vpc().subnet(of.subnet()).map(subnet -> subnet.zone())
                .orElse(""), of.subnet(), of.id(), ip, of.publicIp())).stream()).sorted(Comparator.comparing(LbNode::zone)).toList();
        List<Listener> listeners = cloud.image().all(Binding.RESOURCE).values().stream().filter(stored -> stored.object().path("metadata").path("labels")
                        .path(stack.source().nameLabel()).stringValue("").equals(stack.localName()) && stored.object().path("metadata").path("labels")
                        .path(stack.source().namespaceLabel()).stringValue("").equals(stack.namespace()))
                .map(stored -> listener(stored.object().path("spec").path("serviceRef").path("port").asInt(0), stored.object().path("spec")
                        .path("targetGroupProtocol").stringValue("TCP"), sources.getFirst())).distinct().toList();
        return Optional.of(new LoadBalancer(name, kind == Stack.Kind.NETWORK ? Provider.NLB : Provider.ALB, scheme, State.ACTIVE,
                Optional.of(AwsNames.loadBalancerArn(cloud.place(), kind, name)), Optional.of(AwsNames.dnsName(cloud.place(), kind, name, scheme)),
                new Front.Nodes(cloud.place().vpc(), nodes), interfaces.getFirst().attributes().groups(), kind == Stack.Kind.APPLICATION, Map.of(), listeners,
                Map.of(), sources));
    }

    private static Listener listener(int port, String protocol, Origin origin) {
        ListenerProtocol spoken = switch (protocol) {
            case "UDP" -> ListenerProtocol.UDP;
            case "TCP_UDP" -> ListenerProtocol.TCP_UDP;
            default -> ListenerProtocol.TCP;
        };
        return new Listener(spoken + ":" + port, port, port, spoken, HostPattern.ANY, Optional.empty(), List.of(), Listener.Hosts.IN_ORDER,
                new Action.Unmodelled(WHAT, LIMIT), Optional.empty(), origin);
    }
}
