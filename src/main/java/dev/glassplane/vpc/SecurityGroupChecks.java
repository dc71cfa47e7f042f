package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Protocol;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.vpc.firewall.SecurityGroup;
import dev.glassplane.vpc.firewall.Traffic;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What EC2 demands of security groups. */
final class SecurityGroupChecks {

    private static final int RULES_MAX = 60;

    private final Existing existing;
    private final FieldErrors errors;

    SecurityGroupChecks(Existing existing, FieldErrors errors) {
        this.existing = existing;
        this.errors = errors;
    }

    void group(ObjectNode object) {
        SecurityGroup group = FilterObjects.group(object);
        existing.vpc(object.path("spec"), "vpcID", "vpcRef", errors);
        if (group.name().startsWith("sg-")) {
            errors.invalid("spec.name", group.name(), "InvalidParameterValue: Value (" + group.name() + ") for parameter GroupName is invalid. Group names may not "
                    + "be in the format sg-*.");
        }
        if (group.name().equals("default") && !group.id().equals(SecurityGroup.defaultId(group.vpc()))) {
            errors.invalid("spec.name", group.name(), "InvalidParameterValue: Cannot use reserved security group name: default; the default group of "
                    + group.vpc() + " is an object of the name " + SecurityGroup.defaultId(group.vpc()));
        }
        existing.others(FilterObjects.SECURITY_GROUPS, group.id()).map(FilterObjects::group).filter(other -> other.name().equals(group.name())
                && other.vpc().equals(group.vpc())).findFirst().ifPresent(other -> errors.invalid("spec.name", group.name(), "InvalidGroup.Duplicate: The security "
                + "group '" + group.name() + "' already exists for VPC '" + group.vpc() + "': " + other.id()));
        rules(object, group, "ingressRules", group.ingress());
        rules(object, group, "egressRules", group.egress());
    }

    private void rules(ObjectNode object, SecurityGroup group, String field, List<SecurityGroup.Rule> rules) {
        List<JsonNode> permissions = Json.each(object.path("spec"), field).toList();
        for (int i = 0; i < permissions.size(); i++) {
            permission(permissions.get(i), "spec." + field + "[" + i + "]", group);
        }
        Set<String> seen = new HashSet<>();
        for (SecurityGroup.Rule rule : rules) {
            String text = rule.traffic() + ", peer " + rule.peer();
            if (!seen.add(text)) {
                errors.invalid("spec." + rule.field(), text, "InvalidPermission.Duplicate: the specified rule \"" + text + ", ALLOW\" already exists");
            }
        }
        if (rules.size() > RULES_MAX) {
            errors.invalid("spec." + field, rules.size(), "RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached; "
                    + "expected at most " + RULES_MAX + " for a direction");
        }
    }

    private void permission(JsonNode permission, String path, SecurityGroup group) {
        String word = Json.text(permission, "ipProtocol");
        OptionalInt protocol = FilterObjects.protocol(word);
        if (protocol.isEmpty()) {
            errors.invalid(path + ".ipProtocol", word, "InvalidParameterValue: Invalid value '" + word + "' for IP protocol. Unknown protocol.; expected tcp, udp, "
                    + "icmp, icmpv6, a number from 0 to 255, or -1");
        } else if (protocol.getAsInt() == Protocol.TCP.number() || protocol.getAsInt() == Protocol.UDP.number()) {
            ports(permission, path);
        }
        int peers = 0;
        peers += cidrs(permission, path, "ipRanges", "cidrIP", true);
        peers += cidrs(permission, path, "ipv6Ranges", "cidrIPv6", false);
        peers += lists(permission, path);
        peers += groups(permission, path, group);
        if (peers == 0) {
            errors.required(path, "MissingParameter: expected a peer in ipRanges, ipv6Ranges, prefixListIDs or userIDGroupPairs");
        }
    }

    private void ports(JsonNode permission, String path) {
        if (!permission.path("fromPort").isNumber() || !permission.path("toPort").isNumber()) {
            errors.required(path + (permission.path("fromPort").isNumber() ? ".toPort" : ".fromPort"),
                    "InvalidParameterValue: Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
            return;
        }
        int from = permission.path("fromPort").asInt();
        int to = permission.path("toPort").asInt();
        if (from == Traffic.ALL ? to != Traffic.ALL : to < from) {
            errors.invalid(path + ".toPort", to, "InvalidParameterValue: Invalid TCP/UDP port range (" + from + ":" + to + "); expected fromPort <= toPort");
        }
    }

    private int cidrs(JsonNode permission, String path, String list, String field, boolean v4) {
        List<JsonNode> ranges = Json.each(permission, list).toList();
        for (int i = 0; i < ranges.size(); i++) {
            String text = Json.text(ranges.get(i), field);
            if (!text.contains("/") || Cidr.tryParse(text).filter(cidr -> cidr.network().isV4() == v4).isEmpty()) {
                errors.invalid(path + "." + list + "[" + i + "]." + field, text, "InvalidParameterValue: CIDR block " + text + " is malformed; expected "
                        + (v4 ? "an IPv4 prefix such as 203.0.113.0/24" : "an IPv6 prefix such as 2001:db8::/32"));
            }
        }
        return ranges.size();
    }

    private int lists(JsonNode permission, String path) {
        List<JsonNode> lists = Json.each(permission, "prefixListIDs").toList();
        for (int i = 0; i < lists.size(); i++) {
            String id = Json.text(lists.get(i), "prefixListID");
            if (existing.find(FilterObjects.PREFIX_LISTS, id).isEmpty()) {
                errors.invalid(path + ".prefixListIDs[" + i + "].prefixListID", id, "InvalidPrefixListID.NotFound: The prefix list ID '" + id + "' does not exist; "
                        + "those of AWS itself are not modelled (limit: prefix-lists)");
            }
        }
        return lists.size();
    }

    private int groups(JsonNode permission, String path, SecurityGroup group) {
        List<JsonNode> pairs = Json.each(permission, "userIDGroupPairs").toList();
        for (int i = 0; i < pairs.size(); i++) {
            String id = Json.text(pairs.get(i), "groupID");
            String place = path + ".userIDGroupPairs[" + i + "]";
            if (Json.reference(pairs.get(i), "groupID", "groupRef").isEmpty()) {
                errors.required(place, "MissingParameter: expected groupID or groupRef");
            } else if (!id.isEmpty() && !id.equals(group.id()) && !id.equals(SecurityGroup.defaultId(group.vpc()))) {
                Optional<SecurityGroup> other = existing.find(FilterObjects.SECURITY_GROUPS, id).map(FilterObjects::group);
                if (other.isEmpty()) {
                    errors.invalid(place + ".groupID", id, "InvalidGroup.NotFound: The security group '" + id + "' does not exist; groupRef may name one that comes "
                            + "later");
                } else if (!other.get().vpc().equals(group.vpc()) && !peered(other.get().vpc(), group.vpc())) {
                    errors.invalid(place + ".groupID", id, "InvalidGroup.NotFound: You have specified two resources that belong to different networks: " + id
                            + " is of " + other.get().vpc() + ", which no active peering connection connects with " + group.vpc());
                }
            }
        }
        return pairs.size();
    }

    private boolean peered(String one, String other) {
        return existing.others(VpcReader.PEERINGS, "").map(Peering::of).anyMatch(peering -> peering.connects(one, other));
    }
}
