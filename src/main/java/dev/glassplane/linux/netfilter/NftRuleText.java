package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Spells rules as {@code nft list ruleset} 1.0.6 does. */
public final class NftRuleText {

    private NftRuleText() {}

    /**
     * @return one rule without indentation and line end
     * @throws IllegalArgumentException if the rule holds a construct that only iptables has
     */
    public static String rule(ChainId chain, Rule rule) {
        Family family = chain.table().family();
        List<String> words = new ArrayList<>();
        String comment = "";
        for (Match match : rule.matches()) {
            if (match instanceof Match.Comment(String text)) {
                comment = " comment \"" + text + '"';
            } else {
                words.add(match(match, family));
            }
        }
        String statement = statement(rule.statement());
        if (rule.statement() instanceof Statement.VerdictMap map) {
            statement = PacketField.text(map.key(), family) + " vmap @" + map.map();
        } else if (rule.statement() instanceof Statement.UpdateSet update) {
            statement = "update @" + update.set() + " { " + update.field().text(family) + " }";
        }
        if (!statement.isEmpty()) {
            words.add(statement);
        }
        return String.join(" ", words) + comment;
    }

    private static String match(Match match, Family family) {
        return switch (match) {
            case Match.Source m -> PacketField.SOURCE.text(family) + " " + not(m.negated()) + cidr(m.cidr());
            case Match.Destination m -> PacketField.DESTINATION.text(family) + " " + not(m.negated()) + cidr(m.cidr());
            case Match.InInterface m -> "iifname " + not(m.negated()) + device(m.name());
            case Match.OutInterface m -> "oifname " + not(m.negated()) + device(m.name());
            case Match.ProtocolIs m -> "meta l4proto " + (m.negated() ? "!= " : "") + m.protocol().word();
            case Match.DestinationPort m -> m.protocol().word() + " dport " + not(m.negated())
                    + (m.from() == m.to() ? "" + m.from() : m.from() + "-" + m.to());
            case Match.ConnectionState m -> states(m);
            case Match.MarkIs m -> mark("meta mark", m.value(), m.mask(), m.negated());
            case Match.ConnectionMarkIs m -> mark("ct mark", m.value(), m.mask(), m.negated());
            case Match.SourceIsLocal m -> "fib saddr " + (m.limitIfaceOut() ? ". oif " : "") + "type " + not(m.negated()) + "local";
            case Match.DestinationIsLocal m when !m.limitIfaceIn() -> "fib daddr type " + not(m.negated()) + "local";
            case Match.InNftSet m -> PacketField.text(m.key(), family) + " " + not(m.negated()) + "@" + m.set();
            case Match.Counter _ -> "counter packets 0 bytes 0";
            case Match.AddressIn m -> m.field().text(family) + " " + not(m.negated()) + AddressRanges.text(m.cidrs());
            case Match.DestinationIsLocal _, Match.Comment _, Match.ProtocolModule _, Match.Probability _, Match.RecentSet _, Match.RecentCheck _,
                 Match.Accounting _, Match.InSet _, Match.Multiport _, Match.FromBridgePort _, Match.ByVirtualServer _ -> throw ofIptables(match);
        };
    }

    private static String not(boolean negated) {
        return negated ? "!= " : "";
    }

    private static String cidr(Cidr cidr) {
        return AddressRanges.text(List.of(cidr));
    }

    private static String device(String name) {
        return '"' + (name.endsWith("+") ? name.substring(0, name.length() - 1) + "*" : name) + '"';
    }

    private static String mark(String what, int value, int mask, boolean negated) {
        return mask == -1 ? what + " " + not(negated) + hex(value) : what + " & " + hex(mask) + (negated ? " != " : " == ") + hex(value);
    }

    /** nft lists states by their bits in the kernel: invalid, established, related, new, untracked. */
    private static String states(Match.ConnectionState match) {
        List<ConnectionStateWord> order = List.of(ConnectionStateWord.INVALID, ConnectionStateWord.ESTABLISHED, ConnectionStateWord.RELATED,
                ConnectionStateWord.NEW, ConnectionStateWord.UNTRACKED);
        if (!order.containsAll(match.words())) {
            throw ofIptables(match);
        }
        return "ct state " + not(match.negated())
                + order.stream().filter(match.words()::contains).map(word -> word.name().toLowerCase(java.util.Locale.ROOT)).collect(Collectors.joining(","));
    }

    /** @return a statement that reads the same in both families: a verdict of a map among them */
    static String statement(Statement statement) {
        return switch (statement) {
            case Statement.Jump s -> "jump " + s.chain();
            case Statement.Goto s -> "goto " + s.chain();
            case Statement.Return _ -> "return";
            case Statement.Accept _ -> "accept";
            case Statement.Drop _ -> "drop";
            case Statement.Reject s -> reject(s.with());
            case Statement.Dnat s -> "dnat to " + s.to();
            case Statement.Snat s -> "snat to " + s.to() + switch (s.port()) {
                case KEEP -> "";
                case RANDOM -> " random";
                case RANDOM_FULLY -> " fully-random";
            };
            case Statement.Masquerade s -> "masquerade" + (s.randomFully() ? " fully-random" : "");
            case Statement.SetMark s -> "meta mark set " + changed("meta mark", s.value(), s.mask());
            case Statement.SetConnectionMark s -> "ct mark set " + changed("ct mark", s.value(), s.mask());
            case Statement.CopyConnectionMark s -> "meta mark set ct mark & " + hex(s.mask());
            case Statement.RandomVerdict s -> random(s.verdicts());
            case Statement.Nothing _ -> "";
            case Statement.VerdictMap s -> "vmap @" + s.map();
            case Statement.UpdateSet s -> "update @" + s.set();
            case Statement.RestoreMark _, Statement.Log _ -> throw ofIptables(statement);
        };
    }

    /** {@code (mark and not mask) xor value}: nft has a word each for or, and, xor and set. */
    private static String changed(String what, int value, int mask) {
        if (mask == -1) {
            return hex(value);
        }
        if (mask == 0) {
            return what + " ^ " + hex(value);
        }
        if (mask == value) {
            return what + " | " + hex(value);
        }
        String kept = what + " & " + hex(~mask);
        return value == 0 ? kept : kept + " ^ " + hex(value);
    }

    private static String reject(String with) {
        return switch (with) {
            case "icmp-port-unreachable", "icmp6-port-unreachable" -> "reject";
            case "tcp-reset" -> "reject with tcp reset";
            default -> throw new IllegalArgumentException("reject with " + with + ": expected icmp-port-unreachable, icmp6-port-unreachable or tcp-reset");
        };
    }

    private static String random(List<Statement> verdicts) {
        StringBuilder text = new StringBuilder("numgen random mod ").append(verdicts.size()).append(" vmap { ");
        for (int i = 0; i < verdicts.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(i).append(" : ").append(statement(verdicts.get(i)));
        }
        return text.append(" }").toString();
    }

    private static String hex(int value) {
        return String.format("0x%08x", value);
    }

    private static IllegalArgumentException ofIptables(Object construct) {
        return new IllegalArgumentException("an nft rule cannot hold what is iptables' alone: " + construct);
    }
}
