package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Protocol;
import dev.glassplane.vpc.firewall.Direction;
import dev.glassplane.vpc.firewall.NetworkAcl;
import dev.glassplane.vpc.firewall.Peer;
import dev.glassplane.vpc.firewall.SecurityGroup;
import dev.glassplane.vpc.firewall.SecurityGroup.Rule;
import dev.glassplane.vpc.firewall.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads SecurityGroup, NetworkACL and ManagedPrefixList objects in the shapes of ACK's EC2 kinds. */
final class FilterObjects {

    static final String SECURITY_GROUPS = "securitygroups.ec2.services.k8s.aws";
    static final String NETWORK_ACLS = "networkacls.ec2.services.k8s.aws";
    static final String PREFIX_LISTS = "managedprefixlists.ec2.services.k8s.aws";
    private static final int PROTOCOL_MAX = 255;

    private FilterObjects() {}

    static SecurityGroup group(JsonNode object) {
        JsonNode spec = object.path("spec");
        Map<String, String> tags = new LinkedHashMap<>();
        Json.each(spec, "tags").forEach(tag -> tags.put(Json.text(tag, "key"), Json.text(tag, "value")));
        return new SecurityGroup(Json.text(object.path("metadata"), "name"), Json.text(spec, "name"), Json.reference(spec, "vpcID", "vpcRef"),
                rules(spec, "ingressRules"), rules(spec, "egressRules"), tags);
    }

    /** One rule for each peer of each permission. */
    private static List<Rule> rules(JsonNode spec, String field) {
        List<Rule> rules = new ArrayList<>();
        List<JsonNode> permissions = Json.each(spec, field).toList();
        for (int i = 0; i < permissions.size(); i++) {
            JsonNode permission = permissions.get(i);
            String place = field + "[" + i + "]";
            traffic(permission).ifPresent(traffic -> peers(permission).forEach(peer -> rules.add(new Rule(place, traffic, peer))));
        }
        return rules;
    }

    private static Stream<Peer> peers(JsonNode permission) {
        Stream<Peer> ranges = Stream.concat(Json.each(permission, "ipRanges").map(range -> Json.text(range, "cidrIP")),
                Json.each(permission, "ipv6Ranges").map(range -> Json.text(range, "cidrIPv6"))).flatMap(text -> Cidr.tryParse(text).stream()).map(Peer.Range::new);
        Stream<Peer> groups = Json.each(permission, "userIDGroupPairs").map(pair -> new Peer.Group(Json.reference(pair, "groupID", "groupRef")));
        Stream<Peer> lists = Json.each(permission, "prefixListIDs").map(list -> new Peer.PrefixList(Json.text(list, "prefixListID")));
        return Stream.of(ranges, groups, lists).flatMap(peers -> peers);
    }

    private static Optional<Traffic> traffic(JsonNode permission) {
        OptionalInt protocol = protocol(Json.text(permission, "ipProtocol"));
        return protocol.isEmpty() ? Optional.empty() : Optional.of(new Traffic(protocol.getAsInt(),
                permission.path("fromPort").asInt(Traffic.ALL), permission.path("toPort").asInt(Traffic.ALL)));
    }

    static NetworkAcl acl(JsonNode object) {
        JsonNode spec = object.path("spec");
        return new NetworkAcl(Json.text(object.path("metadata"), "name"), Json.reference(spec, "vpcID", "vpcRef"),
                Json.each(spec, "associations").map(each -> Json.reference(each, "subnetID", "subnetRef")).toList(),
                Json.each(spec, "entries").flatMap(entry -> entry(entry).stream()).toList());
    }

    private static Optional<NetworkAcl.Entry> entry(JsonNode entry) {
        OptionalInt protocol = protocol(Json.text(entry, "protocol"));
        Optional<Cidr> cidr = Cidr.tryParse(Json.text(entry, "cidrBlock")).or(() -> Cidr.tryParse(Json.text(entry, "ipv6CIDRBlock")));
        if (protocol.isEmpty() || cidr.isEmpty()) {
            return Optional.empty();
        }
        boolean icmp = protocol.getAsInt() == Protocol.ICMP.number() || protocol.getAsInt() == Protocol.ICMPV6.number();
        JsonNode range = entry.path(icmp ? "icmpTypeCode" : "portRange");
        Traffic traffic = new Traffic(protocol.getAsInt(), range.path(icmp ? "type_" : "from").asInt(Traffic.ALL),
                range.path(icmp ? "code" : "to").asInt(Traffic.ALL));
        Direction direction = entry.path("egress").booleanValue(false) ? Direction.EGRESS : Direction.INGRESS;
        return Optional.of(new NetworkAcl.Entry(entry.path("ruleNumber").asInt(), direction, traffic, cidr.get(),
                Json.text(entry, "ruleAction").equalsIgnoreCase("allow")));
    }

    /** @return the number of a protocol by its number or one of the names that EC2 knows; {@link Traffic#ALL} for -1; empty for anything else */
    static OptionalInt protocol(String text) {
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "-1", "all" -> OptionalInt.of(Traffic.ALL);
            case "tcp" -> OptionalInt.of(Protocol.TCP.number());
            case "udp" -> OptionalInt.of(Protocol.UDP.number());
            case "icmp" -> OptionalInt.of(Protocol.ICMP.number());
            case "icmpv6" -> OptionalInt.of(Protocol.ICMPV6.number());
            default -> text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= PROTOCOL_MAX ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
        };
    }

    static List<Cidr> prefixList(JsonNode object) {
        return Json.each(object.path("spec"), "entries").flatMap(entry -> Cidr.tryParse(Json.text(entry, "cidr")).stream()).toList();
    }
}
