package dev.glassplane.calico.bgp;

import dev.glassplane.calico.BgpFilter;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * A BGP session as one of its ends is configured: a {@code protocol bgp} of BIRD.
 *
 * @param type        why it is there
 * @param peer        address of the other end
 * @param port        its port
 * @param peerAs      AS number that is expected there
 * @param other       who is there, if anybody
 * @param keepNextHop {@code next hop keep} towards a peer of another AS
 * @param filters     what passes
 * @param state       whether it is established, or why not
 */
public record Session(Type type, Ip peer, int port, long peerAs, Optional<Speaker> other, boolean keepNextHop, List<BgpFilter> filters, State state) {

    public Session {
        filters = List.copyOf(filters);
    }

    /** Why a session is there, with the words of {@code calicoctl node status}. */
    public enum Type {
        /** BGPConfiguration nodeToNodeMeshEnabled. */
        MESH("Mesh", "node-to-node mesh", "NodeMesh"),
        /** A BGPPeer for all nodes. */
        GLOBAL("Global", "global", "GlobalPeer"),
        /** A BGPPeer for some nodes. */
        NODE("Node", "node specific", "NodePeer");

        private final String prefix;
        private final String words;
        private final String statusWord;

        Type(String prefix, String words, String statusWord) {
            this.prefix = prefix;
            this.words = words;
            this.statusWord = statusWord;
        }

        /** @return as calicoctl prints it */
        public String words() {
            return words;
        }

        /** @return as CalicoNodeStatus has it */
        public String statusWord() {
            return statusWord;
        }
    }

    /** How a session is, with the words of BIRD. */
    public enum State {
        /** Routes are exchanged. */
        ESTABLISHED("up", "Established"),
        /** Nobody answers at that address: no speaker, or its node is down, or it does not know this end. */
        UNANSWERED("start", "Connect"),
        /** The other end has another AS number than expected. */
        WRONG_AS("start", "Idle          BGP Error: Bad peer AS");

        private final String word;
        private final String info;

        State(String word, String info) {
            this.word = word;
            this.info = info;
        }

        /** @return BIRD's state of the protocol */
        public String word() {
            return word;
        }

        /** @return BGP's state and the last error */
        public String info() {
            return info;
        }
    }

    /** @return BIRD's name of the protocol, {@code Mesh_10_0_2_10} */
    public String protocol() {
        return type.prefix + "_" + peer.toString().replaceAll("[.:]", "_") + (port == 179 ? "" : "_port_" + port);
    }

    /** @return whether routes are exchanged */
    public boolean established() {
        return state == State.ESTABLISHED;
    }

    Session in(State other) {
        return new Session(type, peer, port, peerAs, this.other, keepNextHop, filters, other);
    }
}
