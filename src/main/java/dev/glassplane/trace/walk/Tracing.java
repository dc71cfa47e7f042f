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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.numbers.fraction.BigFraction;

/** Answers questions over one picture of the cluster. A pure function: the same question and picture give the same answer. */
public final class Tracing {

    private final Network network;
    private final TraceRequest request;

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
            case Resolver.Resolved resolved -> new Tracing(network, request).trace(resolved.start());
        };
    }

    private Trace trace(Start start) {
        Set<Assumption> assumptions = EnumSet.noneOf(Assumption.class);
        assumptions.add(Assumption.ASSUMED_CT_NEW);
        assumptions.addAll(start.assumptions());
        List<Path> paths = new ArrayList<>();
        ScriptedDecisions script = new ScriptedDecisions();
        boolean more = true;
        while (more && paths.size() < (request.allPaths() ? request.maxPaths() : 1)) {
            paths.add(walk(start, request.allPaths() ? script : new SeededDecisions(request.seed()), assumptions));
            more = request.allPaths() && script.next();
        }
        request.pick().ifPresent(pick -> checkPick(pick, paths));
        BigFraction explored = paths.stream().map(Path::share).reduce(BigFraction.ZERO, BigFraction::add);
        return new Trace(network.dataplane().revision(), Optional.of(start.packet()), start.target(), paths, BigFraction.ONE.subtract(explored),
                assumptions, Optional.empty());
    }

    private Path walk(Start start, Decisions chance, Set<Assumption> assumptions) {
        Weighing weighing = new Weighing(request.pick().<Decisions>map(pick -> new PinnedDecisions(pick, network, chance)).orElse(chance));
        Walk walk = new Walk(start, network, weighing);
        Path path = walk.run(weighing, request.reply());
        assumptions.addAll(walk.journey().assumptions());
        return path;
    }

    /** A path that went to another endpoint shows that nobody offered the one asked for. */
    private static void checkPick(IpPort pick, List<Path> paths) {
        for (Path path : paths) {
            Optional<IpPort> taken = path.there().hops().stream().flatMap(hop -> hop.steps().stream())
                    .filter(Step.RuleMatched.class::isInstance).map(Step.RuleMatched.class::cast).flatMap(rule -> rule.change().stream())
                    .filter(change -> change.kind().equals("DNAT"))
                    .map(change -> new IpPort(change.after().destination(), change.after().destinationPort())).findFirst();
            if (taken.isPresent() && !taken.get().equals(pick)) {
                throw new RequestException(RequestException.Kind.NOT_FOUND, "pick.endpoint", "an endpoint that the rules offer on this way", pick.toString(),
                        "pick.endpoint: no rule on this way offers " + pick + "; the packet went to " + taken.get());
            }
        }
    }
}
