package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.AwsNames;
import dev.glassplane.loadbalancer.aws.BindingSpec;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Cloud;
import dev.glassplane.loadbalancer.aws.Stack;
import dev.glassplane.loadbalancer.aws.TargetGroupSpec;
import dev.glassplane.loadbalancer.model.HealthCheck;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.vpc.Subnet;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The target group of a Service port, its health check and its attributes ({@code pkg/service/model_build_target_group.go}). */
final class NlbTargetGroups {

    private static final String PRESERVE = "preserve_client_ip.enabled";
    private static final String PROXY = "proxy_protocol_v2.enabled";
    private static final String HC = "aws-load-balancer-healthcheck-";

    private final ServiceObject service;
    private final Cloud cloud;
    private final Stack stack;
    private final Annotations annotations;
    private final List<Subnet> subnets;

    NlbTargetGroups(ServiceObject service, Cloud cloud, Stack stack, List<Subnet> subnets) {
        this.service = service;
        this.cloud = cloud;
        this.stack = stack;
        this.annotations = service.annotations();
        this.subnets = subnets;
    }

    TargetGroupSpec of(ServiceObject.Port port, TargetGroup.Protocol protocol) {
        TargetGroup.Type type = type(port);
        HealthCheck check = healthCheck(type);
        Map<String, String> attributes = attributes(port);
        boolean preserve = preserve(attributes, type, protocol);
        int number = type == TargetGroup.Type.INSTANCE ? port.nodePort() : port.numericTarget() ? Integer.parseInt(port.targetPort()) : 1;
        if (number == 0) {
            throw new BuildFailure(type == TargetGroup.Type.IP ? "TargetGroup port is empty. Are you using the correct service type?"
                    : "TargetGroup port is empty. When using Instance targets, your service be must of type 'NodePort' or 'LoadBalancer'");
        }
        String name = AwsNames.of(service.key().namespace(), service.key().name(), cloud.place().cluster(), service.uid(), Integer.toString(number),
                Integer.toString(port.port()), type.word(), protocol.name(), check.protocol(), Long.toString(check.interval().toSeconds()));
        String targetPort = type == TargetGroup.Type.INSTANCE ? Integer.toString(port.nodePort()) : port.targetPort();
        BindingSpec binding = new BindingSpec(service.key().namespace(), service.key().name(), port.port(), false,
                new NlbNetworking(service, cloud, stack, subnets).of(targetPort, check.port(), protocol, preserve),
                type == TargetGroup.Type.INSTANCE ? annotations.pairs("aws-load-balancer-target-node-labels") : Map.of(),
                annotations.flag("aws-load-balancer-multi-cluster-target-group").orElse(false));
        return new TargetGroupSpec(name, type, protocol, "", number, check, preserve, attributes.get(PROXY).equals("true"), attributes, binding, service.origin(port));
    }

    private TargetGroup.Type type(ServiceObject.Port port) {
        String word = annotations.text("aws-load-balancer-nlb-target-type").orElse("instance");
        if (annotations.text("aws-load-balancer-type").orElse("").equals("nlb-ip") || word.equals("ip")) {
            return TargetGroup.Type.IP;
        }
        if (service.isType("ClusterIP")) {
            throw new BuildFailure("unsupported service type \"ClusterIP\" for load balancer target type \"" + word + "\"");
        }
        if (port.nodePort() == 0 && !service.spec().path("allocateLoadBalancerNodePorts").booleanValue(true)) {
            throw new BuildFailure("unable to support instance target type with an unallocated NodePort");
        }
        return TargetGroup.Type.INSTANCE;
    }

    private HealthCheck healthCheck(TargetGroup.Type type) {
        boolean local = type == TargetGroup.Type.INSTANCE && service.externalLocal();
        String word = annotations.text(HC + "protocol").orElse(local ? "HTTP" : "TCP");
        String protocol = word.toUpperCase(Locale.ROOT);
        if (!List.of("TCP", "HTTP", "HTTPS").contains(protocol)) {
            throw new BuildFailure("unsupported health check protocol " + word);
        }
        boolean tcp = protocol.equals("TCP");
        String port = port(annotations.text(HC + "port").orElse(local ? Integer.toString(service.spec().path("healthCheckNodePort").asInt(0))
                : HealthCheck.TRAFFIC_PORT), type);
        int interval = Api.between(annotations.number(HC + "interval").orElse(10), "healthCheckIntervalSeconds", 5, 300);
        int timeout = Api.between(annotations.number(HC + "timeout").orElse(local ? 6 : 10), "healthCheckTimeoutSeconds", 2, 120);
        if (timeout > interval) {
            throw Api.validation("Health check timeout '" + timeout + "' must be smaller than or equal to the interval '" + interval + "'");
        }
        int threshold = local ? 2 : 3;
        return new HealthCheck(protocol, port, tcp ? "" : annotations.text(HC + "path").orElse(local ? "/healthz" : "/"),
                tcp ? "" : annotations.text(HC + "success-codes").orElse("200-399"), Duration.ofSeconds(interval), Duration.ofSeconds(timeout),
                Api.between(annotations.number(HC + "healthy-threshold").orElse(threshold), "healthyThresholdCount", 2, 10),
                Api.between(annotations.number(HC + "unhealthy-threshold").orElse(threshold), "unhealthyThresholdCount", 2, 10));
    }

    /** A name is a port of the Service. */
    private String port(String word, TargetGroup.Type type) {
        if (word.equals(HealthCheck.TRAFFIC_PORT)) {
            return word;
        }
        if (word.matches("[0-9]+")) {
            return Integer.toString(Api.between(word.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(word), "healthCheckPort", 1, 65_535));
        }
        Optional<ServiceObject.Port> found = service.ports().stream().filter(port -> port.name().equals(word)).findFirst();
        if (found.isEmpty()) {
            throw new BuildFailure("failed to resolve healthCheckPort: unable to find port " + word + " on service " + service.key().qualifiedName());
        }
        if (type == TargetGroup.Type.INSTANCE) {
            return Integer.toString(found.get().nodePort());
        }
        if (!found.get().numericTarget()) {
            throw new BuildFailure("cannot use named healthCheckPort for IP TargetType when service's targetPort is a named port");
        }
        return found.get().targetPort();
    }

    private Map<String, String> attributes(ServiceObject.Port port) {
        Map<String, String> attributes = new LinkedHashMap<>(Map.of(PROXY, "false"));
        attributes.putAll(annotations.pairs("aws-load-balancer-target-group-attributes"));
        annotations.pairs("aws-load-balancer-target-group-attributes." + port.port()).forEach((key, value) -> {
            if (!value.isEmpty()) {
                attributes.put(key, value);
            }
        });
        annotations.text("aws-load-balancer-proxy-protocol-per-target-group").ifPresent(text -> {
            List<String> ports = annotations.list("aws-load-balancer-proxy-protocol-per-target-group").orElseThrow();
            ports.stream().filter(each -> !each.matches("[+-]?[0-9]+")).findFirst().ifPresent(each -> {
                throw new BuildFailure("invalid port number in proxy-protocol-per-target-group: " + each);
            });
            attributes.put(PROXY, Boolean.toString(ports.contains(Integer.toString(port.port()))));
        });
        annotations.text("aws-load-balancer-proxy-protocol").ifPresent(value -> {
            if (!value.equals("*")) {
                throw new BuildFailure("invalid value " + value + " for Load Balancer proxy protocol v2 annotation, only value currently supported is *");
            }
            attributes.put(PROXY, "true");
        });
        NlbSettings.checkGroupAttributes(attributes);
        return attributes;
    }

    /** NLB user guide, "Client IP preservation": always for UDP; else as it is set, and if it is not, for instances only. */
    private static boolean preserve(Map<String, String> attributes, TargetGroup.Type type, TargetGroup.Protocol protocol) {
        boolean always = protocol == TargetGroup.Protocol.UDP || protocol == TargetGroup.Protocol.TCP_UDP;
        String word = attributes.get(PRESERVE);
        if (word == null) {
            return always || type == TargetGroup.Type.INSTANCE;
        }
        boolean on = switch (word) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new BuildFailure("failed to parse attribute " + PRESERVE + "=" + word + ": strconv.ParseBool: parsing \"" + word + "\": invalid syntax");
        };
        if (always && !on) {
            throw Api.configuration("Client IP preservation cannot be disabled for target groups with the protocol '" + protocol + "'");
        }
        return on;
    }
}
