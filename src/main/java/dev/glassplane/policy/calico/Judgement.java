package dev.glassplane.policy.calico;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.dataplane.PolicyKnowledge.Reason;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the policies about a pod say of a packet, for people: the same rules that Felix's chains hold, asked in their order, and the one that came nearest.
 *
 * @param pod       whose policies
 * @param direction seen from the pod
 * @param packet    as Felix's chains see it: translated already
 * @param tiers     about the pod
 * @param holders   the pod that has an address to itself
 */
record Judgement(Pod pod, Direction direction, Packet packet, List<Tier> tiers, Function<Ip, Optional<Pod>> holders, ClusterImage image) {

    /** How near a rule comes. */
    private record Near(FelixPolicy policy, FelixRule rule, boolean ends, boolean ports) {
        boolean matches() {
            return ends && ports;
        }

        int rank() {
            return (ends ? 2 : 0) + (ports ? 1 : 0);
        }

        String place() {
            return policy.name() + " spec." + rule.place();
        }
    }

    /** @return policies of the tier that denies it, or the one that does; none if it passes */
    List<FelixPolicy> denying() {
        return judged().denying();
    }

    Reason reason() {
        return judged().reason();
    }

    private record Judged(Reason reason, List<FelixPolicy> denying) {}

    private Judged judged() {
        Near nearest = null;
        boolean anyRule = false;
        for (Tier tier : tiers) {
            boolean passed = tier.passes();
            List<FelixPolicy> governing = CalicoKnowledge.governing(List.of(tier), direction);
            Near decides = null;
            for (FelixPolicy policy : governing) {
                for (FelixRule rule : policy.rules(direction)) {
                    anyRule = true;
                    Near near = near(policy, rule);
                    if (decides == null && near.matches() && rule.action() != FelixRule.Action.LOG) {
                        decides = near;
                    }
                    nearest = rule.action() == FelixRule.Action.ALLOW && (nearest == null || near.rank() > nearest.rank()) ? near : nearest;
                }
            }
            if (decides != null && decides.rule().action() != FelixRule.Action.PASS) {
                return new Judged(decided(decides), decides.rule().action() == FelixRule.Action.DENY ? List.of(decides.policy()) : List.of());
            }
            if (!governing.isEmpty() && decides == null && !passed) {
                return new Judged(new Reason(false, !anyRule, denial(governing, nearest)), governing);
            }
        }
        return new Judged(new Reason(true, false, "no policy judges it, and the profile of namespace " + pod.key().namespace() + " lets everything through"), List.of());
    }

    private static Reason decided(Near decides) {
        boolean allowed = decides.rule().action() == FelixRule.Action.ALLOW;
        return new Reason(allowed, false, decides.place() + (allowed ? "" : " says so"));
    }

    private Near near(FelixPolicy policy, FelixRule rule) {
        boolean transport = rule.protocol().filter(protocol -> protocol != packet.protocol()).isEmpty() && rule.notProtocol().filter(protocol -> protocol == packet.protocol()).isEmpty();
        boolean ends = is(rule.source(), packet.source()) && is(rule.destination(), packet.destination());
        return new Near(policy, rule, ends, transport && has(rule.source(), packet.source(), packet.sourcePort())
                && has(rule.destination(), packet.destination(), packet.destinationPort()));
    }

    private boolean is(RuleEnd end, Ip ip) {
        return (end.nets().isEmpty() || end.nets().stream().anyMatch(net -> net.contains(ip))) && end.notNets().stream().noneMatch(net -> net.contains(ip))
                && end.selector().map(selector -> holders.apply(ip).filter(each -> selector.matches(EndpointLabels.of(each, image))).isPresent()).orElse(true)
                && end.notSelector().map(selector -> holders.apply(ip).filter(each -> selector.matches(EndpointLabels.of(each, image))).isEmpty()).orElse(true);
    }

    private boolean has(RuleEnd end, Ip ip, int port) {
        return (end.ports().isEmpty() || within(end.ports(), ip, port)) && (end.notPorts().isEmpty() || !within(end.notPorts(), ip, port));
    }

    private boolean within(RulePorts ports, Ip ip, int port) {
        return packet.protocol().hasPorts() && (ports.numbers().stream().anyMatch(range -> range.contains(port))
                || holders.apply(ip).stream().flatMap(each -> each.containerPorts().stream())
                        .anyMatch(of -> of.protocol() == packet.protocol() && of.port() == port && ports.names().contains(of.name())));
    }

    private String denial(List<FelixPolicy> governing, Near nearest) {
        String isolated = "pod " + pod.key().qualifiedName() + " is isolated for " + direction.word() + " by " + CalicoKnowledge.names(governing);
        if (nearest == null) {
            return isolated + (governing.size() == 1 ? ", which has no " : ", which have no ") + direction.word() + " rule that accepts";
        }
        Ip other = direction == Direction.INGRESS ? packet.source() : packet.destination();
        String what = (direction == Direction.INGRESS ? " in from " : " out to ") + other + holders.apply(other).map(each -> " (pod " + each.key().qualifiedName() + ")").orElse("")
                + (packet.protocol().hasPorts() ? " on " + packet.protocol() + " " + packet.destinationPort() : " by " + packet.protocol());
        String why = nearest.rank() == 0 ? "" : "; nearest: " + nearest.place()
                + (nearest.ends() ? " matches, but not its ports" : " has the port, but its " + (direction == Direction.INGRESS ? "from" : "to") + " does not match");
        return isolated + ", and no rule lets it" + what + why;
    }
}
