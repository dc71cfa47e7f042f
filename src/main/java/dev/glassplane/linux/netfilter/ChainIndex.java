package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leads past the rules of a long chain that cannot match, by the one destination address or the one destination port that a rule asks for. A
 * rule is led past only if nothing before that condition has an effect, so a walk with the index equals a walk without it, counts included.
 */
final class ChainIndex {

    /** Chains of fewer rules are walked one by one. */
    static final int WORTH_RULES = 16;

    private static final int[] NONE = {};

    private record Port(Protocol protocol, int number) {}

    private final Map<Ip, int[]> byDestination;
    private final Map<Port, int[]> byPort;
    private final int[] others;

    private ChainIndex(Map<Ip, int[]> byDestination, Map<Port, int[]> byPort, int[] others) {
        this.byDestination = byDestination;
        this.byPort = byPort;
        this.others = others;
    }

    static ChainIndex of(List<Rule> rules) {
        Map<Ip, List<Integer>> destinations = new HashMap<>();
        Map<Port, List<Integer>> ports = new HashMap<>();
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Ip destination = destination(rules.get(i));
            Port port = destination == null ? port(rules.get(i)) : null;
            List<Integer> list = destination != null ? destinations.computeIfAbsent(destination, _ -> new ArrayList<>(2))
                    : port != null ? ports.computeIfAbsent(port, _ -> new ArrayList<>(2)) : others;
            list.add(i);
        }
        return new ChainIndex(frozen(destinations), frozen(ports), array(others));
    }

    /** iptables asks conditions on the IP header before all others, so this one never hides an effect. */
    private static Ip destination(Rule rule) {
        for (Match match : rule.matches()) {
            if (match instanceof Match.InNftSet) {
                return null; // nft asks in the order of the rule, and asking a set is told
            }
            if (match instanceof Match.Destination d && !d.negated() && d.cidr().isSingle()) {
                return d.cidr().network();
            }
        }
        return null;
    }

    private static Port port(Rule rule) {
        for (Match match : rule.matches()) {
            switch (match) {
                case Match.DestinationPort p -> {
                    return p.negated() || p.from() != p.to() ? null : new Port(p.protocol(), p.from());
                }
                case Match.RecentSet _, Match.Probability _, Match.InSet _, Match.InNftSet _ -> {
                    return null;
                }
                case Match.Source _, Match.Destination _, Match.InInterface _, Match.OutInterface _, Match.ProtocolIs _, Match.Comment _,
                     Match.ProtocolModule _, Match.ConnectionState _, Match.MarkIs _, Match.ConnectionMarkIs _, Match.Multiport _, Match.SourceIsLocal _,
                     Match.DestinationIsLocal _, Match.RecentCheck _, Match.Accounting _, Match.FromBridgePort _, Match.ByVirtualServer _, Match.AddressIn _,
                     Match.Counter _ -> { }
            }
        }
        return null;
    }

    private static <K> Map<K, int[]> frozen(Map<K, List<Integer>> lists) {
        Map<K, int[]> arrays = HashMap.newHashMap(lists.size());
        lists.forEach((key, list) -> arrays.put(key, array(list)));
        return arrays;
    }

    private static int[] array(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    Candidates candidates(Packet packet) {
        return new Candidates(byDestination.getOrDefault(packet.destination(), NONE),
                byPort.getOrDefault(new Port(packet.protocol(), packet.destinationPort()), NONE), others);
    }

    /** The indexes of rules that can match one packet, ascending in three lists. */
    static final class Candidates {

        /** Every rule. */
        static final Candidates ALL = new Candidates(NONE, NONE, NONE);

        private final int[] first;
        private final int[] second;
        private final int[] third;

        private Candidates(int[] first, int[] second, int[] third) {
            this.first = first;
            this.second = second;
            this.third = third;
        }

        /** @return the first candidate at or after {@code from}, or {@code end} */
        int next(int from, int end) {
            if (this == ALL) {
                return from;
            }
            return Math.min(next(first, from, end), Math.min(next(second, from, end), next(third, from, end)));
        }

        private static int next(int[] sorted, int from, int end) {
            int found = Arrays.binarySearch(sorted, from);
            int at = found >= 0 ? found : -found - 1;
            return at < sorted.length ? sorted[at] : end;
        }
    }
}
