package dev.glassplane.trace.walk;

import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.net.IpPort;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.To;
import dev.glassplane.trace.request.TraceRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.numbers.fraction.BigFraction;

/** Answers questions over one picture of the cluster. A pure function: the same question and picture give the same answer. */
public final class Tracing {

    /** Ways that are tried to find the endpoint that a request picks. */
    static final int PICK_TRIES_MAX = 4096;
    private static final int ENDPOINTS_NAMED = 5;

    private final Network network;
    private final TraceRequest request;
    private final Set<String> notes = new LinkedHashSet<>();

    private Tracing(Network network, TraceRequest request) {
        this.network = network;
        this.request = request;
    }

    /**
     * @return the answer
     * @throws RequestException if the question names something that does not exist, or a packet that cannot be sent
     */
    public static Trace answer(TraceRequest request, Network network) {
        if (request.to() instanceof To.NotModelled target) {
            return Trace.unsupported(network.dataplane().revision(), target.text(), target.text() + ": " + target.reason());
        }
        return switch (new Resolver(request, network).resolve()) {
            case Resolver.NotModelled refusal -> Trace.unsupported(network.dataplane().revision(), refusal.target(), refusal.sentence());
            case Resolver.NoAddress missing -> new Tracing(network, request).noAddress(missing);
            case Resolver.Resolved resolved -> new Tracing(network, request).resolved(resolved);
        };
    }

    /** The packet is sent if the query for its address is answered; else the query's way is the answer. */
    private Trace resolved(Resolver.Resolved resolved) {
        if (resolved.lookup().isEmpty()) {
            return trace(resolved.start());
        }
        Set<Assumption> assumptions = assumptions(resolved.lookup().get());
        List<Path> queries = paths(resolved.lookup().get(), assumptions);
        Optional<Path> lost = queries.stream().filter(query -> !NameLookup.answered(query)).findFirst();
        if (lost.isPresent()) {
            return answer(resolved.lookup().get(), queries, assumptions);
        }
        Step.Resolved step = resolved.start().resolved().orElseThrow();
        return trace(resolved.start().found(new Step.Resolved(step.resolution(), NameLookup.way(queries.getFirst()))));
    }

    private Trace noAddress(Resolver.NoAddress missing) {
        Start lookup = missing.lookup();
        Set<Assumption> assumptions = assumptions(lookup);
        if (!missing.resolution().askedCluster()) {
            return answer(lookup, List.of(NameLookup.notFollowed(lookup, missing.resolution())), assumptions);
        }
        List<Path> queries = paths(lookup, assumptions);
        return answer(lookup, queries.stream().map(query -> NameLookup.answered(query) ? NameLookup.failed(query, missing.resolution()) : query).toList(), assumptions);
    }

    private static Set<Assumption> assumptions(Start start) {
        Set<Assumption> assumptions = EnumSet.noneOf(Assumption.class);
        assumptions.add(Assumption.ASSUMED_CT_NEW);
        assumptions.addAll(start.assumptions());
        return assumptions;
    }

    private Trace answer(Start start, List<Path> paths, Set<Assumption> assumptions) {
        BigFraction explored = paths.stream().map(Path::share).reduce(BigFraction.ZERO, BigFraction::add);
        return new Trace(network.dataplane().revision(), Optional.of(start.packet()), start.target(), paths, BigFraction.ONE.subtract(explored),
                assumptions, notes, Optional.empty());
    }

    private Trace trace(Start start) {
        notes.clear();
        Set<Assumption> assumptions = assumptions(start);
        List<Path> paths = request.pick().isPresent() ? picked(start, request.pick().get(), assumptions) : paths(start, assumptions);
        return answer(start, paths, assumptions);
    }

    private int most() {
        return request.allPaths() ? request.maxPaths() : 1;
    }

    private List<Path> paths(Start start, Set<Assumption> assumptions) {
        List<Path> paths = new ArrayList<>();
        ScriptedDecisions script = new ScriptedDecisions();
        boolean more = true;
        while (more && paths.size() < most()) {
            paths.add(walk(start, request.allPaths() ? script : new SeededDecisions(request.seed()), assumptions));
            more = request.allPaths() && script.next();
        }
        return paths;
    }

    /** Ways to one endpoint, found by going every way: so it does not matter which machine chooses, and how. */
    private List<Path> picked(Start start, IpPort pick, Set<Assumption> assumptions) {
        List<Path> paths = new ArrayList<>();
        Set<IpPort> others = new LinkedHashSet<>();
        ScriptedDecisions script = new ScriptedDecisions();
        int tried = 0;
        boolean more = true;
        while (more && paths.size() < most() && tried < PICK_TRIES_MAX) {
            Path path = walk(start, script, assumptions);
            Optional<IpPort> taken = endpoint(path);
            if (taken.isEmpty() || taken.get().equals(pick)) {
                paths.add(path);
            } else {
                others.add(taken.get());
            }
            tried++;
            more = script.next();
        }
        if (paths.isEmpty()) {
            String offered = others.stream().map(IpPort::toString).sorted().limit(ENDPOINTS_NAMED).collect(Collectors.joining(", "));
            throw new RequestException(RequestException.Kind.NOT_FOUND, "pick.endpoint", "an endpoint that is offered on this way", pick.toString(),
                    "pick.endpoint: nobody on this way offers " + pick + (more ? " among the first " + PICK_TRIES_MAX + " ways" : "") + "; offered: " + offered
                            + (others.size() > ENDPOINTS_NAMED ? " and " + (others.size() - ENDPOINTS_NAMED) + " more" : ""));
        }
        return paths;
    }

    private Path walk(Start start, Decisions chance, Set<Assumption> assumptions) {
        Weighing weighing = new Weighing(chance);
        Walk walk = new Walk(start, network, weighing);
        Path path = walk.run(weighing, request.reply());
        assumptions.addAll(walk.journey().assumptions());
        notes.addAll(walk.journey().notes());
        return path;
    }

    /** What the packet's destination became on a node or in a socket; the internet gateway's change is none of the endpoint's. */
    private static Optional<IpPort> endpoint(Path path) {
        return path.there().hops().stream().flatMap(hop -> hop.steps().stream()).filter(step -> !(step instanceof Step.Fabric))
                .flatMap(step -> Step.translation(step).stream()).filter(change -> change.kind().equals("DNAT"))
                .map(change -> new IpPort(change.after().destination(), change.after().destinationPort())).findFirst();
    }
}
