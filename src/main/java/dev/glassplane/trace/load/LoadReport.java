package dev.glassplane.trace.load;

import dev.glassplane.store.Revision;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.LoadRequest;
import dev.glassplane.trace.walk.Flows;
import dev.glassplane.trace.walk.Tracing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * How the connections of a run spread.
 *
 * @param request     as it was understood
 * @param revision    of the tables
 * @param target      what was asked for, in words
 * @param opened      connections that were tried
 * @param endpoints   reached, by endpoint
 * @param nodes       connections by node of the endpoint; endpoints outside left out
 * @param failures    connections that came to nothing
 * @param fit         agreement with the stated shares
 * @param samples     connections open at points in time
 * @param servers     what the virtual servers counted at the last arrival; empty in other modes
 * @param cost        what the kernels did for first packets and answers
 * @param seconds     from the first arrival to the last
 * @param stopped     why not all connections were opened
 * @param notes       what else to know
 * @param assumptions what was taken for granted
 */
public record LoadReport(LoadRequest request, Revision revision, String target, int opened, List<Share> endpoints, Map<String, Integer> nodes,
                         List<Failure> failures, Fit fit, List<Sample> samples, List<Served> servers, Totals cost, double seconds,
                         Optional<String> stopped, List<String> notes, Set<Assumption> assumptions) {

    /**
     * @param ending     who was reached
     * @param flows      how often
     * @param stated     share that a trace of every path states; empty if it states none
     * @param peakActive most connections that were open there at once
     */
    public record Share(Ending.Connected ending, int flows, Optional<BigFraction> stated, int peakActive) {}

    /**
     * @param ending   how
     * @param flows    how often
     * @param stated   share that a trace of every path states; empty if it states none
     * @param sentence of the first of them
     */
    public record Failure(Ending ending, int flows, Optional<BigFraction> stated, String sentence) {}

    /**
     * @param second     since the first arrival
     * @param total      connections open then
     * @param byEndpoint of them, by endpoint
     */
    public record Sample(double second, int total, Map<String, Integer> byEndpoint) {}

    /** A real server's counts on a node, as {@code ipvsadm -Ln} lists them. */
    public record Served(String node, String virtualServer, String server, int weight, int active, int inactive) {}

    /** Sums over all connections; members as in {@link dev.glassplane.trace.model.Cost}. */
    public record Totals(long rulesEvaluated, long rulesMatched, long lookups, long mapLookups, long hashProbes) {}

    private static final double SECOND = 1_000_000;

    static LoadReport of(LoadRequest request, Network network, Flows flows, LoadCount count) {
        Trace trace = Tracing.answer(request.ends().everyPath(), network);
        Map<Ending, BigFraction> stated = new LinkedHashMap<>();
        trace.paths().forEach(path -> stated.merge(Ending.of(path), path.share(), BigFraction::add));
        Map<Ending, Integer> tried = new LinkedHashMap<>(count.endings());
        tried.remove(new Ending.NoPortLeft());
        Timeline timeline = new Timeline(count.changes());
        boolean explored = trace.notExplored().signum() == 0;
        Fit fit = explored ? Fit.of(tried, stated) : new Fit.NotTested("there are more ways than a trace lists");
        Set<Assumption> assumptions = EnumSet.noneOf(Assumption.class);
        assumptions.addAll(flows.assumptions());
        return new LoadReport(request, network.dataplane().revision(), flows.target(), count.endings().values().stream().mapToInt(Integer::intValue).sum(),
                shares(count, stated, timeline), nodes(count), failures(count, stated), fit, timeline.samples(request.samples(), count.lastAt()),
                count.servers(), count.cost(), count.lastAt() / SECOND, stopped(request, count), notes(count), assumptions);
    }

    private static List<Share> shares(LoadCount count, Map<Ending, BigFraction> stated, Timeline timeline) {
        Map<Ending, Integer> all = new LinkedHashMap<>(count.endings());
        stated.keySet().forEach(ending -> all.putIfAbsent(ending, 0));
        return all.entrySet().stream().filter(entry -> entry.getKey() instanceof Ending.Connected).map(entry -> {
            Ending.Connected ending = (Ending.Connected) entry.getKey();
            return new Share(ending, entry.getValue(), Optional.ofNullable(stated.get(ending)), timeline.peak(ending));
        }).sorted(Comparator.comparing(share -> share.ending().endpoint())).toList();
    }

    private static Map<String, Integer> nodes(LoadCount count) {
        Map<String, Integer> nodes = new TreeMap<>();
        count.endings().forEach((ending, flows) -> {
            if (ending instanceof Ending.Connected connected && !connected.node().isEmpty()) {
                nodes.merge(connected.node(), flows, Integer::sum);
            }
        });
        return nodes;
    }

    private static List<Failure> failures(LoadCount count, Map<Ending, BigFraction> stated) {
        List<Failure> failures = new ArrayList<>();
        count.endings().forEach((ending, flows) -> {
            switch (ending) {
                case Ending.Connected _ -> { }
                case Ending.Failed _ -> failures.add(new Failure(ending, flows, Optional.ofNullable(stated.get(ending)), sentence(count.first(ending))));
                case Ending.NoPortLeft _ -> failures.add(new Failure(ending, flows, Optional.empty(),
                        "all 28232 source ports of the client are in use or in TIME_WAIT: it cannot assign an address"));
            }
        });
        return failures;
    }

    private static String sentence(Path path) {
        return path.delivered().isPresent() ? path.reply().map(reply -> reply.end().sentence()).orElse("") : path.there().end().sentence();
    }

    private static Optional<String> stopped(LoadRequest request, LoadCount count) {
        return count.stoppedAt().isEmpty() ? Optional.empty() : Optional.of("time is up: " + count.stoppedAt().getAsInt() + " of " + request.flows()
                + " connections were opened; ask for fewer");
    }

    private static List<String> notes(LoadCount count) {
        return count.remembered() ? List.of("session affinity: connections of a client are not independent of each other, so the test's p-value says "
                + "nothing about chance") : List.of();
    }

    /** @return connections whose client got an answer */
    public int connected() {
        return endpoints.stream().mapToInt(Share::flows).sum();
    }
}
