package dev.glassplane.linux.route;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import java.util.Comparator;
import java.util.List;

/** Prints policy rules as {@code ip rule show} of iproute2 6.1 does ({@code ip -6 rule show} for IPv6), the standing rules included. */
public final class IpRuleShow {

    private IpRuleShow() {}

    /** @return one line a rule, smallest priority first */
    public static String print(RoutingTables tables, Family family) {
        List<PolicyRule> rules = ordered(tables.rules(), family);
        StringBuilder text = new StringBuilder(rules.stream().anyMatch(PolicyRule::standsForLocal) ? "" : "0:\tfrom all lookup local\n");
        rules.forEach(rule -> text.append(line(rule)).append('\n'));
        text.append("32766:\tfrom all lookup main\n");
        return text.append(family == Family.IPV4 ? "32767:\tfrom all lookup default\n" : "").toString();
    }

    /** @return one rule as the tool prints it, without a line end */
    public static String line(PolicyRule rule) {
        StringBuilder text = new StringBuilder().append(rule.priority()).append(":\tfrom ").append(rule.from().map(IpRuleShow::prefix).orElse("all"));
        rule.to().ifPresent(to -> text.append(" to ").append(prefix(to)));
        if (rule.mask() != 0) {
            text.append(" fwmark 0x").append(Integer.toHexString(rule.mark()));
            text.append(rule.mask() == -1 ? "" : "/0x" + Integer.toHexString(rule.mask()));
        }
        rule.inInterface().ifPresent(name -> text.append(" iif ").append(name));
        return text.append(" lookup ").append(table(rule.table())).toString();
    }

    /** @return the rules of the family as the kernel lists and asks them: by priority, then by age */
    static List<PolicyRule> ordered(List<PolicyRule> rules, Family family) {
        return rules.stream().filter(rule -> rule.family() == family).sorted(Comparator.comparingInt(PolicyRule::priority)).toList();
    }

    static String table(int table) {
        return switch (table) {
            case 253 -> "default";
            case Route.MAIN -> "main";
            case PolicyRule.LOCAL -> "local";
            default -> Integer.toString(table);
        };
    }

    private static String prefix(Cidr cidr) {
        return cidr.isSingle() ? cidr.network().toString() : cidr.toString();
    }
}
