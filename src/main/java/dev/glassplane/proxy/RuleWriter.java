package dev.glassplane.proxy;

import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects iptables rules of one cause in one family, chain by chain. */
public final class RuleWriter {

    private final Family family;
    private final TableId nat;
    private final TableId filter;
    private final Map<ChainId, List<Rule>> chains = new LinkedHashMap<>();

    /** @param family of the tables */
    public RuleWriter(Family family) {
        this.family = family;
        nat = TableId.iptables(family, "nat");
        filter = TableId.iptables(family, "filter");
    }

    /** @return of the tables */
    public Family family() {
        return family;
    }

    /** Appends a rule to a chain of the nat table. */
    public void nat(String chain, Origin origin, Statement statement, Match... matches) {
        rules(new ChainId(nat, chain)).add(new Rule(origin, List.of(matches), statement));
    }

    /** Appends a rule to a chain of the filter table. */
    public void filter(String chain, Origin origin, Statement statement, Match... matches) {
        rules(new ChainId(filter, chain)).add(new Rule(origin, List.of(matches), statement));
    }

    /** Makes the chain exist, with or without rules. */
    public void declare(String table, String chain) {
        rules(new ChainId(TableId.iptables(family, table), chain));
    }

    private List<Rule> rules(ChainId chain) {
        return chains.computeIfAbsent(chain, id -> new ArrayList<>(4));
    }

    /** @return what was written, one part a chain, all under this key */
    public List<ChainPart> parts(String orderKey) {
        return chains.entrySet().stream().map(entry -> ChainPart.of(entry.getKey(), orderKey, entry.getValue())).toList();
    }

    /** @return the matches without those that are null: optional conditions are written in place */
    public static Match[] matches(Match... matches) {
        List<Match> present = new ArrayList<>(matches.length);
        for (Match match : matches) {
            if (match != null) {
                present.add(match);
            }
        }
        return present.toArray(Match[]::new);
    }
}
