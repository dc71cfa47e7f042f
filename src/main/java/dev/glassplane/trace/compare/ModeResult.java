package dev.glassplane.trace.compare;

import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Trace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * What became of the packet in one mode.
 *
 * @param mode     its word, or {@code as-configured} where nodes run different modes
 * @param inForce  whether all nodes run it now
 * @param trace    every path
 * @param compared the path that is compared step by step: to the same endpoint in every mode, where there is one; empty if the question is not
 *                 modelled
 */
public record ModeResult(String mode, boolean inForce, Trace trace, Optional<Path> compared) {

    /** What is the same in two modes, or not. */
    public enum Fact {
        OUTCOME("outcome"), CLIENT_SEES("clientSees"), ENDPOINTS("endpoints"), SOURCES("source"), RETURN("return");

        private final String word;

        Fact(String word) {
            this.word = word;
        }

        /** @return as answers name it */
        public String word() {
            return word;
        }
    }

    /** @return every fact, as lines of text; equal lines mean equal facts */
    public Map<Fact, List<String>> facts() {
        Map<Fact, List<String>> facts = new EnumMap<>(Fact.class);
        if (trace.refusal().isPresent()) {
            facts.put(Fact.OUTCOME, List.of("UNSUPPORTED"));
            return facts;
        }
        facts.put(Fact.OUTCOME, shares(path -> List.of(path.outcome() + path.code().map(code -> " " + code).orElse(""))));
        facts.put(Fact.CLIENT_SEES, shares(path -> path.clientSees().map(sees -> List.of(sees.word())).orElse(List.of())));
        facts.put(Fact.ENDPOINTS, withShare(endpoints()));
        facts.put(Fact.SOURCES, List.copyOf(sources()));
        facts.put(Fact.RETURN, shares(path -> path.reply().map(reply -> List.of(reply.returned() ? "OK"
                : reply.end().outcome() + reply.code().map(code -> " " + code).orElse(""))).orElse(List.of())));
        return facts;
    }

    /** @return who gets the packet, with its share, by {@code ip:port} */
    public Map<String, BigFraction> endpoints() {
        return sum(path -> path.delivered().map(packet -> List.of(Landmarks.destination(packet))).orElse(List.of()));
    }

    /** @return source addresses that the receivers see */
    public TreeSet<String> sources() {
        TreeSet<String> sources = new TreeSet<>();
        trace.paths().forEach(path -> path.delivered().ifPresent(packet -> sources.add(packet.source().toString())));
        return sources;
    }

    /** @return whether every packet that arrives is answered; empty if none arrives or nobody asked for the way back */
    public Optional<Boolean> returnOk() {
        List<Boolean> answers = trace.paths().stream().flatMap(path -> path.reply().stream()).map(reply -> reply.returned()).toList();
        return answers.isEmpty() ? Optional.empty() : Optional.of(!answers.contains(false));
    }

    private Map<String, BigFraction> sum(Function<Path, List<String>> words) {
        Map<String, BigFraction> sums = new TreeMap<>();
        trace.paths().forEach(path -> words.apply(path).forEach(word -> sums.merge(word, path.share(), BigFraction::add)));
        return sums;
    }

    private List<String> shares(Function<Path, List<String>> words) {
        Map<String, BigFraction> sums = sum(words);
        return sums.size() == 1 ? List.copyOf(sums.keySet()) : withShare(sums);
    }

    private static List<String> withShare(Map<String, BigFraction> sums) {
        List<String> lines = new ArrayList<>();
        sums.forEach((word, share) -> lines.add(share.compareTo(BigFraction.ONE) == 0 ? word : word + " "
                + share.getNumerator() + "/" + share.getDenominator()));
        return lines;
    }
}
