package dev.glassplane.dataplane;

import dev.glassplane.dataplane.TableModel.ChainModel;
import dev.glassplane.dataplane.TableModel.Line;
import dev.glassplane.dataplane.TableModel.OriginModel;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.ipset.IpSet;
import dev.glassplane.linux.ipset.IpSets;
import dev.glassplane.linux.ipset.IpsetPrint;
import dev.glassplane.linux.netfilter.SetReferences;
import dev.glassplane.linux.stack.HostState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A host's ipsets, as the tool prints them and as data. */
final class IpsetModel {

    private IpsetModel() {}

    static String save(HostState host) {
        return IpsetPrint.save(new IpSets(host.entries()));
    }

    static String list(HostState host) {
        Map<String, Integer> references = SetReferences.count(host.netfilter());
        return IpsetPrint.list(new IpSets(host.entries()), set -> references.getOrDefault(set, 0));
    }

    /** @return the sets by type; a set's lines are those of {@code ipset save}, with the one that makes it first */
    static TableModel of(HostState host) {
        IpSets sets = new IpSets(host.entries());
        Map<String, List<ChainModel>> byType = new java.util.TreeMap<>();
        for (Entry<String, IpSet> declaration : sets.declarations()) {
            IpSet set = declaration.value();
            List<Line> lines = new ArrayList<>();
            lines.add(new Line(1, IpsetPrint.create(set), OriginModel.of(declaration.origin())));
            sets.members(set.name()).forEach(member ->
                    lines.add(new Line(lines.size() + 1, IpsetPrint.add(set, member.key()), OriginModel.of(member.origin()))));
            byType.computeIfAbsent(set.type().word(), _ -> new ArrayList<>()).add(new ChainModel(set.name(), null, lines));
        }
        return new TableModel(byType, null);
    }
}
