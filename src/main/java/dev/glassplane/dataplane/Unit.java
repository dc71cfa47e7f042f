package dev.glassplane.dataplane;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One cause at work: its view, and who gets what of it. Contributions are kept by what the programmer read of the node, so that nodes
 * with equal answers share them.
 *
 * @param <V>        view
 * @param view       what the unit reads of the image
 * @param everywhere set if every node gets the same
 * @param usual      what is usual in a zone, if nodes differ
 * @param different  names of the nodes that get something else
 * @param byAnswer   contributions by the programmer's answer
 */
record Unit<V>(V view, Optional<Contribution> everywhere, Map<String, Usual> usual, Set<String> different,
               Map<Object, Contribution> byAnswer) {

    /**
     * @param answer       what the programmer read of the nodes for which this is usual
     * @param contribution what they get
     */
    record Usual(Object answer, Contribution contribution) {}

    /** A unit of which no node gets anything yet. */
    static <V> Unit<V> differing(V view) {
        return new Unit<>(view, Optional.empty(), new HashMap<>(), new java.util.HashSet<>(), new HashMap<>());
    }

    static <V> Unit<V> everywhere(V view, Contribution contribution) {
        return new Unit<>(view, Optional.of(contribution), Map.of(), Set.of(), Map.of());
    }
}
