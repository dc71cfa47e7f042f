package dev.glassplane.dataplane;

import dev.glassplane.dataplane.TableModel.ChainModel;
import dev.glassplane.dataplane.TableModel.Line;
import dev.glassplane.dataplane.TableModel.OriginModel;
import dev.glassplane.dataplane.TableModel.SetModel;
import dev.glassplane.linux.netfilter.Chain;
import dev.glassplane.linux.netfilter.NftRuleset;
import dev.glassplane.linux.netfilter.NftTables;
import dev.glassplane.linux.netfilter.RuleText;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.linux.stack.HostState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of nft: chains with their rules, sets and maps with their elements. */
final class NftModel {

    private NftModel() {}

    /** @return what {@code nft list ruleset} prints of the tables that iptables does not own */
    static String list(HostState host) {
        return NftRuleset.print(host.netfilter(), new NftTables(host.entries()));
    }

    static TableModel of(HostState host) {
        Map<String, List<ChainModel>> tables = new LinkedHashMap<>();
        Map<String, List<SetModel>> sets = new LinkedHashMap<>();
        NftTables keyed = new NftTables(host.entries());
        NftRuleset.chains(host.netfilter()).forEach((table, chains) -> {
            tables.put(NftRuleset.name(table), chains.stream().map(NftModel::chain).toList());
            sets.put(NftRuleset.name(table), sets(table, keyed));
        });
        return new TableModel(tables, null, sets);
    }

    private static ChainModel chain(Chain chain) {
        List<Line> rules = new ArrayList<>();
        chain.rules().forEach(rule -> rules.add(new Line(rules.size() + 1, RuleText.of(chain.id(), rule), OriginModel.of(rule.origin()))));
        return new ChainModel(chain.id().name(), chain.base().map(base -> base.accept() ? "ACCEPT" : "DROP").orElse(null),
                chain.base().map(NftRuleset::base).orElse(null), rules);
    }

    private static List<SetModel> sets(TableId table, NftTables keyed) {
        return keyed.sets(table).stream().map(set -> {
            List<Line> elements = new ArrayList<>();
            keyed.elements(table, set.key()).forEach(element ->
                    elements.add(new Line(elements.size() + 1, NftRuleset.element(element), OriginModel.of(element.origin()))));
            return new SetModel(set.key(), NftRuleset.declaration(set.value()), elements);
        }).toList();
    }
}
