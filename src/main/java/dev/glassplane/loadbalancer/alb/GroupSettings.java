package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.AwsNames;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Cloud;
import dev.glassplane.loadbalancer.model.Scheme;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What all members of a group must agree on ({@code pkg/ingress/model_build_load_balancer.go}). Parameters of the class win over annotations.
 *
 * @param name       of the load balancer
 * @param scheme     who reaches it
 * @param dualStack  whether it has IPv6 addresses
 * @param attributes of the load balancer
 * @param groups     security groups that somebody named, by id or name
 * @param manageBackend whether the group that targets admit comes with them
 * @param webAcl     a web ACL of AWS WAF
 */
record GroupSettings(String name, Scheme scheme, boolean dualStack, Map<String, String> attributes, List<String> groups, boolean manageBackend,
                     Optional<String> webAcl) {

    private static final String FRONTEND_NLB = "enable-frontend-nlb is not modelled (limit: alb-frontend-nlb)";

    /** @throws BuildFailure if two members disagree, or a value is unknown */
    static GroupSettings of(IngressGroup group, Cloud cloud) {
        if (group.members().stream().anyMatch(member -> member.annotations().flag("enable-frontend-nlb").orElse(false))) {
            throw new BuildFailure(FRONTEND_NLB);
        }
        Scheme scheme = scheme(group);
        boolean dualStack = dualStack(group);
        return new GroupSettings(name(group, cloud, scheme), scheme, dualStack, attributes(group), groups(group), manageBackend(group), webAcl(group));
    }

    private static TreeSet<String> values(IngressGroup group, String param, String annotation) {
        return group.members().stream().flatMap(member -> member.param(param).or(() -> member.annotations().text(annotation)).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Scheme scheme(IngressGroup group) {
        TreeSet<String> words = values(group, "scheme", "scheme");
        if (words.size() > 1) {
            throw new BuildFailure("conflicting scheme: " + goSet(words));
        }
        return switch (words.isEmpty() ? "internal" : words.first()) {
            case "internet-facing" -> Scheme.INTERNET_FACING;
            case "internal" -> Scheme.INTERNAL;
            default -> throw new BuildFailure("unknown scheme: " + words.first());
        };
    }

    private static boolean dualStack(IngressGroup group) {
        TreeSet<String> words = values(group, "ipAddressType", "ip-address-type");
        if (words.size() > 1) {
            throw new BuildFailure("conflicting IPAddressType: [" + String.join(" ", words) + "]");
        }
        return switch (words.isEmpty() ? "ipv4" : words.first()) {
            case "ipv4" -> false;
            case "dualstack", "dualstack-without-public-ipv4" ->
                    throw new BuildFailure("IPAddressType " + words.first() + " is not modelled (limit: load-balancer-ipv6)");
            default -> throw new BuildFailure("unknown IPAddressType: " + words.first());
        };
    }

    private static String name(IngressGroup group, Cloud cloud, Scheme scheme) {
        TreeSet<String> names = values(group, "loadBalancerName", "load-balancer-name");
        if (names.size() > 1) {
            throw new BuildFailure("conflicting load balancer name: " + goSet(names));
        }
        if (!names.isEmpty()) {
            if (names.first().length() > AwsNames.LENGTH_MAX) {
                throw new BuildFailure("load balancer name cannot be longer than " + AwsNames.LENGTH_MAX + " characters");
            }
            return names.first();
        }
        GroupId id = group.id();
        return id.explicit() ? AwsNames.ofGroup(id.name(), cloud.place().cluster(), id.toString(), scheme.word())
                : AwsNames.of(id.namespace(), id.name(), cloud.place().cluster(), id.toString(), scheme.word());
    }

    private static Map<String, String> attributes(IngressGroup group) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (AlbIngress member : group.members()) {
            member.annotations().pairs("load-balancer-attributes").forEach((key, value) -> {
                String other = attributes.putIfAbsent(key, value);
                if (other != null && !other.equals(value)) {
                    throw new BuildFailure("conflicting attributes " + key + ": " + other + " | " + value);
                }
            });
        }
        for (JsonNode attribute : group.members().getFirst().params().path("loadBalancerAttributes")) {
            attributes.put(attribute.path("key").stringValue(""), attribute.path("value").stringValue(""));
        }
        return attributes;
    }

    private static List<String> groups(IngressGroup group) {
        return agreed(group, member -> member.annotations().list("security-groups"), "conflicting securityGroups", List::equals).orElse(List.of());
    }

    /** Compares lists that several members have. */
    static Optional<List<String>> agreed(IngressGroup group, Function<AlbIngress, Optional<List<String>>> part, String failure,
                                         java.util.function.BiPredicate<List<String>, List<String>> same) {
        List<List<String>> lists = group.members().stream().flatMap(member -> part.apply(member).stream()).toList();
        for (List<String> list : lists) {
            if (!same.test(lists.getFirst(), list)) {
                throw new BuildFailure(failure + ": " + goList(lists.getFirst()) + " | " + goList(list));
            }
        }
        return lists.stream().findFirst();
    }

    /** @return whether two lists have the same texts in any order */
    static boolean sameTexts(List<String> one, List<String> other) {
        return one.size() == other.size() && new HashSet<>(one).equals(new HashSet<>(other));
    }

    private static boolean manageBackend(IngressGroup group) {
        List<Boolean> flags = group.members().stream().flatMap(member -> member.annotations().flag("manage-backend-security-group-rules").stream())
                .distinct().toList();
        if (flags.size() > 1) {
            throw new BuildFailure("conflicting manage backend security group rules settings");
        }
        return !flags.isEmpty() && flags.getFirst();
    }

    private static Optional<String> webAcl(IngressGroup group) {
        for (AlbIngress member : group.members()) {
            Optional<String> acl = member.param("wafv2AclArn").or(() -> member.param("wafv2AclName")).or(() -> member.annotations().text("wafv2-acl-arn"))
                    .or(() -> member.annotations().text("wafv2-acl-name")).or(() -> member.annotations().text("waf-acl-id"));
            if (acl.isPresent() && !acl.get().isEmpty() && !acl.get().equals("none")) {
                return acl;
            }
        }
        return Optional.empty();
    }

    private static String goSet(Collection<String> texts) {
        return texts.stream().map(text -> text + ":{}").collect(Collectors.joining(" ", "map[", "]"));
    }

    static String goList(List<String> texts) {
        return "[" + String.join(" ", texts) + "]";
    }
}
