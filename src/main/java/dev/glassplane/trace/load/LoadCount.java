package dev.glassplane.trace.load;

import dev.glassplane.linux.ipvs.Destination;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.linux.stack.HostMemory;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.load.LoadReport.Served;
import dev.glassplane.trace.model.Cost;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.request.LoadRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Counts what happens in a run. */
final class LoadCount {

    /** One connection more or less. */
    record Change(long at, Ending.Connected ending, int more) {}

    private final Map<Ending, Integer> endings = new LinkedHashMap<>();
    private final Map<Ending, Path> firsts = new LinkedHashMap<>();
    private final List<Change> changes;
    private final Set<Flow.Served> lastServed = new LinkedHashSet<>();
    private final List<Served> servers = new ArrayList<>();
    private final long[] cost = new long[5];
    private boolean remembered;
    private long lastAt;
    private int stoppedAt = -1;

    LoadCount(LoadRequest request) {
        changes = new ArrayList<>(2 * request.flows());
    }

    void opened(long at, Flow flow, Path path) {
        endings.merge(flow.ending(), 1, Integer::sum);
        firsts.putIfAbsent(flow.ending(), path);
        lastAt = at;
        add(path.there().cost());
        path.reply().ifPresent(reply -> add(reply.leg().cost()));
        if (flow.ending() instanceof Ending.Connected connected) {
            changes.add(new Change(at, connected, 1));
        }
        remembered |= path.there().hops().stream().flatMap(hop -> hop.steps().stream()).anyMatch(LoadCount::byAffinity);
        if (lastServed.isEmpty()) {
            lastServed.addAll(flow.served());
        }
    }

    private static boolean byAffinity(Step step) {
        return switch (step) {
            case Step.RuleMatched rule -> rule.choice().filter(choice -> choice.by().equals("affinity")).isPresent();
            case Step.Decided decided -> decided.choice().filter(choice -> choice.by().equals("affinity")).isPresent();
            case Step.Resolved _, Step.Sent _, Step.Arrived _, Step.Tracked _, Step.ChainEnded _, Step.Translated _, Step.Routed _, Step.LookedUp _, Step.Left _, Step.Filtered _, Step.Logged _,
                 Step.Received _, Step.Fabric _, Step.Bridged _, Step.Encapsulated _, Step.Decapsulated _, Step.Balanced _, Step.Connected _, Step.Heard _ -> false;
        };
    }

    private void add(Cost more) {
        cost[0] += more.rulesEvaluated();
        cost[1] += more.rulesMatched();
        cost[2] += more.lookups();
        cost[3] += more.mapLookups();
        cost[4] += more.hashProbes();
    }

    void closed(long at, Flow flow) {
        changes.add(new Change(at, (Ending.Connected) flow.ending(), -1));
    }

    void noPort() {
        endings.merge(new Ending.NoPortLeft(), 1, Integer::sum);
    }

    void stopAt(int flows) {
        stoppedAt = flows;
    }

    /** The virtual servers' own counts at the moment of the last arrival. */
    void lastOpened(long at, Map<String, HostMemory> memories, Network network) {
        for (Flow.Served served : lastServed) {
            VirtualServerKey key = new VirtualServerKey(served.key().protocol(), served.key().virtual().ip(), served.key().virtual().port());
            for (Destination destination : memories.get(served.node()).ipvs().destinations(key)) {
                servers.add(new Served(served.node(), key.toString(), destination.address().toString(), destination.weight(), destination.active(),
                        destination.inactive()));
            }
        }
    }

    Map<Ending, Integer> endings() {
        return endings;
    }

    /** @return a path that ended so */
    Path first(Ending ending) {
        return firsts.get(ending);
    }

    List<Change> changes() {
        return changes;
    }

    List<Served> servers() {
        return servers;
    }

    LoadReport.Totals cost() {
        return new LoadReport.Totals(cost[0], cost[1], cost[2], cost[3], cost[4]);
    }

    boolean remembered() {
        return remembered;
    }

    long lastAt() {
        return lastAt;
    }

    /** @return flows after which the run was stopped, if it was */
    OptionalInt stoppedAt() {
        return stoppedAt < 0 ? OptionalInt.empty() : OptionalInt.of(stoppedAt);
    }
}
