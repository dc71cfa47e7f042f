package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Protocol;
import dev.glassplane.registry.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What EC2 demands of network ACLs. */
final class NetworkAclChecks {

    private static final int NUMBER_MAX = 32_766;
    private static final int PORT_MAX = 65_535;
    /** The quota can be raised to it (AWS VPC user guide, "Network ACL quotas"). */
    private static final int ENTRIES_MAX = 40;

    private final Existing existing;
    private final FieldErrors errors;

    NetworkAclChecks(Existing existing, FieldErrors errors) {
        this.existing = existing;
        this.errors = errors;
    }

    void acl(ObjectNode object) {
        JsonNode spec = object.path("spec");
        existing.vpc(spec, "vpcID", "vpcRef", errors);
        associations(object, spec);
        Set<String> seen = new HashSet<>();
        int[] count = new int[2];
        List<JsonNode> entries = Json.each(spec, "entries").toList();
        for (int i = 0; i < entries.size(); i++) {
            JsonNode entry = entries.get(i);
            String path = "spec.entries[" + i + "]";
            boolean egress = entry.path("egress").booleanValue(false);
            int number = entry.path("ruleNumber").asInt(0);
            if (number < 1 || number > NUMBER_MAX) {
                errors.invalid(path + ".ruleNumber", number, "InvalidParameterValue: Value (" + number + ") for parameter ruleNumber is invalid; expected 1 to " + NUMBER_MAX);
            }
            if (!seen.add((egress ? "egress " : "ingress ") + number)) {
                errors.invalid(path + ".ruleNumber", number, "NetworkAclEntryAlreadyExists: The network acl entry identified by " + number + " already exists; "
                        + "a number is for one " + (egress ? "outbound" : "inbound") + " rule");
            }
            if (++count[egress ? 1 : 0] == ENTRIES_MAX + 1) {
                errors.invalid("spec.entries", count[egress ? 1 : 0], "NetworkAclEntryLimitExceeded: expected at most " + ENTRIES_MAX + " for a direction");
            }
            entry(entry, path);
        }
    }

    private void associations(ObjectNode acl, JsonNode spec) {
        String vpc = Json.reference(spec, "vpcID", "vpcRef");
        List<JsonNode> associations = Json.each(spec, "associations").toList();
        for (int i = 0; i < associations.size(); i++) {
            String path = "spec.associations[" + i + "]";
            Optional<ObjectNode> subnet = existing.referred(associations.get(i), path, "subnetID", "subnetRef", VpcReader.SUBNETS, "InvalidSubnetID.NotFound", "subnet", errors);
            String id = Json.reference(associations.get(i), "subnetID", "subnetRef");
            subnet.map(found -> Json.reference(found.path("spec"), "vpcID", "vpcRef")).filter(of -> !of.equals(vpc)).ifPresent(of ->
                    errors.invalid(path + ".subnetID", id, "InvalidParameterValue: network ACL and subnet belong to different networks, " + vpc + " and " + of));
            existing.others(FilterObjects.NETWORK_ACLS, Existing.name(acl)).filter(other -> FilterObjects.acl(other).subnets().contains(id)).findFirst()
                    .ifPresent(other -> errors.invalid(path + ".subnetID", id, "Resource.AlreadyAssociated: " + id + " is already associated with "
                            + Existing.name(other) + "; a subnet has one network ACL"));
        }
    }

    private void entry(JsonNode entry, String path) {
        boolean v4 = !Json.text(entry, "cidrBlock").isEmpty();
        boolean v6 = !Json.text(entry, "ipv6CIDRBlock").isEmpty();
        String field = v6 ? "ipv6CIDRBlock" : "cidrBlock";
        String text = Json.text(entry, field);
        if (v4 == v6) {
            errors.invalid(path, v4 ? "both" : "none", "InvalidParameterCombination: expected exactly one of cidrBlock and ipv6CIDRBlock");
        } else if (Cidr.tryParse(text).filter(cidr -> cidr.network().isV4() == v4).isEmpty()) {
            errors.invalid(path + "." + field, text, "InvalidParameterValue: Value (" + text + ") for parameter cidrBlock is invalid. This is not a valid CIDR block.");
        }
        String word = Json.text(entry, "protocol");
        OptionalInt protocol = FilterObjects.protocol(word);
        if (protocol.isEmpty()) {
            errors.invalid(path + ".protocol", word, "InvalidParameterValue: Invalid value '" + word + "' for IP protocol. Unknown protocol.; expected the number of a "
                    + "protocol, tcp, udp, icmp, icmpv6, or -1");
        } else if (protocol.getAsInt() == Protocol.TCP.number() || protocol.getAsInt() == Protocol.UDP.number()) {
            ports(entry.path("portRange"), path);
        } else if ((protocol.getAsInt() == Protocol.ICMP.number() || protocol.getAsInt() == Protocol.ICMPV6.number()) && !entry.path("icmpTypeCode").isObject()) {
            errors.required(path + ".icmpTypeCode", "MissingParameter: The request must contain the parameter icmpTypeCode; {type_: -1, code: -1} is for all");
        }
    }

    private void ports(JsonNode range, String path) {
        if (!range.path("from").isNumber() || !range.path("to").isNumber()) {
            errors.required(path + ".portRange", "MissingParameter: The request must contain the parameter portRange, with from and to, for TCP and UDP");
            return;
        }
        int from = range.path("from").asInt();
        int to = range.path("to").asInt();
        if (from < 0 || to > PORT_MAX || to < from) {
            errors.invalid(path + ".portRange", from + "-" + to, "InvalidParameterValue: Invalid TCP/UDP port range (" + from + ":" + to + "); expected 0 <= from <= to <= " + PORT_MAX);
        }
    }
}
