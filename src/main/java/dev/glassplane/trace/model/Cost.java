package dev.glassplane.trace.model;

import java.util.Collection;

/**
 * What the kernel did for the packet.
 *
 * @param rulesEvaluated netfilter rules asked, with or without a match
 * @param rulesMatched   netfilter rules that matched
 * @param lookups        route look-ups
 * @param mapLookups     keyed tables asked: nft sets and maps, ipsets, virtual servers, BPF maps
 * @param hashProbes     probes that those needed
 */
public record Cost(int rulesEvaluated, int rulesMatched, int lookups, int mapLookups, int hashProbes) {

    /** Nothing. */
    public static final Cost NONE = new Cost(0, 0, 0, 0, 0);

    /** @return the cost of these steps */
    static Cost of(Collection<Step> steps) {
        int evaluated = 0;
        int matched = 0;
        int lookups = 0;
        int mapLookups = 0;
        int probes = 0;
        for (Step step : steps) {
            switch (step) {
                case Step.RuleMatched rule -> {
                    evaluated += rule.skipped() + 1;
                    matched++;
                }
                case Step.ChainEnded end -> evaluated += end.skipped();
                case Step.Routed _ -> lookups++;
                case Step.LookedUp map -> {
                    mapLookups++;
                    probes += map.lookup().probes();
                }
                case Step.Decided _, Step.Resolved _, Step.Sent _, Step.Arrived _, Step.Tracked _, Step.Translated _, Step.Left _, Step.Received _, Step.Fabric _,
                     Step.Filtered _, Step.Logged _, Step.Bridged _, Step.Encapsulated _, Step.Decapsulated _,
                     Step.Balanced _, Step.Connected _, Step.Heard _ -> { }
            }
        }
        return new Cost(evaluated, matched, lookups, mapLookups, probes);
    }

    /** @return both together */
    public Cost plus(Cost other) {
        return new Cost(rulesEvaluated + other.rulesEvaluated, rulesMatched + other.rulesMatched, lookups + other.lookups,
                mapLookups + other.mapLookups, hashProbes + other.hashProbes);
    }
}
