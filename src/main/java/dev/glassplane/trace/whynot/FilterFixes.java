package dev.glassplane.trace.whynot;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.VpcFabric;
import dev.glassplane.vpc.firewall.Direction;
import dev.glassplane.vpc.firewall.Ruling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Edits of the security group or network ACL that denied a packet: one rule more, no wider than needed. */
final class FilterFixes {

    private static final String GROUP = "ec2.services.k8s.aws";
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final int NUMBER_MAX = 32_766;
    private static final int STEP = 10;
    /** Ports of Linux clients, and of whatever else answers can go to. */
    private static final int[] LINUX = {32_768, 60_999};
    private static final int[] ANY = {1024, 65_535};

    private final ClusterImage image;
    private final VpcFabric fabric;
    private final Ruling ruling;
    private final Packet packet;
    private final Ip other;
    private final List<Fix> fixes = new ArrayList<>();

    private FilterFixes(ClusterImage image, VpcFabric fabric, Ruling ruling) {
        this.image = image;
        this.fabric = fabric;
        this.ruling = ruling;
        this.packet = ruling.flow().packet();
        this.other = ruling.flow().other(ruling.direction());
    }

    /** @param ruling that denied the packet */
    static List<Fix> of(ClusterImage image, VpcFabric fabric, Ruling ruling) {
        FilterFixes grammar = new FilterFixes(image, fabric, ruling);
        switch (ruling.layer()) {
            case SECURITY_GROUP -> grammar.groups();
            case NETWORK_ACL -> grammar.acl();
        }
        return grammar.fixes;
    }

    private static Optional<Stored> object(ClusterImage image, String plural, String name) {
        return image.object(new ObjectKey(plural + "." + GROUP, "", name));
    }

    private String cidr() {
        return other + "/" + (other.isV4() ? IPV4_BITS : IPV6_BITS);
    }

    /** The first group of the interface gets the rule: for the other end's own group, if it has one, and for its address alone. */
    private void groups() {
        Optional<Stored> group = fabric.groupsOf(ruling.on()).stream().flatMap(id -> object(image, "securitygroups", id).stream()).findFirst();
        if (group.isEmpty()) {
            return;
        }
        fabric.holderOf(other).flatMap(holder -> fabric.groupsOf(holder.eni()).stream().findFirst()).ifPresent(id -> permit(group.get(), id, rule ->
                rule.putArray("userIDGroupPairs").addObject().put("groupID", id)));
        permit(group.get(), cidr(), rule -> rule.putArray(other.isV4() ? "ipRanges" : "ipv6Ranges").addObject().put(other.isV4() ? "cidrIP" : "cidrIPv6", cidr()));
    }

    private void permit(Stored group, String peer, java.util.function.Consumer<ObjectNode> peers) {
        String field = ruling.direction() == Direction.INGRESS ? "ingressRules" : "egressRules";
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ArrayNode rules = patch.putObject("spec").putArray(field);
        group.object().path("spec").path(field).forEach(rules::add);
        ObjectNode rule = rules.addObject().put("ipProtocol", protocol());
        if (packet.protocol().hasPorts()) {
            rule.put("fromPort", packet.destinationPort()).put("toPort", packet.destinationPort());
        } else {
            rule.put("fromPort", -1).put("toPort", -1);
        }
        peers.accept(rule);
        String port = packet.protocol().hasPorts() ? " " + packet.destinationPort() : "";
        fixes.add(fix(group, "SecurityGroup", patch, "let security group " + group.key().name() + " admit " + ruling.direction().word() + " " + protocol() + port + " "
                + ruling.direction().preposition() + " " + peer));
    }

    private void acl() {
        fabric.aclOf(ruling.on()).flatMap(id -> object(image, "networkacls", id)).ifPresent(acl -> {
            boolean egress = ruling.direction() == Direction.EGRESS;
            Set<Integer> taken = acl.object().path("spec").path("entries").valueStream()
                    .filter(entry -> entry.path("egress").asBoolean(false) == egress).map(entry -> entry.path("ruleNumber").asInt()).collect(Collectors.toSet());
            number(taken).ifPresent(number -> allow(acl, number));
        });
    }

    /** A number before the rule that denied it; behind all others if that was the last one. */
    private Optional<Integer> number(Set<Integer> taken) {
        String place = ruling.rule().map(Ruling.Matched::place).orElse("*");
        if (place.equals("*")) {
            int next = (taken.stream().max(Integer::compare).orElse(0) / STEP + 1) * STEP;
            return next <= NUMBER_MAX ? Optional.of(next) : Optional.empty();
        }
        for (int number = Integer.parseInt(place) - 1; number > 0; number--) {
            if (!taken.contains(number)) {
                return Optional.of(number);
            }
        }
        return Optional.empty();
    }

    private void allow(Stored acl, int number) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ArrayNode entries = patch.putObject("spec").putArray("entries");
        acl.object().path("spec").path("entries").forEach((JsonNode entry) -> entries.add(entry));
        ObjectNode entry = entries.addObject().put("ruleNumber", number).put("egress", ruling.direction() == Direction.EGRESS).put("protocol", protocol())
                .put("ruleAction", "allow").put(other.isV4() ? "cidrBlock" : "ipv6CIDRBlock", cidr());
        String ports = "";
        if (packet.protocol().hasPorts()) {
            int port = packet.destinationPort();
            int[] range = !ruling.flow().answer() ? new int[] {port, port} : port >= LINUX[0] && port <= LINUX[1] ? LINUX : ANY;
            entry.putObject("portRange").put("from", range[0]).put("to", range[1]);
            ports = range[0] == range[1] ? " " + range[0] : " " + range[0] + "-" + range[1];
        } else {
            entry.putObject("icmpTypeCode").put("type_", -1).put("code", -1);
        }
        fixes.add(fix(acl, "NetworkACL", patch, "let network ACL " + acl.key().name() + " allow " + ruling.direction().word() + " " + protocol() + ports + " "
                + ruling.direction().preposition() + " " + cidr() + " (rule " + number + ")" + (ruling.flow().answer() ? ", for answers" : "")));
    }

    private static Fix fix(Stored before, String kind, ObjectNode patch, String sentence) {
        return new Fix(before.key(), kind, patch, ImageEdit.put(before.key(), ServiceFixes.merged(before.object(), patch)), sentence);
    }

    private String protocol() {
        return packet.protocol() == Protocol.SCTP ? Integer.toString(Protocol.SCTP.number()) : packet.protocol().name().toLowerCase(java.util.Locale.ROOT);
    }
}
