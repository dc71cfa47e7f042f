package dev.glassplane.calico;

import dev.glassplane.net.Ip;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * BGPConfiguration {@code default}.
 *
 * @param asNumber of nodes that have none of their own
 * @param mesh     whether every node peers with every other one that is no route reflector
 */
public record BgpSettings(long asNumber, boolean mesh) {

    /** Resource of the kind. */
    public static final String RESOURCE = "bgpconfigurations.crd.projectcalico.org";
    /** What holds without the object. */
    public static final BgpSettings DEFAULT = new BgpSettings(64_512, true);

    static BgpSettings of(JsonNode spec) {
        return new BgpSettings(spec.path("asNumber").asLong(DEFAULT.asNumber), spec.path("nodeToNodeMeshEnabled").asBoolean(true));
    }

    /**
     * A BGPPeer: which nodes peer with whom.
     *
     * @param name         metadata.name
     * @param node         the one node it is for
     * @param nodes        the nodes it is for; all if neither is given
     * @param peerIp       whom to peer with, by address
     * @param port         port of that peer, 179 unless said otherwise
     * @param peers        whom to peer with: nodes with these labels
     * @param asNumber     of a peer given by address
     * @param keepNextHop  {@code keepOriginalNextHop}
     * @param filters      names of BGPFilters, asked one after the other
     */
    public record Peer(String name, Optional<String> node, Optional<Selector> nodes, Optional<Ip> peerIp, int port, Optional<Selector> peers,
                       long asNumber, boolean keepNextHop, List<String> filters) {

        public Peer {
            filters = List.copyOf(filters);
        }

        /** Resource of the kind. */
        public static final String RESOURCE = "bgppeers.crd.projectcalico.org";
        /** BGP's port. */
        public static final int PORT = 179;

        /** @return whether it is for every node */
        public boolean global() {
            return node.isEmpty() && nodes.isEmpty();
        }

        /** @return whether it is for this node */
        public boolean isFor(CalicoNode which) {
            return node.map(which.name()::equals).orElse(true) && nodes.map(selector -> selector.matches(which.labels())).orElse(true);
        }

        static Optional<Peer> of(Stored stored) {
            JsonNode spec = stored.object().path("spec");
            String[] address = spec.path("peerIP").asString("").split(":", 2);
            try {
                return Optional.of(new Peer(stored.key().name(), text(spec, "node"), text(spec, "nodeSelector").map(Selector::parse),
                        Ip.tryParse(address[0]), address.length == 2 ? Integer.parseInt(address[1]) : PORT,
                        text(spec, "peerSelector").map(Selector::parse), spec.path("asNumber").asLong(0), spec.path("keepOriginalNextHop").asBoolean(false),
                        spec.path("filters").valueStream().map(name -> name.asString("")).toList()));
            } catch (IllegalArgumentException _) {
                return Optional.empty(); // admission refuses such
            }
        }

        private static Optional<String> text(JsonNode spec, String field) {
            return Optional.of(spec.path(field).asString("")).filter(text -> !text.isEmpty());
        }
    }
}
