package dev.glassplane.dataplane;

import dev.glassplane.dataplane.Contribution.PodNamespace;
import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.EntrySet;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.netfilter.RuleSet;
import dev.glassplane.linux.route.AddressTable;
import dev.glassplane.linux.route.FdbEntry;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Neighbor;
import dev.glassplane.linux.route.PolicyRule;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.route.RoutingTables;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.store.ObjectKey;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/** The states of all nodes, each merged from the programmers' tables when it is first asked for. Never changes; safe for all threads. */
final class NodeStates extends AbstractMap<String, NodeState> {

    private final Set<String> names;
    private final List<ProgrammedTables<?>> tables;
    private final ConcurrentHashMap<String, NodeState> merged = new ConcurrentHashMap<>();

    /**
     * @param nodes  by name; not to be changed any more
     * @param tables of the programmers, in their order
     */
    NodeStates(SortedMap<String, NodeFacts> nodes, List<ProgrammedTables<?>> tables) {
        this.names = nodes.keySet();
        this.tables = List.copyOf(tables);
    }

    /** @return states where a node for which nothing changed keeps the state that it has here, if that was asked for */
    NodeStates next(SortedMap<String, NodeFacts> nodes, List<ProgrammedTables<?>> nextTables) {
        NodeStates next = new NodeStates(nodes, nextTables);
        if (nextTables.size() == tables.size()) {
            merged.forEach((name, state) -> {
                if (nodes.containsKey(name) && next.sameFor(name, tables)) {
                    next.merged.put(name, state);
                }
            });
        }
        return next;
    }

    private boolean sameFor(String name, List<ProgrammedTables<?>> others) {
        for (int i = 0; i < tables.size(); i++) {
            if (!tables.get(i).sameFor(name, others.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public NodeState get(Object name) {
        return name instanceof String text && names.contains(text) ? merged.computeIfAbsent(text, this::merge) : null;
    }

    @Override
    public boolean containsKey(Object name) {
        return name instanceof String text && names.contains(text);
    }

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public Set<Entry<String, NodeState>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, NodeState>> iterator() {
                return names.stream().map(name -> Map.entry(name, get(name))).iterator();
            }

            @Override
            public int size() {
                return names.size();
            }
        };
    }

    private NodeState merge(String name) {
        List<RuleSet> rules = new ArrayList<>();
        List<EntrySet> entries = new ArrayList<>();
        List<Contribution> others = new ArrayList<>();
        for (ProgrammedTables<?> ofProgrammer : tables) {
            collect(ofProgrammer, name, rules, entries, others);
        }
        List<Link> links = new ArrayList<>();
        List<InterfaceAddress> addresses = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        List<PolicyRule> policyRules = new ArrayList<>();
        List<Neighbor> neighbors = new ArrayList<>();
        List<FdbEntry> fdb = new ArrayList<>();
        Map<String, String> sysctls = new HashMap<>();
        Map<ObjectKey, PodNamespace> pods = new HashMap<>();
        for (Contribution other : others) {
            links.addAll(other.links());
            addresses.addAll(other.addresses());
            routes.addAll(other.routes());
            policyRules.addAll(other.rules());
            neighbors.addAll(other.neighbors());
            fdb.addAll(other.fdb());
            sysctls.putAll(other.sysctls());
            pods.putAll(other.pods());
        }
        Entries keyed = Entries.of(entries);
        RoutingTables routing = new RoutingTables(links, () -> join(addresses, AddressTable.in(keyed)), routes, policyRules, neighbors, fdb);
        return new NodeState(name, new HostState(name, Netfilter.of(rules), keyed, routing, sysctls), Map.copyOf(pods));
    }

    private static List<InterfaceAddress> join(List<InterfaceAddress> some, List<InterfaceAddress> others) {
        List<InterfaceAddress> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /** Non-rule contributions of one programmer go by cause, whichever layer holds them. */
    private static <C> void collect(ProgrammedTables<C> tables, String node, List<RuleSet> rules, List<EntrySet> entries,
                                    List<Contribution> others) {
        var byCause = new java.util.TreeMap<C, Contribution>(tables.order());
        for (Layer<C> layer : tables.layers(node)) {
            if (!layer.rules().chains().isEmpty()) {
                rules.add(layer.rules());
            }
            if (!layer.entries().isEmpty()) {
                entries.add(layer.entries());
            }
            byCause.putAll(layer.other());
        }
        others.addAll(byCause.values());
    }
}
