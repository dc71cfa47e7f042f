package dev.glassplane.loadbalancer.aws;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.firewall.SecurityGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which rules TargetGroupBindings need in the security groups of their targets
 * ({@code kubernetes-sigs/aws-load-balancer-controller: pkg/networking/networking_manager.go}).
 */
final class TargetRules {

    private final Cloud cloud;
    private final ClusterImage image;
    private final Map<String, SortedSet<Permission>> byGroup = new HashMap<>();

    TargetRules(Cloud cloud) {
        this.cloud = cloud;
        this.image = cloud.image();
    }

    /**
     * Adds what a binding needs. An interface without groups of its own (docs/limits.md, security-groups-open) needs nothing: everything passes it.
     *
     * @throws DeployFailure if it cannot be told which group of an interface is the one for rules
     */
    void add(Binding binding, List<Registration> targets) {
        if (binding.networking().isEmpty()) {
            return;
        }
        Map<String, TreeSet<String>> podsOf = new TreeMap<>();
        for (Registration target : targets) {
            cloud.vpc().holderOf(target.ip()).flatMap(this::endpointGroup).ifPresent(group -> podsOf.computeIfAbsent(group, _ -> new TreeSet<>()).add(target.pod()));
        }
        podsOf.forEach((group, pods) -> binding.networking().get().ingress().forEach(rule -> permissions(rule, pods)
                .forEach(permission -> byGroup.computeIfAbsent(group, _ -> new TreeSet<>()).add(permission))));
    }

    /** Rules for a security group are widened to one range of ports for each protocol; those for prefixes stay as they are. */
    SortedMap<String, List<Permission>> rules() {
        SortedMap<String, List<Permission>> rules = new TreeMap<>();
        byGroup.forEach((group, permissions) -> {
            Map<String, Permission> widened = new TreeMap<>();
            permissions.stream().filter(permission -> permission.peer() instanceof Permission.Peer.Group).forEach(permission ->
                    widened.merge(permission.peer() + permission.protocol(), permission, (one, other) -> new Permission(one.protocol(),
                            Math.min(one.from(), other.from()), Math.max(one.to(), other.to()), one.peer())));
            rules.put(group, Stream.concat(widened.values().stream(), permissions.stream().filter(permission -> !(permission.peer() instanceof Permission.Peer.Group)))
                    .sorted().toList());
        });
        return rules;
    }

    private Optional<String> endpointGroup(NetworkInterface of) {
        List<SecurityGroup> groups = cloud.vpc().groupsOf(of);
        if (groups.size() <= 1) {
            return groups.stream().map(SecurityGroup::id).findFirst();
        }
        List<String> tagged = groups.stream().filter(group -> group.tags().containsKey(cloud.place().clusterTag())).map(SecurityGroup::id).sorted().toList();
        if (tagged.size() != 1) {
            throw new DeployFailure("expected exactly one securityGroup tagged with " + cloud.place().clusterTag() + " for eni " + of.id() + ", got: ["
                    + String.join(" ", tagged) + "] (clusterName: " + cloud.place().cluster() + ")");
        }
        return Optional.of(tagged.getFirst());
    }

    private Stream<Permission> permissions(BindingSpec.Ingress rule, Set<String> pods) {
        List<BindingSpec.Port> ports = rule.ports().isEmpty() ? List.of(new BindingSpec.Port("TCP", "")) : rule.ports();
        return rule.from().stream().flatMap(peer -> ports.stream().flatMap(port -> {
            String protocol = port.protocol().toLowerCase(java.util.Locale.ROOT);
            return port.port().isEmpty() ? Stream.of(Permission.all(protocol, peer))
                    : numbers(port.port(), pods).map(number -> Permission.port(protocol, number, peer));
        }));
    }

    /** A named port is what the containers of the pods call so; it may be another number in each of them. */
    private Stream<Integer> numbers(String port, Set<String> pods) {
        return port.matches("[0-9]+") ? Stream.of(Integer.valueOf(port)) : pods.stream().filter(name -> name.contains("/"))
                .flatMap(name -> image.pod(name.substring(0, name.indexOf('/')), name.substring(name.indexOf('/') + 1)).stream())
                .flatMap(pod -> pod.containerPorts().stream()).filter(each -> each.name().equals(port)).map(Pod.ContainerPort::port).distinct();
    }
}
