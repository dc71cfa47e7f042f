package dev.glassplane.dataplane;

import java.util.Comparator;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What one programmer has put into all nodes: immutable, and of a size that grows like causes plus nodes. What every node gets alike lies in
 * one layer; what differs lies in one layer a zone, holding what is usual there. A node keeps a layer of what it gets instead, and what of the usual
 * it does not get.
 *
 * @param <C>         cause
 * @param order       of causes
 * @param everywhere  what every node gets
 * @param zones       what is usual in a zone, by the nodes' zone label (empty for none)
 * @param differences of a node from its zone, by node name and cause
 * @param own         what the differences give the node, by node name
 * @param zoneOf      zone of each node that the programmer programs
 */
record ProgrammedTables<C>(Comparator<C> order, Layer<C> everywhere, PMap<String, Layer<C>> zones,
                           PMap<String, PMap<C, Difference>> differences, PMap<String, Layer<C>> own,
                           PMap<String, String> zoneOf) {

    /**
     * @param usual what the zone's nodes get of the cause
     * @param own   what this node gets instead
     */
    record Difference(Contribution usual, Contribution own) {}

    static <C> ProgrammedTables<C> empty(Comparator<C> order) {
        return new ProgrammedTables<>(order, Layer.empty(order), HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty());
    }

    Layer<C> zone(String zone) {
        return zones.getOrDefault(zone, Layer.empty(order));
    }

    PMap<C, Difference> differences(String node) {
        return differences.getOrDefault(node, HashTreePMap.empty());
    }

    ProgrammedTables<C> withEverywhere(Layer<C> layer) {
        return new ProgrammedTables<>(order, layer, zones, differences, own, zoneOf);
    }

    ProgrammedTables<C> withZone(String zone, Layer<C> layer) {
        return new ProgrammedTables<>(order, everywhere, zones.plus(zone, layer), differences, own, zoneOf);
    }

    ProgrammedTables<C> withoutZone(String zone) {
        return new ProgrammedTables<>(order, everywhere, zones.minus(zone), differences, own, zoneOf);
    }

    ProgrammedTables<C> withNode(String node, String zone) {
        return new ProgrammedTables<>(order, everywhere, zones, differences, own, zoneOf.plus(node, zone));
    }

    ProgrammedTables<C> withoutNode(String node) {
        return new ProgrammedTables<>(order, everywhere, zones, differences.minus(node), own.minus(node), zoneOf.minus(node));
    }

    ProgrammedTables<C> withDifference(String node, C cause, Difference difference) {
        PMap<C, Difference> of = differences(node);
        return withOwn(node, of.plus(cause, difference), layer(node).replace(cause, given(of.get(cause)), difference.own()));
    }

    ProgrammedTables<C> withoutDifference(String node, C cause) {
        PMap<C, Difference> of = differences(node);
        return withOwn(node, of.minus(cause), layer(node).replace(cause, given(of.get(cause)), Contribution.NONE));
    }

    private static Contribution given(Difference difference) {
        return difference == null ? Contribution.NONE : difference.own();
    }

    private Layer<C> layer(String node) {
        return own.getOrDefault(node, Layer.empty(order));
    }

    private ProgrammedTables<C> withOwn(String node, PMap<C, Difference> next, Layer<C> layer) {
        return next.isEmpty() ? new ProgrammedTables<>(order, everywhere, zones, differences.minus(node), own.minus(node), zoneOf)
                : new ProgrammedTables<>(order, everywhere, zones, differences.plus(node, next), own.plus(node, layer), zoneOf);
    }

    /** @return what the programmer put into the node, as layers; none if it does not program the node */
    List<Layer<C>> layers(String node) {
        String zone = zoneOf.get(node);
        if (zone == null) {
            return List.of();
        }
        Layer<C> usual = zone(zone);
        for (var entry : differences(node).entrySet()) {
            usual = usual.replace(entry.getKey(), entry.getValue().usual(), Contribution.NONE);
        }
        return List.of(everywhere, usual, layer(node));
    }

    /** @return whether the node's layers are certainly those that the other tables give it */
    boolean sameFor(String node, ProgrammedTables<?> other) {
        String zone = zoneOf.get(node);
        if (zone == null || !zone.equals(other.zoneOf.get(node))) {
            return zone == null && other.zoneOf.get(node) == null;
        }
        return everywhere == other.everywhere && zones.get(zone) == other.zones.get(zone)
                && differences.get(node) == other.differences.get(node);
    }
}
