package dev.glassplane.dataplane;

import dev.glassplane.dataplane.ProgrammedTables.Difference;
import dev.glassplane.dataplane.Unit.Usual;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * The work of one programmer: which causes there are, and the tables that follow. Used by one thread at a time; the tables that it hands out
 * are immutable. A cause whose programming fails keeps what it had and is tried again with every image.
 */
final class Programming<C, V> {

    /** From so many causes on, all processors find out what changes. */
    private static final int PARALLEL_MIN = 256;

    private final NodeProgrammer<C, V> programmer;
    private final BiConsumer<String, RuntimeException> log;
    private final Map<C, Unit<V>> units = new HashMap<>();
    private final SortedMap<String, NodeFacts> nodes = new TreeMap<>();
    private Map<String, Map<String, NodeFacts>> zones;
    private final Map<C, String> failures = new LinkedHashMap<>();
    private Collection<NodeFacts> placed = List.of();
    private Object common;
    private ClusterImage before = ClusterImage.EMPTY;
    private boolean failedAsAWhole;
    private ProgrammedTables<C> tables;

    /** @param log hears of each failure: what was being programmed, and why it failed */
    Programming(NodeProgrammer<C, V> programmer, BiConsumer<String, RuntimeException> log) {
        this.programmer = programmer;
        this.log = log;
        this.tables = ProgrammedTables.empty(Programming::compare);
    }

    @SuppressWarnings("unchecked")
    private static <C> int compare(C one, C other) {
        return one instanceof Comparable<?> ? ((Comparable<C>) one).compareTo(other) : one.toString().compareTo(other.toString());
    }

    ProgrammedTables<C> tables() {
        return tables;
    }

    /** @return one line a failure: agent, cause, what went wrong */
    List<String> failures() {
        return failures.entrySet().stream().map(failure -> programmer.component() + ": " + failure.getKey() + ": " + failure.getValue()).toList();
    }

    /**
     * A copy from which an edited image's tables can be made while these stay as they are: only if the edit changes no setting and no node,
     * since the copy shares all that it does not change. To be advanced at once, before anybody advances this.
     *
     * @return the copy, empty if the edited image needs a {@link #blank} one
     */
    Optional<Programming<?, ?>> branch(ClusterImage image, Collection<NodeFacts> facts) {
        if (facts != placed || failedAsAWhole || !programmer.common(image).equals(common)) {
            return Optional.empty();
        }
        Programming<C, V> copy = new Programming<>(programmer, log);
        copy.units.putAll(units);
        copy.nodes.putAll(nodes);
        copy.failures.putAll(failures);
        copy.placed = placed;
        copy.common = common;
        copy.before = before;
        copy.tables = tables;
        return Optional.of(copy);
    }

    /** @return the same programmer with nothing done yet */
    Programming<C, V> blank() {
        return new Programming<>(programmer, log);
    }

    /**
     * Brings the tables to this image.
     *
     * @param facts of all nodes; the same collection as before if nothing changed about any node
     */
    void advance(ClusterDelta delta, ClusterImage image, Collection<NodeFacts> facts) {
        try {
            Object commonNow = programmer.common(image);
            boolean all = delta.full() || failedAsAWhole || common == null;
            boolean afresh = !commonNow.equals(common);
            Set<C> causes = new HashSet<>(failures.keySet());
            if (all || afresh) {
                causes.addAll(units.keySet());
                causes.addAll(programmer.causes(image));
            } else {
                causes.addAll(programmer.affected(delta, before));
                causes.addAll(programmer.affected(delta, image));
            }
            // Nodes first, with the views of before: a unit that is new or changes is then placed on the nodes of now.
            if (all || afresh || facts != placed) {
                place(image, facts);
                placed = facts;
            }
            byZone();
            Stream<C> each = causes.size() < PARALLEL_MIN ? causes.stream() : causes.parallelStream();
            each.map(cause -> review(cause, image)).toList().forEach(Runnable::run);
            common = commonNow;
            before = image;
            failedAsAWhole = false;
        } catch (RuntimeException e) {
            failedAsAWhole = true;
            log.accept(programmer.component(), e);
            throw e;
        }
    }

    private void attempt(C cause, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failed(cause, e);
        }
    }

    private void failed(C cause, RuntimeException e) {
        if (failures.put(cause, e.toString()) == null) {
            log.accept(programmer.component() + ", " + cause, e);
        }
    }

    private void place(ClusterImage image, Collection<NodeFacts> facts) {
        Map<String, NodeFacts> wanted = new TreeMap<>();
        facts.stream().filter(node -> programmer.runsOn(node, image)).forEach(node -> wanted.put(node.name(), node));
        boolean first = nodes.isEmpty();
        for (String gone : nodes.keySet().stream().filter(name -> !wanted.containsKey(name)).toList()) {
            removeNode(gone);
        }
        for (NodeFacts node : wanted.values()) {
            NodeFacts known = nodes.get(node.name());
            if (!node.equals(known)) {
                if (known != null && !known.node().zone().equals(node.node().zone())) {
                    removeNode(node.name());
                }
                nodes.put(node.name(), node);
                zones = null;
                tables = tables.withNode(node.name(), node.node().zone());
                if (!first) {
                    units.forEach((cause, unit) -> attempt(cause, () -> placeOn(node, cause, unit)));
                }
            }
        }
        if (first && !nodes.isEmpty()) {
            units.forEach((cause, unit) -> attempt(cause, () -> installation(cause, unit.view()).run()));
        }
    }

    private void removeNode(String name) {
        String zone = nodes.remove(name).node().zone();
        zones = null;
        tables.differences(name).keySet().forEach(cause -> units.get(cause).different().remove(name));
        tables = tables.withoutNode(name);
        if (nodes.values().stream().noneMatch(node -> node.node().zone().equals(zone))) {
            tables = tables.withoutZone(zone);
            units.values().stream().filter(unit -> unit.everywhere().isEmpty()).forEach(unit -> unit.usual().remove(zone));
        }
    }

    /** Gives one node that is new or has changed its share of a unit. */
    private void placeOn(NodeFacts node, C cause, Unit<V> unit) {
        if (unit.everywhere().isPresent()) {
            return;
        }
        if (unit.byAnswer().size() > nodes.size()) {
            installation(cause, unit.view()).run(); // forgets answers that no node gives any more
            return;
        }
        String zone = node.node().zone();
        boolean possible = programmer.only(cause, unit.view()).map(names -> names.contains(node.name())).orElse(true);
        Usual usual = unit.usual().get(zone);
        try {
            if (!possible) {
                differ(node, cause, unit, usual, Contribution.NONE);
                return;
            }
            Object answer = programmer.reads(cause, unit.view(), node);
            Contribution own = unit.byAnswer().computeIfAbsent(answer, a -> programmer.program(cause, unit.view(), node));
            boolean firstOfZone = usual == null && byZone().get(zone).size() == 1;
            if (firstOfZone && programmer.only(cause, unit.view()).isEmpty()) {
                unit.usual().put(zone, new Usual(answer, own));
                tables = tables.withZone(zone, tables.zone(zone).replace(cause, Contribution.NONE, own));
            } else {
                differ(node, cause, unit, usual, own);
            }
        } catch (RuntimeException e) {
            if (!unit.different().contains(node.name())) {
                differ(node, cause, unit, usual, Contribution.NONE); // rather nothing than another node's share
            }
            throw e;
        }
    }

    private void differ(NodeFacts node, C cause, Unit<V> unit, Usual usual, Contribution own) {
        Contribution here = usual == null ? Contribution.NONE : usual.contribution();
        if (here == own || here.equals(own)) {
            if (unit.different().remove(node.name())) {
                tables = tables.withoutDifference(node.name(), cause);
            }
        } else {
            unit.different().add(node.name());
            tables = tables.withDifference(node.name(), cause, new Difference(here, own));
        }
    }

    /** Finds what a cause makes different and touches nothing, so that many may be asked at once; the result then does it. */
    private Runnable review(C cause, ClusterImage image) {
        try {
            Optional<V> view = programmer.view(cause, image);
            Unit<V> known = units.get(cause);
            if (view.isPresent() && known != null && !failures.containsKey(cause) && known.view().equals(view.get())) {
                return () -> { };
            }
            Runnable change = view.isPresent() ? installation(cause, view.get()) : () -> swap(cause, units.remove(cause), null);
            return () -> {
                change.run();
                failures.remove(cause);
            };
        } catch (RuntimeException e) {
            return () -> failed(cause, e);
        }
    }

    /** Computes a unit; the result puts it into the tables. */
    private Runnable installation(C cause, V view) {
        List<Answer> others = new ArrayList<>();
        Unit<V> next = unit(cause, view, others);
        return () -> {
            swap(cause, units.put(cause, next), next);
            others.forEach(one -> differ(one.node(), cause, next, next.usual().get(one.node().node().zone()), next.byAnswer().get(one.answer())));
        };
    }

    private record Answer(NodeFacts node, Object answer) {}

    /** Computes a unit without touching the tables, so that a failure leaves them as they are; notes the nodes that are not as usual. */
    private Unit<V> unit(C cause, V view, List<Answer> others) {
        Optional<Set<String>> only = programmer.only(cause, view);
        Unit<V> unit = Unit.differing(view);
        if (only.isPresent()) {
            only.get().stream().filter(nodes::containsKey).sorted().map(nodes::get)
                    .forEach(node -> others.add(new Answer(node, answer(cause, unit, node))));
            return unit;
        }
        Optional<Set<String>> apart = programmer.apart(cause, view);
        for (Map.Entry<String, Map<String, NodeFacts>> zone : byZone().entrySet()) {
            List<Answer> answers = new ArrayList<>();
            Map<Object, Integer> counts = new LinkedHashMap<>();
            for (NodeFacts node : asked(zone.getValue(), apart)) {
                Object answer = answer(cause, unit, node);
                if (NodeProgrammer.SAME_EVERYWHERE.equals(answer)) {
                    others.clear();
                    return Unit.everywhere(view, unit.byAnswer().get(answer));
                }
                boolean forAll = apart.isPresent() && !apart.get().contains(node.name());
                answers.add(new Answer(node, answer));
                counts.merge(answer, forAll ? zone.getValue().size() : 1, Integer::sum);
            }
            Object most = usual(counts);
            if (most != null) {
                unit.usual().put(zone.getKey(), new Usual(most, unit.byAnswer().get(most)));
            }
            answers.stream().filter(one -> !one.answer().equals(most)).forEach(others::add);
        }
        return unit;
    }

    /** Where the programmer says which nodes may stand apart, one of the others speaks for all of them. */
    private static Collection<NodeFacts> asked(Map<String, NodeFacts> zone, Optional<Set<String>> apart) {
        if (apart.isEmpty()) {
            return zone.values();
        }
        List<NodeFacts> asked = new ArrayList<>();
        apart.get().stream().filter(zone::containsKey).sorted().map(zone::get).forEach(asked::add);
        zone.values().stream().filter(node -> !apart.get().contains(node.name())).findFirst().ifPresent(asked::add);
        return asked;
    }

    /** What no two of several nodes have in common is nobody's usual share: each then has its own and none has anything to take away. */
    private static Object usual(Map<Object, Integer> counts) {
        Map.Entry<Object, Integer> most = counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        return most.getValue() == 1 && counts.size() > 1 ? null : most.getKey();
    }

    private Object answer(C cause, Unit<V> unit, NodeFacts node) {
        Object answer = programmer.reads(cause, unit.view(), node);
        if (!unit.byAnswer().containsKey(answer)) {
            unit.byAnswer().put(answer, programmer.program(cause, unit.view(), node));
        }
        return answer;
    }

    /** Found once for all units of an image. */
    private Map<String, Map<String, NodeFacts>> byZone() {
        if (zones == null) {
            zones = new TreeMap<>();
            nodes.values().forEach(node -> zones.computeIfAbsent(node.node().zone(), zone -> new TreeMap<>()).put(node.name(), node));
        }
        return zones;
    }

    /** Takes one unit out of the tables and puts another in; either may be null. */
    private void swap(C cause, Unit<V> old, Unit<V> next) {
        Contribution everywhereBefore = old == null ? Contribution.NONE : old.everywhere().orElse(Contribution.NONE);
        Contribution everywhereAfter = next == null ? Contribution.NONE : next.everywhere().orElse(Contribution.NONE);
        tables = tables.withEverywhere(tables.everywhere().replace(cause, everywhereBefore, everywhereAfter));
        Set<String> zones = new HashSet<>(old == null ? Set.of() : old.usual().keySet());
        zones.addAll(next == null ? Set.of() : next.usual().keySet());
        for (String zone : zones) {
            tables = tables.withZone(zone, tables.zone(zone).replace(cause, usual(old, zone), usual(next, zone)));
        }
        if (old != null) {
            old.different().forEach(node -> tables = tables.withoutDifference(node, cause));
        }
    }

    private static Contribution usual(Unit<?> unit, String zone) {
        Usual usual = unit == null ? null : unit.usual().get(zone);
        return usual == null ? Contribution.NONE : usual.contribution();
    }
}
