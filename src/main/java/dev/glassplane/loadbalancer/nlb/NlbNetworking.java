package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.loadbalancer.aws.BindingSpec;
import dev.glassplane.loadbalancer.aws.BindingSpec.Ingress;
import dev.glassplane.loadbalancer.aws.BindingSpec.Networking;
import dev.glassplane.loadbalancer.aws.BindingSpec.Port;
import dev.glassplane.loadbalancer.aws.Cloud;
import dev.glassplane.loadbalancer.aws.Permission;
import dev.glassplane.loadbalancer.aws.Stack;
import dev.glassplane.loadbalancer.model.HealthCheck;
import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.net.Cidr;
import dev.glassplane.vpc.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may reach the targets: the security group that load balancers share; of a load balancer without security groups its clients if targets see them, else the
 * addresses of its subnets ({@code pkg/service/model_build_target_group.go}, buildTargetGroupBindingNetworking and ...Legacy).
 */
final class NlbNetworking {

    private final ServiceObject service;
    private final Cloud cloud;
    private final Stack stack;
    private final List<Subnet> subnets;

    NlbNetworking(ServiceObject service, Cloud cloud, Stack stack, List<Subnet> subnets) {
        this.service = service;
        this.cloud = cloud;
        this.stack = stack;
        this.subnets = subnets;
    }

    Optional<Networking> of(String port, String checkPort, TargetGroup.Protocol protocol, boolean preserve) {
        boolean samePort = checkPort.equals(HealthCheck.TRAFFIC_PORT) || checkPort.equals(port);
        if (!(stack.groups() instanceof Stack.Groups.None)) {
            return stack.groups().backend() ? Optional.of(fromGroup(port, checkPort, samePort, protocol)) : Optional.empty();
        }
        boolean managed = service.annotations().flag("aws-load-balancer-manage-backend-security-group-rules").orElse(true);
        return managed ? Optional.of(fromAddresses(port, checkPort, samePort, protocol, preserve)) : Optional.empty();
    }

    private Networking fromGroup(String port, String checkPort, boolean samePort, TargetGroup.Protocol protocol) {
        List<Port> ports = new ArrayList<>(switch (protocol) {
            case TCP, TLS, HTTP, HTTPS -> List.of(new Port("TCP", port));
            case UDP -> samePort ? List.of(new Port("UDP", port), new Port("TCP", port)) : List.of(new Port("UDP", port));
            case TCP_UDP -> List.of(new Port("UDP", port), new Port("TCP", port));
        });
        if (!samePort) {
            ports.add(new Port("TCP", checkPort));
        }
        return new Networking(List.of(new Ingress(List.of(new Permission.Peer.Group(cloud.backendGroup())), ports)));
    }

    private Networking fromAddresses(String port, String checkPort, boolean samePort, TargetGroup.Protocol protocol, boolean preserve) {
        boolean udp = protocol == TargetGroup.Protocol.UDP || protocol == TargetGroup.Protocol.TCP_UDP;
        List<String> ofSubnets = subnets.stream().map(subnet -> subnet.cidr().toString()).toList();
        List<String> wanted = service.sourceRanges();
        boolean byDefault = wanted.isEmpty();
        List<String> traffic = !udp && !preserve ? ofSubnets : byDefault ? clients() : wanted;
        List<Port> ports = switch (protocol) {
            case TCP_UDP -> List.of(new Port("TCP", port), new Port("UDP", port));
            case UDP -> List.of(new Port("UDP", port));
            case TCP, TLS, HTTP, HTTPS -> List.of(new Port("TCP", port));
        };
        List<Ingress> rules = new ArrayList<>(List.of(new Ingress(blocks(traffic), ports)));
        boolean covered = protocol != TargetGroup.Protocol.UDP && samePort && (!preserve || byDefault || traffic.contains("0.0.0.0/0"));
        if (!covered) {
            rules.add(new Ingress(blocks(ofSubnets), List.of(new Port("TCP", samePort ? port : checkPort))));
        }
        return new Networking(rules);
    }

    private List<String> clients() {
        return stack.scheme() == Scheme.INTERNAL ? cloud.vpc().cidrs().getOrDefault(cloud.place().vpc(), List.of()).stream().map(Cidr::toString).toList()
                : List.of("0.0.0.0/0");
    }

    private static List<Permission.Peer> blocks(List<String> cidrs) {
        return cidrs.stream().<Permission.Peer>map(Permission.Peer.Block::new).toList();
    }
}
