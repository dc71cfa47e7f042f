package dev.glassplane.cni.bgp;

import static dev.glassplane.cni.bgp.FelixChain.FILTER;

import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The chains that lead to a pod's own by its device. Pods whose devices agree in the first character after what all have in common share a chain in
 * between ({@code projectcalico/calico: felix/rules/dispatch.go}).
 */
final class DispatchChains {

    private static final Origin DISPATCH = Origin.of(FelixProgrammer.COMPONENT, "way to the pod's own chain");
    private static final Origin UNKNOWN = Origin.of(FelixProgrammer.COMPONENT, "a device of no known pod");

    private DispatchChains() {}

    /** @param veths devices of the node's pods, sorted */
    static List<ChainPart> of(List<String> veths) {
        List<ChainPart> parts = new ArrayList<>(chains(StaticChains.FROM_PODS, "cali-fw-", veths, name -> new Match.InInterface(name, false)));
        parts.addAll(chains(StaticChains.TO_PODS, "cali-tw-", veths, name -> new Match.OutInterface(name, false)));
        return parts;
    }

    private static List<ChainPart> chains(String root, String prefix, List<String> veths, Function<String, Match> match) {
        String common = common(veths);
        SortedMap<String, List<String>> bins = new TreeMap<>();
        veths.forEach(veth -> bins.computeIfAbsent(veth.substring(0, Math.min(veth.length(), common.length() + 1)), _ -> new ArrayList<>()).add(veth));
        List<ChainPart> parts = new ArrayList<>();
        FelixChain chain = FelixChain.of(FILTER, root);
        bins.forEach((bin, names) -> {
            if (names.size() == 1) {
                leaf(chain, prefix, names.getFirst(), match);
            } else {
                String child = root + "-" + bin.substring(common.length());
                chain.rule(DISPATCH, "", new Statement.Goto(child), match.apply(bin + "+"));
                FelixChain below = FelixChain.of(FILTER, child);
                names.forEach(name -> leaf(below, prefix, name, match));
                parts.add(unknown(below));
            }
        });
        parts.add(unknown(chain));
        return parts;
    }

    private static void leaf(FelixChain chain, String prefix, String veth, Function<String, Match> match) {
        chain.rule(DISPATCH, "", new Statement.Goto(Names.chain(prefix, veth)), match.apply(veth));
    }

    private static ChainPart unknown(FelixChain chain) {
        return chain.rule(UNKNOWN, "Unknown interface", new Statement.Drop()).part();
    }

    private static String common(List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        String first = names.getFirst();
        String last = names.getLast();
        int length = 0;
        while (length < Math.min(first.length(), last.length()) && first.charAt(length) == last.charAt(length)) {
            length++;
        }
        return first.substring(0, length);
    }
}
