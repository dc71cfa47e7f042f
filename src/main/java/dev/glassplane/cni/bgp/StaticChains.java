package dev.glassplane.cni.bgp;

import static dev.glassplane.cni.bgp.FelixChain.FILTER;
import static dev.glassplane.cni.bgp.FelixChain.MANGLE;
import static dev.glassplane.cni.bgp.FelixChain.NAT;

import dev.glassplane.calico.FelixSettings;
import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Chains that Felix programs on every node, with pods or without ({@code projectcalico/calico: felix/rules/static.go, nat.go}). */
final class StaticChains {

    static final String ALL_POOLS = "cali40all-ipam-pools";
    static final String MASQ_POOLS = "cali40masq-ipam-pools";
    static final String ALL_HOSTS = "cali40all-hosts-net";
    static final String VXLAN_HOSTS = "cali40all-vxlan-net";
    static final String FROM_PODS = "cali-from-wl-dispatch";
    static final String TO_PODS = "cali-to-wl-dispatch";
    private static final String FELIX = FelixProgrammer.COMPONENT;
    private static final Origin STANDING = Origin.of(FELIX, "standing rule");
    private static final Origin PODS = Origin.of(FELIX, "packets of pods");
    private static final Origin HOST = Origin.of(FELIX, "host endpoints, of which there are none");
    private static final Origin TUNNEL = Origin.of(FELIX, "encapsulated packets between nodes");
    private static final Origin NAT_OUTGOING = Origin.of(FELIX, "natOutgoing of the IPPool");
    private static final Match FROM_ANY_POD = new Match.InInterface(Names.PREFIX + "+", false);
    private static final Match TO_ANY_POD = new Match.OutInterface(Names.PREFIX + "+", false);
    private static final String HOST_ACCEPTED = "Host endpoint policy accepted packet.";

    private StaticChains() {}

    /** What of the settings and pools decides. */
    record Features(boolean ipip, boolean vxlan, boolean ipipAddress, boolean vxlanAddress, boolean natOutgoing, FelixSettings felix) {}

    static List<ChainPart> of(Features features) {
        List<ChainPart> parts = new ArrayList<>(filter(features));
        parts.addAll(nat(features));
        parts.addAll(mangle());
        return parts;
    }

    private static List<ChainPart> filter(Features features) {
        return List.of(FelixChain.jump(STANDING, FILTER, "INPUT", "cali-INPUT"), FelixChain.jump(STANDING, FILTER, "FORWARD", "cali-FORWARD"),
                FelixChain.jump(STANDING, FILTER, "OUTPUT", "cali-OUTPUT"), input(features), output(features), forward(), accepted(), toHost(features.felix()),
                FelixChain.of(FILTER, "cali-from-host-endpoint").part(), FelixChain.of(FILTER, "cali-to-host-endpoint").part(),
                FelixChain.of(FILTER, "cali-from-hep-forward").part(), FelixChain.of(FILTER, "cali-to-hep-forward").part(),
                FelixChain.of(FILTER, "cali-cidr-block").part());
    }

    private static ChainPart input(Features features) {
        FelixChain chain = FelixChain.of(FILTER, "cali-INPUT");
        Match ipip = new Match.ProtocolIs(Protocol.IPIP);
        Match here = new Match.DestinationIsLocal(false, false);
        if (features.ipip()) {
            chain.rule(TUNNEL, "Allow IPIP packets from Calico hosts", new Statement.Accept(), ipip, in(ALL_HOSTS, Direction.SRC), here);
            chain.rule(TUNNEL, "Drop IPIP packets from non-Calico hosts", new Statement.Drop(), ipip);
        }
        if (features.vxlan()) {
            chain.rule(TUNNEL, "Allow IPv4 VXLAN packets from allowed hosts", new Statement.Accept(), udp(), port(features), in(VXLAN_HOSTS, Direction.SRC), here);
            chain.rule(TUNNEL, "Drop IPv4 VXLAN packets from non-allowed hosts", new Statement.Drop(), udp(), port(features), here);
        }
        return chain.rule(PODS, "", new Statement.Goto("cali-wl-to-host"), FROM_ANY_POD)
                .rule(STANDING, "", new Statement.Accept(), Marks.ACCEPTED)
                .rule(STANDING, "", Marks.clear(Marks.ALL))
                .rule(HOST, "", new Statement.Jump("cali-from-host-endpoint"))
                .rule(HOST, HOST_ACCEPTED, new Statement.Accept(), Marks.ACCEPTED).part();
    }

    private static ChainPart output(Features features) {
        FelixChain chain = FelixChain.of(FILTER, "cali-OUTPUT").rule(STANDING, "", new Statement.Accept(), Marks.ACCEPTED)
                .rule(PODS, "", new Statement.Return(), TO_ANY_POD);
        Match own = new Match.SourceIsLocal(false);
        if (features.ipip()) {
            chain.rule(TUNNEL, "Allow IPIP packets to other Calico hosts", new Statement.Accept(), new Match.ProtocolIs(Protocol.IPIP),
                    in(ALL_HOSTS, Direction.DST), own);
        }
        if (features.vxlan()) {
            chain.rule(TUNNEL, "Allow IPv4 VXLAN packets to other allowed hosts", new Statement.Accept(), udp(), port(features), own,
                    in(VXLAN_HOSTS, Direction.DST));
        }
        return chain.rule(STANDING, "", Marks.clear(Marks.ALL))
                .rule(HOST, "", new Statement.Jump("cali-to-host-endpoint"), new Match.ConnectionState(Set.of(ConnectionStateWord.DNAT), true))
                .rule(HOST, HOST_ACCEPTED, new Statement.Accept(), Marks.ACCEPTED).part();
    }

    private static ChainPart forward() {
        return FelixChain.of(FILTER, "cali-FORWARD").rule(STANDING, "", Marks.clear(Marks.ALL & ~Marks.ACCEPT))
                .rule(HOST, "", new Statement.Jump("cali-from-hep-forward"), Marks.NOT_ACCEPTED)
                .rule(PODS, "", new Statement.Jump(FROM_PODS), FROM_ANY_POD)
                .rule(PODS, "", new Statement.Jump(TO_PODS), TO_ANY_POD)
                .rule(HOST, "", new Statement.Jump("cali-to-hep-forward"))
                .rule(STANDING, "", new Statement.Jump("cali-cidr-block")).part();
    }

    private static ChainPart accepted() {
        return FelixChain.appended(FILTER, "FORWARD").rule(PODS, "Policy explicitly accepted packet.", new Statement.Accept(), Marks.ACCEPTED)
                .rule(STANDING, "", Marks.set(Marks.ACCEPT)).last();
    }

    private static ChainPart toHost(FelixSettings felix) {
        Statement action = switch (felix.endpointToHost()) {
            case "Drop" -> new Statement.Drop();
            case "Return" -> new Statement.Return();
            default -> new Statement.Accept();
        };
        return FelixChain.of(FILTER, "cali-wl-to-host").rule(PODS, "", new Statement.Jump(FROM_PODS))
                .rule(Origin.of(FELIX, "defaultEndpointToHostAction: " + felix.endpointToHost()), "Configured DefaultEndpointToHostAction", action).part();
    }

    private static List<ChainPart> nat(Features features) {
        FelixChain postrouting = FelixChain.of(NAT, "cali-POSTROUTING").rule(STANDING, "", new Statement.Jump("cali-fip-snat"))
                .rule(NAT_OUTGOING, "", new Statement.Jump("cali-nat-outgoing"));
        if (features.ipipAddress()) {
            tunnelSource(postrouting, "tunl0");
        }
        if (features.vxlanAddress()) {
            tunnelSource(postrouting, "vxlan.calico");
        }
        FelixChain outgoing = FelixChain.of(NAT, "cali-nat-outgoing");
        if (features.natOutgoing()) {
            Statement translate = features.felix().natAddress().<Statement>map(address -> new Statement.Snat(Ip.parse(address), true))
                    .orElse(new Statement.Masquerade(true));
            outgoing.rule(NAT_OUTGOING, "", translate, in(MASQ_POOLS, Direction.SRC), new Match.InSet(ALL_POOLS, List.of(Direction.DST), true));
        }
        return List.of(FelixChain.jump(STANDING, NAT, "PREROUTING", "cali-PREROUTING"), FelixChain.jump(STANDING, NAT, "OUTPUT", "cali-OUTPUT"),
                FelixChain.jump(STANDING, NAT, "POSTROUTING", "cali-POSTROUTING"),
                FelixChain.of(NAT, "cali-PREROUTING").rule(STANDING, "", new Statement.Jump("cali-fip-dnat")).part(),
                FelixChain.of(NAT, "cali-OUTPUT").rule(STANDING, "", new Statement.Jump("cali-fip-dnat")).part(),
                FelixChain.of(NAT, "cali-fip-dnat").part(), FelixChain.of(NAT, "cali-fip-snat").part(), postrouting.part(), outgoing.part());
    }

    /** A node's own packet into a tunnel has to come from the tunnel's address, or the answer would not come back through it. */
    private static void tunnelSource(FelixChain chain, String device) {
        chain.rule(Origin.of(FELIX, "a node's own packets into the tunnel have the tunnel's address"), "", new Statement.Masquerade(true),
                new Match.OutInterface(device, false), new Match.SourceIsLocal(true, true), new Match.SourceIsLocal(false));
    }

    private static List<ChainPart> mangle() {
        return List.of(FelixChain.jump(STANDING, MANGLE, "PREROUTING", "cali-PREROUTING"), FelixChain.jump(STANDING, MANGLE, "POSTROUTING", "cali-POSTROUTING"),
                FelixChain.of(MANGLE, "cali-PREROUTING").rule(STANDING, "", new Statement.Accept(), Marks.KNOWN)
                        .rule(STANDING, "", new Statement.Accept(), Marks.ACCEPTED)
                        .rule(HOST, "", new Statement.Jump("cali-from-host-endpoint"))
                        .rule(HOST, HOST_ACCEPTED, new Statement.Accept(), Marks.ACCEPTED).part(),
                FelixChain.of(MANGLE, "cali-POSTROUTING").rule(STANDING, "", new Statement.Return(), Marks.ACCEPTED)
                        .rule(STANDING, "", Marks.clear(Marks.ALL))
                        .rule(HOST, "", new Statement.Jump("cali-to-host-endpoint"), new Match.ConnectionState(Set.of(ConnectionStateWord.DNAT), false))
                        .rule(HOST, HOST_ACCEPTED, new Statement.Return(), Marks.ACCEPTED).part(),
                FelixChain.of(MANGLE, "cali-from-host-endpoint").part(), FelixChain.of(MANGLE, "cali-to-host-endpoint").part());
    }

    private static Match in(String set, Direction direction) {
        return new Match.InSet(set, List.of(direction), false);
    }

    private static Match udp() {
        return new Match.ProtocolIs(Protocol.UDP);
    }

    private static Match port(Features features) {
        return Match.Multiport.destination(features.felix().vxlanPort());
    }
}
