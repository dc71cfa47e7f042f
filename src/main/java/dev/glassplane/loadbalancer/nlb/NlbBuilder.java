package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.AwsNames;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Cloud;
import dev.glassplane.loadbalancer.aws.DeployFailure;
import dev.glassplane.loadbalancer.aws.GroupResolver;
import dev.glassplane.loadbalancer.aws.Permission;
import dev.glassplane.loadbalancer.aws.Stack;
import dev.glassplane.loadbalancer.aws.SubnetDiscovery;
import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a Network Load Balancer of a Service, as a function of what the controller sees ({@code pkg/service/model_build_load_balancer.go},
 * {@code model_build_managed_sg.go}).
 */
final class NlbBuilder {

    private final ServiceObject service;
    private final Cloud cloud;
    private final Annotations annotations;
    private final List<NetworkInterface> existing;

    NlbBuilder(ServiceObject service, Cloud cloud) {
        this.service = service;
        this.cloud = cloud;
        this.annotations = service.annotations();
        this.existing = cloud.interfacesOf(service.stack());
    }

    /**
     * @throws BuildFailure  if the controller cannot build a model
     * @throws DeployFailure if AWS would refuse it
     */
    NlbPlan build() {
        NlbSettings.check(annotations);
        Scheme scheme = scheme();
        List<Subnet> subnets = subnets(scheme);
        ipAddressType();
        Map<String, String> attributes = attributes();
        Stack.Groups groups = groups();
        List<Stack.Place> places = places(subnets, scheme);
        Stack stack = new Stack(service.stack(), Stack.Kind.NETWORK, name(scheme), scheme, places, groups, attributes, List.of());
        return new NlbListeners(service, cloud, stack, subnets).build();
    }

    private Scheme scheme() {
        Optional<String> word = annotations.text("aws-load-balancer-scheme");
        if (word.isPresent()) {
            return switch (word.get()) {
                case "internet-facing" -> Scheme.INTERNET_FACING;
                case "internal" -> Scheme.INTERNAL;
                default -> throw new BuildFailure("unknown scheme: " + word.get());
            };
        }
        Optional<Boolean> legacy = annotations.flag("aws-load-balancer-internal");
        boolean facing = legacy.map(internal -> !internal).orElseGet(() -> existing.stream().anyMatch(of -> of.publicIp().isPresent()));
        return facing ? Scheme.INTERNET_FACING : Scheme.INTERNAL;
    }

    /** Those that are named; else those where it is already; else those that are discovered. */
    private List<Subnet> subnets(Scheme scheme) {
        SubnetDiscovery discovery = new SubnetDiscovery(cloud, Stack.Kind.NETWORK);
        Optional<List<String>> named = annotations.list("aws-load-balancer-subnets");
        if (named.isPresent()) {
            return discovery.named(named.get());
        }
        boolean facing = existing.stream().anyMatch(of -> of.publicIp().isPresent());
        return existing.isEmpty() || facing != (scheme == Scheme.INTERNET_FACING) ? discovery.discover(scheme)
                : discovery.named(existing.stream().map(NetworkInterface::subnet).toList());
    }

    private void ipAddressType() {
        String type = annotations.text("aws-load-balancer-ip-address-type").orElse("ipv4");
        if (type.equals("dualstack")) {
            throw new BuildFailure("IPAddressType dualstack is not modelled (limit: load-balancer-ipv6)");
        }
        if (!type.equals("ipv4")) {
            throw new BuildFailure("unknown IPAddressType: " + type);
        }
        if (service.ipv6()) {
            throw new BuildFailure("unsupported IPv6 configuration, lb not dual-stack");
        }
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (annotations.flag("aws-load-balancer-access-log-enabled").orElse(false)) {
            attributes.put("access_logs.s3.enabled", "true");
            annotations.text("aws-load-balancer-access-log-s3-bucket-name").ifPresent(bucket -> attributes.put("access_logs.s3.bucket", bucket));
            annotations.text("aws-load-balancer-access-log-s3-bucket-prefix").ifPresent(prefix -> attributes.put("access_logs.s3.prefix", prefix));
        }
        annotations.flag("aws-load-balancer-cross-zone-load-balancing-enabled").ifPresent(on -> attributes.put("load_balancing.cross_zone.enabled", on.toString()));
        attributes.putAll(annotations.pairs("aws-load-balancer-attributes"));
        NlbSettings.checkAttributes(attributes);
        return attributes;
    }

    private String name(Scheme scheme) {
        Optional<String> wanted = annotations.text("aws-load-balancer-name");
        if (wanted.isPresent()) {
            if (wanted.get().length() > AwsNames.LENGTH_MAX) {
                throw new BuildFailure("load balancer name cannot be longer than 32 characters");
            }
            return checked(wanted.get());
        }
        return AwsNames.of(service.key().namespace(), service.key().name(), cloud.place().cluster(), service.uid(), scheme.word());
    }

    /** What the ELB API wants of names (ELB API reference, {@code CreateLoadBalancer}). */
    private static String checked(String name) {
        if (!name.matches("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?") || name.startsWith("internal-")) {
            throw Api.validation("The load balancer name '" + name + "' can only contain characters that are alphanumeric characters and hyphens(-), must not begin "
                    + "or end with a hyphen, and must not begin with 'internal-'");
        }
        return name;
    }

    private Stack.Groups groups() {
        boolean without = annotations.flag("aws-load-balancer-disable-nlb-sg").orElse(false);
        boolean hadNone = !existing.isEmpty() && existing.stream().allMatch(of -> of.attributes().groups().isEmpty());
        if (hadNone) {
            return new Stack.Groups.None();
        }
        if (without) {
            if (!existing.isEmpty()) {
                throw new BuildFailure("conflicting security groups configuration");
            }
            return new Stack.Groups.None();
        }
        List<String> named = annotations.list("aws-load-balancer-security-groups").orElse(List.of());
        if (!named.isEmpty()) {
            return new Stack.Groups.Custom(GroupResolver.ids(named, cloud), annotations.flag("aws-load-balancer-manage-backend-security-group-rules").orElse(false));
        }
        String name = AwsNames.of(service.key().namespace(), service.key().name(), cloud.place().cluster(), service.key().name(), service.key().namespace(), service.uid());
        return new Stack.Groups.Managed(name, inbound());
    }

    private List<Permission> inbound() {
        Optional<List<String>> lists = annotations.list("aws-load-balancer-security-group-prefix-lists");
        List<String> ranges = service.sourceRanges();
        ranges.stream().filter(range -> range.contains(":")).findFirst().ifPresent(range -> {
            throw new BuildFailure("unsupported v6 cidr " + range + " when lb is not dualstack");
        });
        List<String> cidrs = ranges.isEmpty() && lists.isEmpty() ? List.of("0.0.0.0/0") : ranges;
        List<Permission> permissions = new ArrayList<>();
        for (ServiceObject.Port port : service.ports()) {
            String protocol = port.protocol().toLowerCase(java.util.Locale.ROOT);
            cidrs.forEach(cidr -> permissions.add(Permission.port(protocol, port.port(), new Permission.Peer.Block(cidr))));
            lists.orElse(List.of()).forEach(list -> permissions.add(Permission.port(protocol, port.port(), new Permission.Peer.PrefixList(list))));
        }
        return permissions.stream().distinct().toList();
    }

    private List<Stack.Place> places(List<Subnet> subnets, Scheme scheme) {
        Optional<List<String>> allocations = annotations.list("aws-load-balancer-eip-allocations");
        Optional<List<String>> addresses = annotations.list("aws-load-balancer-private-ipv4-addresses");
        if (allocations.isPresent() && scheme != Scheme.INTERNET_FACING) {
            throw new BuildFailure("EIP allocations can only be set for internet facing load balancers");
        }
        if (allocations.isPresent() && allocations.get().size() != subnets.size()) {
            throw new BuildFailure("count of EIP allocations (" + allocations.get().size() + ") and subnets (" + subnets.size() + ") must match");
        }
        List<Ip> ips = addresses.map(texts -> privateAddresses(texts, subnets, scheme)).orElse(List.of());
        List<Stack.Place> places = new ArrayList<>();
        for (int i = 0; i < subnets.size(); i++) {
            Subnet subnet = subnets.get(i);
            int index = i;
            List<Ip> inside = ips.stream().filter(ip -> subnet.cidr().contains(ip)).toList();
            if (addresses.isPresent() && inside.size() != 1) {
                throw new BuildFailure("expect one private IPv4 address configured for subnet: " + subnet.id());
            }
            places.add(new Stack.Place(subnet, inside.stream().findFirst(), allocations.map(all -> all.get(index))));
        }
        return places;
    }

    private static List<Ip> privateAddresses(List<String> texts, List<Subnet> subnets, Scheme scheme) {
        if (scheme != Scheme.INTERNAL) {
            throw new BuildFailure("private IPv4 addresses can only be set for internal load balancers");
        }
        if (texts.size() != subnets.size()) {
            throw new BuildFailure("count of private IPv4 addresses (" + texts.size() + ") and subnets (" + subnets.size() + ") must match");
        }
        return texts.stream().map(text -> {
            Ip ip = Ip.tryParse(text).orElseThrow(() -> new BuildFailure("private IPv4 addresses must be valid IP address: " + text));
            if (!ip.isV4()) {
                throw new BuildFailure("private IPv4 addresses must be valid IPv4 address: " + text);
            }
            return ip;
        }).toList();
    }
}
