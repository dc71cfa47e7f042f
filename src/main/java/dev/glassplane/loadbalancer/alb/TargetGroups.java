package dev.glassplane.loadbalancer.alb;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.AwsNames;
import dev.glassplane.loadbalancer.aws.BindingSpec;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Cloud;
import dev.glassplane.loadbalancer.aws.Permission;
import dev.glassplane.loadbalancer.aws.TargetGroupSpec;
import dev.glassplane.loadbalancer.model.HealthCheck;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.net.Origin;
import dev.glassplane.store.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Target groups of one load balancer, made as rules ask for them, each once ({@code pkg/ingress/model_build_target_group.go}). */
final class TargetGroups {

    private final Cloud cloud;
    private final GroupId group;
    private final boolean backendGroup;
    private final boolean dualStack;
    private final Map<String, TargetGroupSpec> made = new LinkedHashMap<>();

    /**
     * @param backendGroup whether the load balancer has the security group that targets admit
     * @param dualStack    whether it has IPv6 addresses
     */
    TargetGroups(Cloud cloud, GroupId group, boolean backendGroup, boolean dualStack) {
        this.cloud = cloud;
        this.group = group;
        this.backendGroup = backendGroup;
        this.dualStack = dualStack;
    }

    /** @return all that were asked for */
    List<TargetGroupSpec> specs() {
        return List.copyOf(made.values());
    }

    /**
     * @param port number or name
     * @return name of the target group
     * @throws BuildFailure if an annotation is wrong or the Service has no such port
     */
    String of(AlbIngress ingress, Service service, String port) {
        String id = ingress.name() + "-" + service.key().name() + ":" + port;
        TargetGroupSpec found = made.get(id);
        if (found == null) {
            found = make(ingress, service, port);
            made.put(id, found);
        }
        return found.name();
    }

    /** Annotations of the Service win over those of the Ingress, and parameters of the class over both. */
    private TargetGroupSpec make(AlbIngress ingress, Service service, String port) {
        Service.Port servicePort = portOf(service, port);
        Annotations annotations = ingress.annotations().overriddenBy(service.annotations());
        TargetGroup.Type type = type(ingress, annotations);
        TargetGroup.Protocol protocol = protocol(annotations.text("backend-protocol").orElse("HTTP"), "backend protocol must be within [HTTP, HTTPS]: ");
        String version = version(annotations.text("backend-protocol-version").orElse("HTTP1"));
        HealthCheck check = HealthChecks.of(annotations, service, type, protocol, version);
        boolean ipv6 = ipv6(service);
        int targetPort = targetPort(type, servicePort);
        if (targetPort == 0) {
            throw new BuildFailure(type == TargetGroup.Type.IP ? "TargetGroup port is empty. Are you using the correct service type?"
                    : "TargetGroup port is empty. When using Instance targets, your service be must of type 'NodePort' or 'LoadBalancer'");
        }
        String name = AwsNames.of(service.key().namespace(), service.key().name(), cloud.place().cluster(), group.toString(), ingress.key().namespace(),
                ingress.key().name(), service.uid(), port, String.valueOf(targetPort), type.word(), protocol.name(), version);
        Map<String, String> nodeLabels = type == TargetGroup.Type.INSTANCE ? annotations.pairs("target-node-labels") : Map.of();
        BindingSpec binding = new BindingSpec(service.key().namespace(), service.key().name(), servicePort.port(), ipv6,
                networking(type, servicePort, check), nodeLabels, annotations.flag("multi-cluster-target-group").orElse(false));
        return new TargetGroupSpec(name, type, protocol, version, targetPort, check, false, false, annotations.pairs("target-group-attributes"), binding,
                new Origin(AlbIngress.COMPONENT, "Service", service.key().namespace(), service.key().name() + ":" + port, "Ingress " + ingress.name()));
    }

    static Service.Port portOf(Service service, String port) {
        boolean number = port.matches("[0-9]+");
        return service.ports().stream().filter(each -> number ? String.valueOf(each.port()).equals(port) : each.name().equals(port)).findFirst()
                .orElseThrow(() -> new BuildFailure("unable to find port " + port + " on service " + service.key().namespace() + "/" + service.key().name()));
    }

    private static TargetGroup.Type type(AlbIngress ingress, Annotations annotations) {
        String word = ingress.param("targetType").or(() -> annotations.text("target-type")).orElse("instance");
        return switch (word) {
            case "instance" -> TargetGroup.Type.INSTANCE;
            case "ip" -> TargetGroup.Type.IP;
            default -> throw new BuildFailure("unknown targetType: " + word);
        };
    }

    static TargetGroup.Protocol protocol(String word, String failure) {
        return switch (word) {
            case "HTTP" -> TargetGroup.Protocol.HTTP;
            case "HTTPS" -> TargetGroup.Protocol.HTTPS;
            default -> throw new BuildFailure(failure + (failure.endsWith(" ") ? word : ""));
        };
    }

    private static String version(String word) {
        if (!List.of("HTTP1", "HTTP2", "GRPC").contains(word)) {
            throw new BuildFailure("backend protocol version must be within [HTTP1, HTTP2, GRPC]: " + word);
        }
        return word;
    }

    /** @throws BuildFailure if the Service is of IPv6 and the load balancer is not */
    private boolean ipv6(Service service) {
        ClusterImage image = cloud.image();
        boolean ipv6 = image.object(new ObjectKey("services", service.key().namespace(), service.key().name()))
                .filter(stored -> stored.object().path("spec").path("ipFamilies").valueStream().anyMatch(family -> family.stringValue("").equals("IPv6")))
                .isPresent();
        if (ipv6 && !dualStack) {
            throw new BuildFailure("unsupported IPv6 configuration, lb not dual-stack");
        }
        return ipv6;
    }

    /** The port is not in the way of packets, since targets have their own: 1 stands for a name. */
    private static int targetPort(TargetGroup.Type type, Service.Port port) {
        return type == TargetGroup.Type.INSTANCE ? port.nodePort() : port.targetPort().matches("[0-9]+") ? Integer.parseInt(port.targetPort()) : 1;
    }

    private Optional<BindingSpec.Networking> networking(TargetGroup.Type type, Service.Port port, HealthCheck check) {
        if (!backendGroup) {
            return Optional.empty();
        }
        String traffic = type == TargetGroup.Type.INSTANCE ? String.valueOf(port.nodePort()) : port.targetPort();
        Stream<String> ports = check.port().equals(HealthCheck.TRAFFIC_PORT) ? Stream.of(traffic) : Stream.of(traffic, check.port());
        return Optional.of(new BindingSpec.Networking(ports.map(each -> new BindingSpec.Ingress(List.of(new Permission.Peer.Group(cloud.backendGroup())),
                List.of(new BindingSpec.Port("TCP", each)))).toList()));
    }
}
