package dev.glassplane.dataplane;

import dev.glassplane.image.Node;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a programmer may know of the node it programs.
 *
 * @param node      the Node
 * @param addresses every address on the node's devices (primary first), loopback left out
 */
public record NodeFacts(Node node, List<Ip> addresses) {

    public NodeFacts {
        addresses = List.copyOf(addresses);
    }

    /** @return node name */
    public String name() {
        return node.name();
    }

    /** @return the node's first address of the family, as kubelet's --node-ip */
    public Optional<Ip> primary(Family family) {
        return node.internalIps().stream().filter(ip -> ip.family() == family).findFirst();
    }

    /** @return node labels */
    public Map<String, String> labels() {
        return node.labels();
    }
}
