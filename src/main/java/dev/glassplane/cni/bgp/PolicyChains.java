package dev.glassplane.cni.bgp;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.net.Origin;
import dev.glassplane.policy.calico.FelixPolicy;
import dev.glassplane.policy.calico.FelixRule;
import java.util.ArrayList;
import java.util.List;

/**
 * The chain of a policy for one direction. It marks what the policy accepts and lets the caller judge; what it denies it throws away itself ({@code
 * projectcalico/calico: felix/rules/policy.go}).
 */
final class PolicyChains {

    private PolicyChains() {}

    /** @return name of the chain */
    static String name(Direction direction, String tier, String policy) {
        return Names.chain(direction == Direction.INGRESS ? "cali-pi-" : "cali-po-", tier + "/" + policy);
    }

    /** @return the chains that the chains of pods lead to */
    static List<ChainPart> of(FelixPolicy policy) {
        return policy.governs().stream().sorted().map(direction -> chain(policy, direction)).toList();
    }

    private static ChainPart chain(FelixPolicy policy, Direction direction) {
        Origin origin = new Origin(FelixProgrammer.COMPONENT, policy.kind(), policy.key().namespace(), policy.key().name(), direction.word());
        List<RuleParts.Line> lines = new ArrayList<>();
        for (FelixRule rule : policy.rules(direction)) {
            lines.addAll(RuleParts.of(rule, origin.because(rule.place())));
        }
        while (!lines.isEmpty() && lines.getLast().statement() instanceof Statement.Return) {
            lines.removeLast();
        }
        if (lines.isEmpty()) {
            lines.add(new RuleParts.Line(origin, List.of(), new Statement.Nothing(), List.of()));
        }
        FelixChain chain = FelixChain.ofPolicy(name(direction, policy.tier(), policy.id()));
        List<String> title = new ArrayList<>(lines.getFirst().comments());
        title.add("Policy " + policy.id() + " " + direction.word());
        for (int i = 0; i < lines.size(); i++) {
            RuleParts.Line line = lines.get(i);
            chain.rule(line.origin(), i == 0 ? title : line.comments(), line.statement(), line.matches());
        }
        return chain.part();
    }
}
