package dev.glassplane.calico.bgp;

import dev.glassplane.calico.CalicoNode;
import java.util.Optional;

/** Who speaks BGP. */
public sealed interface Speaker {

    /** @return unique name */
    String name();

    /** @return AS number */
    long asNumber();

    /**
     * BIRD on a node.
     *
     * @param node     the node
     * @param asNumber its AS number
     */
    record OnNode(CalicoNode node, long asNumber) implements Speaker {
        @Override
        public String name() {
            return node.name();
        }
    }

    /**
     * The routers between the nodes, taken as one speaker that has the first address of every subnet.
     *
     * @param asNumber its AS number
     */
    record Fabric(long asNumber) implements Speaker {
        @Override
        public String name() {
            return "the fabric";
        }
    }

    /** @return id of its cluster of route reflectors, if it is one */
    default Optional<String> clusterId() {
        return switch (this) {
            case OnNode on -> on.node().clusterId();
            case Fabric _ -> Optional.empty();
        };
    }

    /** @return whether this reflector takes the other for a client */
    default boolean reflectsFor(Speaker other) {
        return clusterId().isPresent() && !clusterId().equals(other.clusterId());
    }
}
