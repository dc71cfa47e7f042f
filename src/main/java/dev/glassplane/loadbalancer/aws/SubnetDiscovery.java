package dev.glassplane.loadbalancer.aws;

import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.vpc.Subnet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * In which subnets a load balancer goes ({@code kubernetes-sigs/aws-load-balancer-controller: pkg/networking/subnet_resolver.go}): those that somebody
 * named; else one in every zone, of those with the role's tag, or if none has it of those that reach the internet or do not, as the scheme wants it.
 */
public final class SubnetDiscovery {

    /** Tag of subnets for load balancers that face the internet. */
    public static final String PUBLIC_ROLE = "kubernetes.io/role/elb";
    /** Tag of subnets for internal load balancers. */
    public static final String INTERNAL_ROLE = "kubernetes.io/role/internal-elb";
    private static final String CLUSTER_TAGS = "kubernetes.io/cluster";
    private static final int FREE_MIN = 8;

    private final Cloud cloud;
    private final Stack.Kind kind;

    /** @param kind an ALB needs two zones */
    public SubnetDiscovery(Cloud cloud, Stack.Kind kind) {
        this.cloud = cloud;
        this.kind = kind;
    }

    /**
     * Finds subnets by role and reachability.
     *
     * @return one a zone, by id
     * @throws BuildFailure if there are too few
     */
    public List<Subnet> discover(Scheme scheme) {
        String role = scheme == Scheme.INTERNET_FACING ? PUBLIC_ROLE : INTERNAL_ROLE;
        List<Subnet> tagged = tagged(Map.of(role, List.of("", "1")));
        return choose(tagged.isEmpty() ? ofVpc().stream().filter(subnet -> cloud.vpc().reachesInternet(subnet) == (scheme == Scheme.INTERNET_FACING)).toList()
                : tagged);
    }

    /**
     * Finds subnets by tags that somebody named (IngressClassParams).
     *
     * @param tags values of each tag, one of which the subnet must have
     * @throws BuildFailure if there are too few
     */
    public List<Subnet> byTags(Map<String, List<String>> tags) {
        return choose(tagged(tags));
    }

    /**
     * @param names ids ({@code subnet-...}), or values of the tag Name, in any mixture
     * @return in the same order
     * @throws BuildFailure if one is unknown, two are of one zone, or they are too few
     */
    public List<Subnet> named(List<String> names) {
        List<Subnet> found = new ArrayList<>();
        List<String> unknownIds = names.stream().filter(name -> name.startsWith("subnet-") && cloud.vpc().subnet(name).isEmpty()).toList();
        if (!unknownIds.isEmpty()) {
            throw new BuildFailure("failed to list subnets by names or IDs: api error InvalidSubnetID.NotFound: The subnet ID '" + unknownIds.getFirst()
                    + "' does not exist");
        }
        for (String name : names) {
            List<Subnet> candidates = name.startsWith("subnet-") ? List.of(cloud.vpc().subnet(name).orElseThrow())
                    : ofVpc().stream().filter(subnet -> name.equals(subnet.tags().get("Name"))).toList();
            if (candidates.isEmpty()) {
                List<String> missing = names.stream().filter(each -> !each.startsWith("subnet-"))
                        .filter(each -> ofVpc().stream().noneMatch(subnet -> each.equals(subnet.tags().get("Name")))).distinct().toList();
                throw new BuildFailure("failed to list subnets by names or IDs: couldn't find all subnets, missing names: " + go(missing));
            }
            int used = (int) names.subList(0, found.size()).stream().filter(name::equals).count();
            if (used >= candidates.size()) {
                throw new BuildFailure("failed to list subnets by names or IDs: subnet with Name tag \"" + name + "\" requested " + (used + 1)
                        + " times but only " + candidates.size() + " subnet(s) found with that name");
            }
            found.add(candidates.get(used));
        }
        return checked(found);
    }

    private List<Subnet> checked(List<Subnet> found) {
        if (found.isEmpty()) {
            throw new BuildFailure("unable to resolve at least one subnet");
        }
        Map<String, List<Subnet>> byZone = found.stream().collect(Collectors.groupingBy(Subnet::zone, TreeMap::new, Collectors.toList()));
        byZone.forEach((zone, subnets) -> {
            if (subnets.size() > 1) {
                throw new BuildFailure("multiple subnets in same Availability Zone " + zone + ": " + go(subnets.stream().map(Subnet::id).toList()));
            }
        });
        enough(found);
        return List.copyOf(found);
    }

    private void enough(List<Subnet> subnets) {
        if (subnets.size() < kind.zonesMin()) {
            throw new BuildFailure("subnets count less than minimal required count: " + subnets.size() + " < " + kind.zonesMin());
        }
    }

    private List<Subnet> ofVpc() {
        return cloud.vpc().subnets().values().stream().filter(subnet -> subnet.vpc().equals(cloud.place().vpc())).sorted(Comparator.comparing(Subnet::id)).toList();
    }

    private List<Subnet> tagged(Map<String, List<String>> tags) {
        return ofVpc().stream().filter(subnet -> tags.entrySet().stream().allMatch(tag -> subnet.tags().containsKey(tag.getKey())
                && tag.getValue().contains(subnet.tags().get(tag.getKey())))).toList();
    }

    private List<Subnet> choose(List<Subnet> candidates) {
        List<Subnet> ofOthers = candidates.stream().filter(this::ofOtherClusters).toList();
        List<Subnet> full = candidates.stream().filter(subnet -> !ofOthers.contains(subnet) && cloud.finder().map(subnet).free() < FREE_MIN).toList();
        Map<String, Subnet> byZone = new LinkedHashMap<>();
        candidates.stream().filter(subnet -> !ofOthers.contains(subnet) && !full.contains(subnet))
                .sorted(Comparator.comparing((Subnet subnet) -> !subnet.tags().containsKey(cloud.place().clusterTag())).thenComparing(Subnet::id))
                .forEach(subnet -> byZone.putIfAbsent(subnet.zone(), subnet));
        if (byZone.isEmpty()) {
            throw new BuildFailure("unable to resolve at least one subnet. Evaluated " + candidates.size() + " subnets: " + ofOthers.size()
                    + " are tagged for other clusters, and " + full.size() + " have insufficient available IP addresses");
        }
        List<Subnet> chosen = byZone.values().stream().sorted(Comparator.comparing(Subnet::id)).toList();
        enough(chosen);
        return chosen;
    }

    private boolean ofOtherClusters(Subnet subnet) {
        return !subnet.tags().containsKey(cloud.place().clusterTag()) && subnet.tags().keySet().stream().anyMatch(tag -> tag.startsWith(CLUSTER_TAGS));
    }

    private static String go(List<String> texts) {
        return "[" + String.join(" ", texts) + "]";
    }
}
