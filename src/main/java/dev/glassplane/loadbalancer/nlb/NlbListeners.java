package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.AwsNames;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Certificates;
import dev.glassplane.loadbalancer.aws.Cloud;
import dev.glassplane.loadbalancer.aws.DeployFailure;
import dev.glassplane.loadbalancer.aws.Stack;
import dev.glassplane.loadbalancer.aws.TargetGroupSpec;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.vpc.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One listener for each port of the Service, with its target group ({@code pkg/service/model_build_listener.go}). */
final class NlbListeners {

    private static final String DEFAULT_POLICY = "ELBSecurityPolicy-2016-08";
    private static final List<String> ALPN = List.of("None", "HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred");

    private final ServiceObject service;
    private final Cloud cloud;
    private final Stack stack;
    private final Annotations annotations;
    private final NlbTargetGroups groups;

    NlbListeners(ServiceObject service, Cloud cloud, Stack stack, List<Subnet> subnets) {
        this.service = service;
        this.cloud = cloud;
        this.stack = stack;
        this.annotations = service.annotations();
        this.groups = new NlbTargetGroups(service, cloud, stack, subnets);
    }

    NlbPlan build() {
        Map<Integer, List<ServiceObject.Port>> byNumber = new LinkedHashMap<>();
        service.ports().forEach(port -> byNumber.computeIfAbsent(port.port(), _ -> new ArrayList<>()).add(port));
        boolean merge = annotations.flag("aws-load-balancer-enable-tcp-udp-listener").orElse(false);
        List<Listener> listeners = new ArrayList<>();
        Set<TargetGroupSpec> specs = new LinkedHashSet<>();
        for (List<ServiceObject.Port> ports : byNumber.values()) {
            if (ports.size() > 1 && !merge) {
                throw DeployFailure.api("DuplicateListener", "A listener already exists on this port for this load balancer '"
                        + AwsNames.loadBalancerArn(cloud.place(), Stack.Kind.NETWORK, stack.name()) + "'");
            }
            TargetGroupSpec group = groups.of(ports.getFirst(), protocol(ports));
            specs.add(group);
            listeners.add(listener(ports, group));
        }
        return new NlbPlan(new Stack(stack.id(), stack.kind(), stack.name(), stack.scheme(), stack.places(), stack.groups(), stack.attributes(), List.copyOf(specs)),
                listeners);
    }

    /** Spoken to targets. */
    private TargetGroup.Protocol protocol(List<ServiceObject.Port> ports) {
        if (ports.size() > 1) {
            List<String> words = ports.stream().map(ServiceObject.Port::protocol).sorted().toList();
            if (!words.equals(List.of("TCP", "UDP"))) {
                throw new BuildFailure(ports.size() != 2 ? "can only merge two ports, not " + ports.size() + " (" + words + ")"
                        : words.contains("SCTP") ? "unsupported protocol for merging: SCTP" : "protocols can't match for merging: " + words.getFirst());
            }
            return TargetGroup.Protocol.TCP_UDP;
        }
        return switch (ports.getFirst().protocol()) {
            case "TCP" -> tls(ports.getFirst()) && annotations.text("aws-load-balancer-backend-protocol").orElse("").equals("ssl") ? TargetGroup.Protocol.TLS
                    : TargetGroup.Protocol.TCP;
            case "UDP" -> TargetGroup.Protocol.UDP;
            default -> throw Api.validation("1 validation error detected: Value '" + ports.getFirst().protocol() + "' at 'protocol' failed to satisfy constraint: "
                    + "Member must satisfy enum value set: [TCP, UDP, TCP_UDP, TLS, HTTP, HTTPS, GENEVE, QUIC, TCP_QUIC]");
        };
    }

    /** TLS ends here if there is a certificate, and the port is one of those named or none is. */
    private boolean tls(ServiceObject.Port port) {
        List<String> ports = annotations.list("aws-load-balancer-ssl-ports").orElse(List.of());
        return !certificates().isEmpty() && (ports.isEmpty() || ports.contains(Integer.toString(port.port())) || !port.name().isEmpty() && ports.contains(port.name()));
    }

    private List<String> certificates() {
        return annotations.list("aws-load-balancer-ssl-cert").orElse(List.of());
    }

    private Listener listener(List<ServiceObject.Port> ports, TargetGroupSpec group) {
        ServiceObject.Port port = ports.getFirst();
        ListenerProtocol protocol = ports.size() > 1 ? ListenerProtocol.TCP_UDP : port.protocol().equals("UDP") ? ListenerProtocol.UDP
                : tls(port) ? ListenerProtocol.TLS : ListenerProtocol.TCP;
        Optional<Tls> tls = Optional.of(protocol).filter(ListenerProtocol::encrypted).map(_ -> settings());
        String name = protocol + ":" + port.port();
        listenerAttributes(protocol, port.port());
        return new Listener(name, port.port(), port.port(), protocol, HostPattern.ANY, tls, List.of(), Listener.Hosts.IN_ORDER, Action.Forward.to(group.name()),
                Optional.of(AwsNames.listenerArn(cloud.place(), Stack.Kind.NETWORK, stack.name(), name)), service.origin(port));
    }

    private Tls settings() {
        String alpn = annotations.text("aws-load-balancer-alpn-policy").orElse("None");
        if (!ALPN.contains(alpn)) {
            throw new BuildFailure("invalid ALPN policy " + alpn + ", policy must be one of [" + String.join(", ", ALPN) + "]");
        }
        certificates().stream().filter(arn -> !arn.startsWith("arn:")).findFirst().ifPresent(arn -> {
            throw Api.validation("'" + arn + "' is not a valid certificate ARN");
        });
        Certificates acm = Certificates.of(cloud.image());
        return new Tls(Tls.Mode.TERMINATE, certificates().stream().map(acm::certificate).toList(), Optional.empty(),
                annotations.text("aws-load-balancer-ssl-negotiation-policy").orElse(DEFAULT_POLICY));
    }

    private void listenerAttributes(ListenerProtocol protocol, int port) {
        annotations.pairs("aws-load-balancer-listener-attributes." + protocol + "-" + port).keySet().stream().filter(key -> !key.equals("tcp.idle_timeout.seconds"))
                .findFirst().ifPresent(key -> {
                    throw Api.validation("Listener attribute key '" + key + "' is not recognized");
                });
    }
}
