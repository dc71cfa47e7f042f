package dev.glassplane.cni.bgp;

import static dev.glassplane.cni.bgp.FelixChain.FILTER;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pod's own chains: what may leave it and what may reach it. Policies are asked tier by tier; if no tier judges, its namespace's profile lets everything
 * through ({@code
 * projectcalico/calico: felix/rules/endpoints.go, policy.go}).
 */
final class EndpointChains {

    private EndpointChains() {}

    /**
     * @param origin         of the pod's rules
     * @param veth           the pod's device on the node
     * @param serviceAccount of the pod
     * @param vxlanPort      pods may not send to it: it could be taken for a node's packet
     * @param tiers          policies that are about the pod
     */
    static List<ChainPart> of(Origin origin, String veth, String namespace, String serviceAccount, int vxlanPort, List<PolicyGroup.OfTier> tiers) {
        List<String> profiles = List.of("kns." + namespace, "ksa." + namespace + "." + serviceAccount);
        List<ChainPart> parts = new ArrayList<>(List.of(to(origin, veth, profiles, tiers), from(origin, veth, profiles, vxlanPort, tiers)));
        Origin ofNamespace = new Origin(FelixProgrammer.COMPONENT, "Namespace", "", namespace, "profile of the namespace");
        Origin ofAccount = new Origin(FelixProgrammer.COMPONENT, "ServiceAccount", namespace, serviceAccount, "profile of the service account");
        parts.add(profile(ofNamespace, "cali-pri-", profiles.get(0), "ingress", Marks.set(Marks.ACCEPT)));
        parts.add(profile(ofNamespace, "cali-pro-", profiles.get(0), "egress", Marks.set(Marks.ACCEPT)));
        parts.add(profile(ofAccount, "cali-pri-", profiles.get(1), "ingress", new Statement.Nothing()));
        parts.add(profile(ofAccount, "cali-pro-", profiles.get(1), "egress", new Statement.Nothing()));
        tiers.stream().flatMap(tier -> Stream.concat(tier.ingress().stream(), tier.egress().stream())).forEach(group -> parts.addAll(group.parts()));
        return parts;
    }

    private static ChainPart to(Origin origin, String veth, List<String> profiles, List<PolicyGroup.OfTier> tiers) {
        FelixChain chain = begin(origin, Names.chain("cali-tw-", veth));
        tiers.forEach(tier -> policies(origin, chain, tier, Direction.INGRESS));
        return end(origin, chain, "cali-pri-", profiles);
    }

    private static ChainPart from(Origin origin, String veth, List<String> profiles, int vxlanPort, List<PolicyGroup.OfTier> tiers) {
        FelixChain chain = begin(origin, Names.chain("cali-fw-", veth))
                .rule(origin, "Drop VXLAN encapped packets originating in workloads", new Statement.Drop(), new Match.ProtocolIs(Protocol.UDP),
                        Match.Multiport.destination(vxlanPort))
                .rule(origin, "Drop IPinIP encapped packets originating in workloads", new Statement.Drop(), new Match.ProtocolIs(Protocol.IPIP));
        tiers.forEach(tier -> policies(origin, chain, tier, Direction.EGRESS));
        return end(origin, chain, "cali-pro-", profiles);
    }

    private static void policies(Origin origin, FelixChain chain, PolicyGroup.OfTier tier, Direction direction) {
        if (tier.of(direction).isEmpty()) {
            return;
        }
        chain.rule(origin, "Start of tier " + tier.name(), Marks.clear(Marks.PASS));
        tier.of(direction).forEach(group -> chain.rule(origin, "", new Statement.Jump(group.chain()), Marks.hasNot(Marks.PASS))
                .rule(origin, "Return if policy accepted", new Statement.Return(), Marks.ACCEPTED));
        if (!tier.passes()) {
            chain.rule(origin.because(FelixProgrammer.denial(direction)), "End of tier " + tier.name() + ". Drop if no policies passed packet",
                    new Statement.Drop(), Marks.hasNot(Marks.PASS));
        }
    }

    private static FelixChain begin(Origin origin, String name) {
        return FelixChain.of(FILTER, name).rule(origin, "", new Statement.Accept(), Marks.KNOWN).rule(origin, "", new Statement.Drop(), Marks.INVALID)
                .rule(origin, "", Marks.clear(Marks.ACCEPT | Marks.PASS));
    }

    private static ChainPart end(Origin origin, FelixChain chain, String prefix, List<String> profiles) {
        profiles.forEach(profile -> chain.rule(origin, "", new Statement.Jump(Names.chain(prefix, profile)))
                .rule(origin, "Return if profile accepted", new Statement.Return(), Marks.ACCEPTED));
        return chain.rule(origin, "Drop if no profiles matched", new Statement.Drop()).part();
    }

    private static ChainPart profile(Origin origin, String prefix, String profile, String direction, Statement statement) {
        return FelixChain.of(FILTER, Names.chain(prefix, profile)).rule(origin, "Profile " + profile + " " + direction, statement).part();
    }
}
