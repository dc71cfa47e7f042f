package dev.glassplane.linux.netfilter;

import java.util.Map;
import java.util.TreeMap;

/** Counts how many rules use each ipset, as {@code ipset list} shows it: a set that is in use cannot be destroyed. */
public final class SetReferences {

    private SetReferences() {}

    /** @return rules of both families, by name of the set; sets without one are not in it */
    public static Map<String, Integer> count(Netfilter netfilter) {
        Map<String, Integer> references = new TreeMap<>();
        for (ChainId id : netfilter.chainIds()) {
            for (Rule rule : netfilter.chain(id).orElseThrow().rules()) {
                for (Match match : rule.matches()) {
                    if (match instanceof Match.InSet m) {
                        references.merge(m.set(), 1, Integer::sum);
                    }
                }
            }
        }
        return references;
    }
}
