package dev.glassplane.proxy.ipvs;

import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.Statement.Jump;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import dev.glassplane.proxy.RuleWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Rules that are there as long as a set has a member, in kube-proxy's order. Every Service that puts a member into the set asks for them, with the
 * same words, so that they go with the last of those Services.
 */
final class SetRules {

    private static final Map<Family, Map<KubeSet, List<ChainPart>>> PARTS = new EnumMap<>(Family.class);

    static {
        for (Family family : Family.values()) {
            Map<KubeSet, List<ChainPart>> ofFamily = new EnumMap<>(KubeSet.class);
            for (KubeSet set : KubeSet.values()) {
                ofFamily.put(set, new SetRules(set, family).parts());
            }
            PARTS.put(family, ofFamily);
        }
    }

    private final KubeSet set;
    private final Family family;
    private final Origin origin;
    private final List<ChainPart> parts = new ArrayList<>();

    private SetRules(KubeSet set, Family family) {
        this.set = set;
        this.family = family;
        this.origin = Origin.of(Chains.COMPONENT, "set " + set.of(family).name() + " has members");
    }

    /** @return the rules that a member of the set brings with it; those of the cluster IPs' masquerading depend on the node and are not among them */
    static List<ChainPart> of(KubeSet set, Family family) {
        return PARTS.get(family).get(set);
    }

    private List<ChainPart> parts() {
        switch (set) {
            case LOOP_BACK -> nat(Chains.POSTROUTING, Chains.OF_SETS, new Statement.Masquerade(false), commented());
            case LOAD_BALANCER -> {
                nat(Chains.SERVICES, Chains.OF_SETS + "1", new Jump(Chains.LOAD_BALANCER), commented());
                nat(Chains.SERVICES, Chains.OF_SETS_LAST + "2", new Statement.Accept(), Chains.in(set, family));
            }
            case LOAD_BALANCER_LOCAL -> nat(Chains.LOAD_BALANCER, Chains.OF_SETS, new Statement.Return(), commented());
            case CLUSTER_IP -> nat(Chains.SERVICES, Chains.OF_SETS_LAST + "1", new Statement.Accept(), Chains.in(set, family));
            case EXTERNAL_IP -> external(Chains.OF_SETS + "3", true);
            case EXTERNAL_IP_LOCAL -> external(Chains.OF_SETS + "4", false);
            case NODE_PORT_LOCAL_TCP -> nodePort("1", Protocol.TCP, new Statement.Return());
            case NODE_PORT_TCP -> nodePort("2", Protocol.TCP, new Jump(Chains.MARK_MASQ));
            case NODE_PORT_LOCAL_UDP -> nodePort("3", Protocol.UDP, new Statement.Return());
            case NODE_PORT_UDP -> nodePort("4", Protocol.UDP, new Jump(Chains.MARK_MASQ));
            case NODE_PORT_LOCAL_SCTP -> nodePort("5", Protocol.SCTP, new Statement.Return());
            case NODE_PORT_SCTP -> nodePort("6", Protocol.SCTP, new Jump(Chains.MARK_MASQ));
            case LOAD_BALANCER_FW -> filter(Chains.PROXY_FIREWALL, Chains.OF_SETS, new Jump(Chains.SOURCE_RANGES_FIREWALL));
            case LOAD_BALANCER_SOURCE_CIDR -> filter(Chains.SOURCE_RANGES_FIREWALL, Chains.OF_SETS + "1", new Statement.Return());
            case LOAD_BALANCER_SOURCE_IP -> filter(Chains.SOURCE_RANGES_FIREWALL, Chains.OF_SETS + "2", new Statement.Return());
            case HEALTH_CHECK_NODE_PORT, IPVS_IPS -> { }
        }
        return List.copyOf(parts);
    }

    private Match[] commented(Match... others) {
        Match[] matches = new Match[others.length + 2];
        matches[0] = Chains.comment(set);
        matches[1] = Chains.in(set, family);
        System.arraycopy(others, 0, matches, 2, others.length);
        return matches;
    }

    /** Marks what comes to an external address, unless its policy is Local, and lets it stay on this host if it came from elsewhere. */
    private void external(String key, boolean masquerade) {
        RuleWriter out = new RuleWriter(family);
        if (masquerade) {
            out.nat(Chains.SERVICES, origin, new Jump(Chains.MARK_MASQ), commented());
        }
        out.nat(Chains.SERVICES, origin, new Statement.Accept(), commented(new Match.FromBridgePort(true), new Match.SourceIsLocal(true)));
        out.nat(Chains.SERVICES, origin, new Statement.Accept(), commented(new Match.DestinationIsLocal(false, false)));
        parts.addAll(out.parts(key));
    }

    private void nodePort(String place, Protocol protocol, Statement statement) {
        nat(Chains.NODE_PORT, Chains.OF_SETS + place, statement, new Match.ProtocolIs(protocol), Chains.comment(set), Chains.in(set, family));
    }

    private void nat(String chain, String key, Statement statement, Match... matches) {
        RuleWriter out = new RuleWriter(family);
        out.nat(chain, origin, statement, matches);
        parts.addAll(out.parts(key));
    }

    private void filter(String chain, String key, Statement statement) {
        RuleWriter out = new RuleWriter(family);
        out.filter(chain, origin, statement, commented());
        parts.addAll(out.parts(key));
    }
}
