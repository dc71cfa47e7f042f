package dev.glassplane.trace.model;

import dev.glassplane.net.Packet;
import dev.glassplane.store.Revision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * The answer to one question.
 *
 * @param revision    of the tables that judged
 * @param packet      the packet that was sent; empty if the question itself is not modelled
 * @param target      what it was meant for, for example {@code Service demo/web:http, clusterIP}; may be empty
 * @param paths       by share, depth first; empty only if the question is not modelled
 * @param notExplored share of the paths that are not listed; with the paths' shares it makes 1
 * @param assumptions what was taken for granted
 * @param notes       what is worth knowing beside the packet's way: policies that nobody enforces
 * @param refusal     why the question is not modelled
 */
public record Trace(Revision revision, Optional<Packet> packet, String target, List<Path> paths, BigFraction notExplored,
                    Set<Assumption> assumptions, Set<String> notes, Optional<String> refusal) {

    public Trace {
        paths = List.copyOf(paths);
        BigFraction sum = paths.stream().map(Path::share).reduce(notExplored, BigFraction::add);
        if (notExplored.signum() < 0 || sum.compareTo(BigFraction.ONE) != 0) {
            throw new IllegalArgumentException("shares and the unexplored rest make " + sum + ", expected 1");
        }
        if (paths.isEmpty() != refusal.isPresent() || paths.isEmpty() != packet.isEmpty()) {
            throw new IllegalArgumentException("a trace has paths, or says why it has none");
        }
    }

    /** @return the answer to a question that is not modelled; {@code sentence} cites the limit */
    public static Trace unsupported(Revision revision, String target, String sentence) {
        return new Trace(revision, Optional.empty(), target, List.of(), BigFraction.ONE, Set.of(), Set.of(), Optional.of(sentence));
    }

    /** @return the path that the verdict speaks of: the first one of the outcome with the greatest share; empty if not modelled */
    public Optional<Path> leading() {
        Map<Outcome, BigFraction> shares = shares();
        Path best = null;
        for (Path path : paths) {
            if (best == null || shares.get(path.outcome()).compareTo(shares.get(best.outcome())) > 0) {
                best = path;
            }
        }
        return Optional.ofNullable(best);
    }

    /** @return share of each outcome among the listed paths, in the order of the paths */
    public Map<Outcome, BigFraction> shares() {
        Map<Outcome, BigFraction> shares = new LinkedHashMap<>();
        paths.forEach(path -> shares.merge(path.outcome(), path.share(), BigFraction::add));
        return shares;
    }

    /** @return what became of the packet, most likely */
    public Outcome outcome() {
        return leading().map(Path::outcome).orElse(Outcome.UNSUPPORTED);
    }
}
