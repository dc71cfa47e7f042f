package dev.glassplane.dataplane;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;

/**
 * What one programmer has put into all nodes: immutable, and of a size that grows like causes plus nodes. What every node gets alike lies in
 * one layer; what differs lies in one layer a zone, holding what is usual there. A node keeps a layer of what it gets instead, and what of the usual
 * it does not get.
 *
 * @param <C>         cause
 * @param order       of causes
 * @param everywhere  what every node gets
 * @param zones       what is usual in a zone, by the nodes' zone label (empty for none)
 * @param own         what a node gets otherwise than its zone, by node name; nodes with no difference are not in it
 * @param zoneOf      zone of each node that the programmer programs
 */
record ProgrammedTables<C>(Comparator<C> order, Layer<C> everywhere, PersistentMap<String, Layer<C>> zones, PersistentMap<String, Own<C>> own,
                           PersistentMap<String, String> zoneOf) {

    /**
     * @param usual what the zone's nodes get of the cause
     * @param own   what this node gets instead
     */
    record Difference(Contribution usual, Contribution own) {}

    /**
     * @param differences by cause
     * @param layer       all that the differences give the node
     */
    record Own<C>(PersistentMap<C, Difference> differences, Layer<C> layer) {}

    static <C> ProgrammedTables<C> empty(Comparator<C> order) {
        return new ProgrammedTables<>(order, Layer.empty(order), ExtensionsKt.persistentHashMapOf(), ExtensionsKt.persistentHashMapOf(),
                ExtensionsKt.persistentHashMapOf());
    }

    Layer<C> zone(String zone) {
        return zones.getOrDefault(zone, Layer.empty(order));
    }

    Map<C, Difference> differences(String node) {
        return ownOf(node).differences();
    }

    private Own<C> ownOf(String node) {
        Own<C> known = own.get(node);
        return known == null ? new Own<>(ExtensionsKt.persistentHashMapOf(), Layer.empty(order)) : known;
    }

    ProgrammedTables<C> withEverywhere(Layer<C> layer) {
        return layer == everywhere ? this : new ProgrammedTables<>(order, layer, zones, own, zoneOf);
    }

    ProgrammedTables<C> withZone(String zone, Layer<C> layer) {
        return layer == zones.get(zone) ? this : new ProgrammedTables<>(order, everywhere, zones.put(zone, layer), own, zoneOf);
    }

    ProgrammedTables<C> withoutZone(String zone) {
        return new ProgrammedTables<>(order, everywhere, zones.remove(zone), own, zoneOf);
    }

    ProgrammedTables<C> withNode(String node, String zone) {
        return new ProgrammedTables<>(order, everywhere, zones, own, zoneOf.put(node, zone));
    }

    ProgrammedTables<C> withoutNode(String node) {
        return new ProgrammedTables<>(order, everywhere, zones, own.remove(node), zoneOf.remove(node));
    }

    ProgrammedTables<C> withDifference(String node, C cause, Difference difference) {
        Own<C> before = ownOf(node);
        return withOwn(node, new Own<>(before.differences().put(cause, difference),
                before.layer().replace(cause, given(before.differences().get(cause)), difference.own())));
    }

    ProgrammedTables<C> withoutDifference(String node, C cause) {
        Own<C> before = ownOf(node);
        return withOwn(node, new Own<>(ExtensionsKt.minus(before.differences(), cause),
                before.layer().replace(cause, given(before.differences().get(cause)), Contribution.NONE)));
    }

    private static Contribution given(Difference difference) {
        return difference == null ? Contribution.NONE : difference.own();
    }

    private ProgrammedTables<C> withOwn(String node, Own<C> next) {
        return new ProgrammedTables<>(order, everywhere, zones, next.differences().isEmpty() ? own.remove(node) : own.put(node, next), zoneOf);
    }

    /** @return what the programmer put into the node, as layers; none if it does not program the node */
    List<Layer<C>> layers(String node) {
        String zone = zoneOf.get(node);
        if (zone == null) {
            return List.of();
        }
        Layer<C> usual = zone(zone);
        Own<C> instead = ownOf(node);
        for (var entry : instead.differences().entrySet()) {
            usual = usual.replace(entry.getKey(), entry.getValue().usual(), Contribution.NONE);
        }
        return List.of(everywhere, usual, instead.layer());
    }

    /** @return whether the node's layers are certainly those that the other tables give it */
    boolean sameFor(String node, ProgrammedTables<?> other) {
        String zone = zoneOf.get(node);
        if (zone == null || !zone.equals(other.zoneOf.get(node))) {
            return zone == null && other.zoneOf.get(node) == null;
        }
        return everywhere == other.everywhere && zones.get(zone) == other.zones.get(zone)
                && own.get(node) == other.own.get(node);
    }
}
