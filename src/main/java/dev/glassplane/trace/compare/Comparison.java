package dev.glassplane.trace.compare;

import dev.glassplane.trace.compare.ModeResult.Fact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The same packet in several modes.
 *
 * @param results     by mode, the one that the others are compared with first; never empty
 * @param notRun      modes that cannot run, with the reason
 * @param differences facts that are not the same in all modes
 * @param partings    for each mode but the first, where its way first differs from the first mode's
 */
public record Comparison(List<ModeResult> results, Map<String, String> notRun, List<Difference> differences, List<Parting> partings) {

    public Comparison {
        results = List.copyOf(results);
        differences = List.copyOf(differences);
        partings = List.copyOf(partings);
        notRun = Collections.unmodifiableMap(new LinkedHashMap<>(notRun));
    }

    /**
     * A fact that is not the same in all modes.
     *
     * @param fact   which
     * @param values its text, with the modes of which it is true
     */
    public record Difference(Fact fact, Map<String, List<String>> values) {

        /** @return {@code iptables, ipvs: DELIVERED; nftables: REJECTED} */
        public String words() {
            return values.entrySet().stream().map(value -> String.join(", ", value.getValue()) + ": " + (value.getKey().isEmpty() ? "none" : value.getKey()))
                    .collect(Collectors.joining("; "));
        }
    }

    /**
     * Where two ways part.
     *
     * @param mode   the other mode
     * @param step   number of the landmark, from 1; 0 if they never do
     * @param base   what happens in the first mode; empty if the ways never part
     * @param other  what happens in the other mode; empty if the ways never part
     */
    public record Parting(String mode, int step, Optional<Landmark> base, Optional<Landmark> other) {

        /** @return what differs, in words; {@code baseMode} names the first mode */
        public String words(String baseMode) {
            if (base.isEmpty() || other.isEmpty()) {
                return "no step differs: the same devices, header changes and verdict, at the same hooks";
            }
            if (base.get().sameEventAs(other.get())) {
                return "the same thing at another place: in " + baseMode + ", " + base.get().words() + "; in " + mode + ", " + other.get().words();
            }
            return "in " + baseMode + ", " + base.get().words() + "; in " + mode + ", " + other.get().words();
        }
    }

    /** @return the mode that the others are compared with */
    public ModeResult base() {
        return results.getFirst();
    }

    /** @return whether every mode that can run has the same result, whatever its way and cost */
    public boolean same() {
        return differences.isEmpty();
    }

    /** @return one sentence for people */
    public String sentence() {
        String modes = results.stream().map(ModeResult::mode).collect(Collectors.joining(", "));
        if (results.size() == 1) {
            return "only " + modes + " can run, so there is nothing to compare it with";
        }
        if (same()) {
            return "the same result in " + modes + ": " + String.join(", ", base().facts().get(Fact.OUTCOME));
        }
        boolean ends = differences.getFirst().fact() == Fact.OUTCOME; // then who gets it, from whom and back follows from that
        return differences.stream().filter(difference -> !ends || difference.fact() == Fact.OUTCOME || difference.fact() == Fact.CLIENT_SEES)
                .map(difference -> difference.fact().word() + ": " + difference.words()).collect(Collectors.joining(" | "));
    }

    /** Builds a comparison from traces with every path. */
    public static Comparison of(List<ModeResult> unaligned, Map<String, String> notRun) {
        List<ModeResult> results = Alignment.align(unaligned);
        List<Difference> differences = new ArrayList<>();
        for (Fact fact : Fact.values()) {
            Map<String, List<String>> values = new LinkedHashMap<>();
            results.forEach(result -> values.computeIfAbsent(String.join(", ", result.facts().getOrDefault(fact, List.of())), text -> new ArrayList<>())
                    .add(result.mode()));
            if (values.size() > 1) {
                differences.add(new Difference(fact, values));
            }
        }
        List<Parting> partings = results.stream().skip(1).map(result -> Alignment.parting(results.getFirst(), result)).toList();
        return new Comparison(results, notRun, differences, partings);
    }
}
