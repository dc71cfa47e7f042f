package dev.glassplane.cni.bgp;

import static dev.glassplane.cni.bgp.FelixChain.FILTER;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.net.Origin;
import dev.glassplane.policy.calico.FelixPolicy;
import dev.glassplane.policy.calico.Tier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Policies of a tier that follow each other and mean the same endpoints. Two or more of them get a chain of their own, which all their endpoints share
 * ({@code projectcalico/calico: felix/rules/endpoints.go, felix/dataplane/linux/endpoint_mgr.go}).
 *
 * @param direction which the policies govern
 * @param tier      name of the tier
 * @param selector  of each of the policies
 * @param policies  Felix's names for them
 */
public record PolicyGroup(Direction direction, String tier, String selector, List<String> policies) {

    private static final int CHAIN_MAX = 28;
    /** After so many policies the chain looks whether one has judged. */
    private static final int STRIDE = 5;

    public PolicyGroup {
        policies = List.copyOf(policies);
    }

    /** What a tier means for one endpoint. */
    public record OfTier(String name, boolean passes, List<PolicyGroup> ingress, List<PolicyGroup> egress) {
        public OfTier {
            ingress = List.copyOf(ingress);
            egress = List.copyOf(egress);
        }

        List<PolicyGroup> of(Direction direction) {
            return direction == Direction.INGRESS ? ingress : egress;
        }
    }

    /** @param tiers with the policies that are about an endpoint */
    static List<OfTier> of(List<Tier> tiers) {
        return tiers.stream().map(tier -> new OfTier(tier.name(), tier.passes(), of(tier, Direction.INGRESS), of(tier, Direction.EGRESS))).toList();
    }

    private static List<PolicyGroup> of(Tier tier, Direction direction) {
        List<PolicyGroup> groups = new ArrayList<>();
        List<String> names = new ArrayList<>();
        String selector = null;
        for (FelixPolicy policy : tier.policies()) {
            if (!policy.governs().contains(direction)) {
                continue;
            }
            if (selector != null && !selector.equals(policy.selector().toString())) {
                groups.add(new PolicyGroup(direction, tier.name(), selector, names));
                names = new ArrayList<>();
            }
            selector = policy.selector().toString();
            names.add(policy.id());
        }
        if (selector != null) {
            groups.add(new PolicyGroup(direction, tier.name(), selector, names));
        }
        return groups;
    }

    /** @return the chain that an endpoint's chain leads to: the one policy's, or the group's */
    String chain() {
        return policies.size() == 1 ? PolicyChains.name(direction, tier, policies.getFirst()) : own();
    }

    private String own() {
        String prefix = direction == Direction.INGRESS ? "cali-gi-" : "cali-go-";
        List<String> lines = new ArrayList<>(List.of(tier, selector, direction == Direction.INGRESS ? "inbound" : "outbound", Integer.toString(policies.size())));
        lines.addAll(policies);
        byte[] hash = FelixChain.digest("SHA3-224", (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, CHAIN_MAX - prefix.length());
    }

    /** @return the group's own chain, if it has one */
    List<ChainPart> parts() {
        if (policies.size() == 1) {
            return List.of();
        }
        Origin origin = Origin.of(FelixProgrammer.COMPONENT, "policies of tier " + tier + " with the same selector");
        FelixChain chain = FelixChain.of(FILTER, own());
        for (int i = 0; i < policies.size(); i++) {
            Statement jump = new Statement.Jump(PolicyChains.name(direction, tier, policies.get(i)));
            if (i % STRIDE != 0) {
                chain.rule(origin, "", jump, Marks.hasNot(Marks.PASS | Marks.ACCEPT));
                continue;
            }
            if (i > 0) {
                chain.rule(origin, "Return on verdict", new Statement.Return(), Marks.hasAny(Marks.PASS | Marks.ACCEPT));
            }
            chain.rule(origin, "", jump);
        }
        return List.of(chain.part());
    }
}
