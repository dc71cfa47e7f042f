package dev.glassplane.vpc.firewall;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.firewall.Ruling.Layer;
import dev.glassplane.vpc.firewall.Ruling.Matched;
import dev.glassplane.vpc.firewall.Ruling.Verdict;
import dev.glassplane.vpc.firewall.SecurityGroup.Rule;
import java.util.List;
import java.util.Optional;

/** Asks security groups and network ACLs. */
public final class Firewall {

    private Firewall() {}

    /**
     * Every rule of every group counts alike: one that admits the packet suffices. The first one found is named.
     *
     * @param eni    interface, for the answer's words
     * @param groups its groups, at least one
     */
    public static Ruling ask(String eni, List<SecurityGroup> groups, Direction direction, Flow flow, Members members) {
        int passed = 0;
        List<String> asked = groups.stream().map(SecurityGroup::id).toList();
        for (SecurityGroup group : groups) {
            for (Rule rule : group.rules(direction)) {
                if (rule.traffic().matches(flow) && (admits(rule.peer(), flow.other(direction), members)
                        || direction == Direction.INGRESS && flow.via().filter(via -> rule.peer() instanceof Peer.Group && admits(rule.peer(), via, members)).isPresent())) {
                    Matched matched = new Matched(group.id(), rule.field(), rule.text(direction));
                    return new Ruling(Layer.SECURITY_GROUP, eni, asked, direction, Verdict.ALLOWED, Optional.of(matched), passed, flow,
                            "security group " + group.id() + " of " + eni + ": " + rule.field() + " matches: " + rule.text(direction));
                }
                passed++;
            }
        }
        String which = (groups.size() == 1 ? "security group " : "security groups ")
                + String.join(", ", asked) + " of " + eni;
        String needed = "; it would take " + flow.text(direction) + (flow.other(direction).isV4() ? "/32" : "/128");
        return passed == 0
                ? new Ruling(Layer.SECURITY_GROUP, eni, asked, direction, Verdict.NO_RULES, Optional.empty(), 0, flow,
                        which + ": no " + direction.word() + " rules" + needed)
                : new Ruling(Layer.SECURITY_GROUP, eni, asked, direction, Verdict.DENIED, Optional.empty(), passed, flow, which + ": no "
                        + direction.word() + " rule (of " + passed + ") admits " + flow.text(direction) + needed);
    }

    private static boolean admits(Peer peer, Ip other, Members members) {
        return switch (peer) {
            case Peer.Range(Cidr cidr) -> cidr.contains(other);
            case Peer.Group(String id) -> members.inGroup(other, id);
            case Peer.PrefixList(String id) -> members.prefixList(id).stream().anyMatch(cidr -> cidr.contains(other));
        };
    }

    /** The entry with the lowest number that matches decides; behind them all stands {@code *}, which denies. */
    public static Ruling ask(String subnet, NetworkAcl acl, Direction direction, Flow flow) {
        List<NetworkAcl.Entry> entries = acl.entries().stream().filter(entry -> entry.direction() == direction).toList();
        String which = "network ACL " + acl.id() + " of " + subnet + ": " + direction.word() + " rule ";
        int passed = 0;
        for (NetworkAcl.Entry entry : entries) {
            if (entry.matches(flow)) {
                return new Ruling(Layer.NETWORK_ACL, subnet, List.of(acl.id()), direction, entry.allow() ? Verdict.ALLOWED : Verdict.DENIED,
                        Optional.of(new Matched(acl.id(), Integer.toString(entry.number()), entry.text())), passed, flow,
                        which + entry.number() + " matches: " + entry.text() + (entry.allow() ? "" : "; the packet is " + flow.text(direction)));
            }
            passed++;
        }
        return new Ruling(Layer.NETWORK_ACL, subnet, List.of(acl.id()), direction, Verdict.DENIED, Optional.of(new Matched(acl.id(), "*", "deny all traffic")), passed, flow,
                which + "* denies " + flow.text(direction) + (passed == 0 ? ": there is no other" : ": no numbered rule (of " + passed + ") matches"));
    }
}
