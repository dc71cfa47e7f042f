package dev.glassplane.proxy.ipvs;

import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.net.Family;
import java.util.List;

/** Names of kube-proxy's chains, the order of what is in them, and the matches that ask its sets. */
final class Chains {

    static final String COMPONENT = "kube-proxy";

    static final String SERVICES = "KUBE-SERVICES";
    static final String POSTROUTING = "KUBE-POSTROUTING";
    static final String NODE_PORT = "KUBE-NODE-PORT";
    static final String LOAD_BALANCER = "KUBE-LOAD-BALANCER";
    static final String MARK_MASQ = "KUBE-MARK-MASQ";
    static final String FORWARD = "KUBE-FORWARD";
    static final String PROXY_FIREWALL = "KUBE-PROXY-FIREWALL";
    static final String SOURCE_RANGES_FIREWALL = "KUBE-SOURCE-RANGES-FIREWALL";
    static final String IPVS_FILTER = "KUBE-IPVS-FILTER";
    static final String IPVS_OUT_FILTER = "KUBE-IPVS-OUT-FILTER";

    /** Order keys. Between the standing rules at the start and in the middle come those that need a set with members, then those at the end. */
    static final String JUMPS = "100-kube-proxy";
    static final String FIRST = "100-";
    static final String OF_SETS = "200-";
    static final String MIDDLE = "500-";
    static final String OF_SETS_LAST = "600-";

    private static final List<Direction> PORT = List.of(Direction.DST);
    private static final List<Direction> ADDRESS_PORT = List.of(Direction.DST, Direction.DST);
    private static final List<Direction> WITH_SOURCE = List.of(Direction.DST, Direction.DST, Direction.SRC);

    private Chains() {}

    /** @return {@code -m set --match-set} for the destination, and for the source where the set has a third field */
    static Match in(KubeSet set, Family family) {
        return in(set, family, switch (set.of(family).type()) {
            case HASH_IP, HASH_NET, BITMAP_PORT -> PORT;
            case HASH_IP_PORT -> ADDRESS_PORT;
            case HASH_IP_PORT_IP, HASH_IP_PORT_NET -> WITH_SOURCE;
        });
    }

    static Match in(KubeSet set, Family family, List<Direction> directions) {
        return new Match.InSet(set.of(family).name(), directions, false);
    }

    static Match comment(KubeSet set) {
        return new Match.Comment(set.comment());
    }
}
