package dev.glassplane.loadbalancer.aws;

import dev.glassplane.vpc.firewall.SecurityGroup;
import java.util.ArrayList;
import java.util.List;

/** Finds the security groups that an annotation names ({@code kubernetes-sigs/aws-load-balancer-controller: pkg/networking/security_group_resolver.go}). */
public final class GroupResolver {

    private GroupResolver() {}

    /**
     * @param names ids ({@code sg-...}), or values of the tag Name
     * @return ids, those that were given first
     * @throws BuildFailure if one is unknown
     */
    public static List<String> ids(List<String> names, Cloud cloud) {
        List<String> ids = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        List<String> unknown = names.stream().filter(name -> name.startsWith("sg-") && !known(name, cloud)).toList();
        unknown.stream().findFirst().ifPresent(id -> errors.add("api error InvalidGroup.NotFound: The security group '" + id + "' does not exist"));
        names.stream().filter(name -> name.startsWith("sg-")).forEach(ids::add);
        List<String> byName = names.stream().filter(name -> !name.startsWith("sg-")).toList();
        List<String> missing = byName.stream().filter(name -> named(name, cloud).isEmpty()).toList();
        if (!missing.isEmpty()) {
            errors.add("requested names [" + String.join(", ", byName) + "] but found [" + String.join(", ", byName.stream()
                    .filter(name -> !missing.contains(name)).toList()) + "]");
        }
        if (!errors.isEmpty()) {
            throw new BuildFailure("couldn't find all security groups: " + String.join(", ", errors));
        }
        byName.forEach(name -> ids.addAll(named(name, cloud)));
        return List.copyOf(ids);
    }

    private static boolean known(String id, Cloud cloud) {
        return id.equals(SecurityGroup.defaultId(cloud.place().vpc())) || cloud.vpc().filters().groups().containsKey(id);
    }

    private static List<String> named(String name, Cloud cloud) {
        return cloud.vpc().filters().groups().values().stream().filter(group -> name.equals(group.tags().get("Name")) && group.vpc().equals(cloud.place().vpc()))
                .map(SecurityGroup::id).toList();
    }
}
